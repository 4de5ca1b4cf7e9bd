import { dialog } from "../../kit/dialog";
import { button, h } from "../../kit/dom";
import type { Scope } from "../../kit/scope";

/** Ask for a link. */
export function askForLink(root: HTMLElement, life: Scope, given: (url: string) => void): void {
  const input = h("input", {
    class: "hl-input",
    type: "url",
    placeholder: "https://…",
    "aria-label": "Link of a picture",
  });
  const add = button({ words: "Add", look: "hl-primary" });
  const form = h("form", { class: "hl-row" }, input, add);
  add.type = "submit";
  const open = dialog(root, "Reference from a link", [form], life);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = input.value.trim();
    if (!url) return;
    open.close();
    given(url);
  });
  input.focus();
}
