import { copy } from "../kit/clipboard";
import { button, h } from "../kit/dom";
import { icon } from "../kit/icons";
import type { Fence } from "../kit/markdown";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";

/** A block of code with its language and a button that copies it. */
export function fence(root: HTMLElement, life: Scope, copied: () => void): Fence {
  return (code, language) => {
    const take = button({ icon: icon(marks.copy), label: "Copy code", look: "hl-ghost hl-square" });
    take.addEventListener("click", async () => {
      if (await copy(root, code, "Code", life)) copied();
    });
    const label = h("span", {}, language || "code");
    const shown = h("pre", { tabindex: 0, "aria-label": `Code, ${language || "no language"}` }, h("code", {}, code));
    return h("div", { class: "hl-md-code" }, h("div", { class: "hl-md-code-head" }, label, take), shown);
  };
}
