import { dialog } from "./dialog";
import { button, h } from "./dom";
import type { Scope } from "./scope";

/** Copy text; where the browser does not allow that, show it selected, ready for the person's own Ctrl+C. */
export async function copy(root: HTMLElement, text: string, title: string, life: Scope): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    showText(root, text, title, life);
    return false;
  }
}

function showText(root: HTMLElement, text: string, title: string, life: Scope): void {
  const area = h("textarea", { class: "hl-code", readonly: true, rows: 10, "aria-label": title, spellcheck: "false" });
  area.value = text;
  const done = button({ words: "Close", look: "hl-plain" });
  const note = h("p", { class: "hl-quiet" }, "The browser did not allow copying. The text is selected: press Ctrl+C.");
  const open = dialog(root, title, [area, note, h("div", { class: "hl-row hl-end" }, done)], life);
  life.on(done, "click", () => open.close());
  area.focus();
  area.select();
}

/** Give a file to the browser's downloads. */
export function download(url: string, name: string): void {
  h("a", { href: url, download: name }).click();
}
