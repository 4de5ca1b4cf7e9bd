import { fill, h, set, unique } from "../../kit/dom";
import { popup } from "../../kit/menu";
import type { Scope } from "../../kit/scope";
import type { Reference } from "../state";

/** `img`, and perhaps a part of its number, just before the caret. */
export function asked(before: string): { from: number; digits: string } | null {
  const found = /(?<![\p{L}\p{N}_])img ?(\d*)$/iu.exec(before);
  return found && { from: found.index, digits: found[1] ?? "" };
}

/** While `img` is typed, the slots are offered; what is taken stands in the words as `img 2`. */
export function mentions(
  words: HTMLTextAreaElement,
  slots: () => readonly Reference[],
  changed: () => void,
  say: (words: string) => void,
  life: Scope,
): HTMLElement {
  const id = unique("mention");
  const list = h("ul", { id, role: "listbox", "aria-label": "Slots", class: "hl-list hl-mentions" });
  let offered: number[] = [];
  let active = 0;
  set(words, { "aria-autocomplete": "list", "aria-controls": id, "aria-haspopup": "listbox" });
  const panel = popup(words, list, life, () => set(words, { "aria-activedescendant": null }));

  const mark = (at: number) => {
    active = (at + offered.length) % offered.length;
    for (const [index, option] of [...list.children].entries()) {
      option.classList.toggle("hl-active", index === active);
      set(option, { "aria-selected": String(index === active) });
    }
    set(words, { "aria-activedescendant": `${id}-${active}` });
  };
  const look = () => {
    const found = words.selectionStart === words.selectionEnd && asked(words.value.slice(0, words.selectionStart));
    const all = slots();
    offered = found ? [...all.keys()].filter((at) => String(at + 1).startsWith(found.digits)) : [];
    // a number that is whole already needs no list
    if (!found || !offered.length || (found.digits && offered.length === 1)) return panel.close();
    fill(
      list,
      ...offered.map((slot, at) =>
        h(
          "li",
          { id: `${id}-${at}`, role: "option", class: "hl-option hl-mention" },
          h("img", { src: all[slot]?.thumb, alt: "" }),
          h("span", { class: "hl-option-id" }, `img ${slot + 1}`),
          h("span", { class: "hl-option-note" }, all[slot]?.name ?? ""),
        ),
      ),
    );
    if (!panel.isOpen) say(`${offered.length} slots to choose from with the arrow keys.`);
    panel.open();
    panel.place();
    mark(0);
  };
  const take = (at: number) => {
    const slot = offered[at];
    const found = asked(words.value.slice(0, words.selectionStart));
    panel.close();
    if (slot === undefined || !found) return;
    words.setRangeText(`img ${slot + 1}`, found.from, words.selectionStart, "end");
    changed();
  };

  life.on(words, "input", look);
  life.on(words, "blur", () => panel.close());
  life.on(list, "pointerdown", (event) => {
    event.preventDefault();
    const option = (event.target as Element).closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
  life.on(words, "keydown", (event) => {
    if (!panel.isOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") mark(active + 1);
    else if (event.key === "ArrowUp") mark(active - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(active);
    else if (event.key === "Escape") panel.close();
    else return;
    event.preventDefault();
  });
  return list;
}
