import { type Ask, problemOf } from "../kit/ask";
import { copy } from "../kit/clipboard";
import { dialog } from "../kit/dialog";
import { button, h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import type { Form } from "./form";

type Language = "python" | "curl" | "magic";
const NAMES: Record<Language, string> = { python: "Python", curl: "curl", magic: "Magic" };

/** The form as Python, curl or a cell of its own, to read and to take along. */
export async function showCode(root: HTMLElement, ask: Ask, form: () => Form, life: Scope): Promise<void> {
  const area = h("textarea", {
    class: "hl-code",
    readonly: true,
    rows: 12,
    spellcheck: "false",
    "aria-label": "Source",
  });
  const note = h("span", { class: "hl-quiet", role: "status" });
  const tabs = (Object.keys(NAMES) as Language[]).map((language) => {
    const tab = button({ words: NAMES[language], look: "hl-plain" });
    tab.addEventListener("click", () => void load(language));
    return { language, tab };
  });
  const take = button({ words: "Copy", look: "hl-primary" });
  const load = async (language: Language) => {
    for (const one of tabs) set(one.tab, { "aria-pressed": String(one.language === language) });
    try {
      area.value = (await ask<string>("code", { form: form(), language })).value;
      note.textContent = "";
      take.disabled = false;
    } catch (error) {
      take.disabled = true;
      area.value = "";
      note.textContent = problemOf(error).message;
    }
  };
  take.addEventListener("click", async () => {
    if (await copy(root, area.value, "Source", life)) note.textContent = "Copied.";
  });
  const row = h("div", { class: "hl-row" }, ...tabs.map(({ tab }) => tab), h("span", { class: "hl-gap" }), note, take);
  dialog(root, "This form as code", [area, row], life);
  await load("python");
}
