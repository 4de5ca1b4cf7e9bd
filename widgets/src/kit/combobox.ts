import { fill, h, set, unique } from "./dom";
import { icon } from "./icons";
import * as marks from "./marks";
import { popup } from "./menu";
import type { Scope } from "./scope";

export interface Choice {
  id: string;
  /** Words the filter looks in besides the id. */
  words: string;
  /** What is drawn at the right of the option. */
  aside: string;
  /** A quiet second line. */
  note: string;
}

export interface Combobox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  show(id: string): void;
}

/** Choices that have every word of the text (anywhere in the id, else at the beginning of a word), those whose id begins with it first. */
export function matching(choices: readonly Choice[], text: string): Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = ({ id, words: more, aside, note }: Choice, word: string) =>
    id.toLowerCase().includes(word) || ` ${more} ${aside} ${note}`.toLowerCase().includes(` ${word}`);
  const found = choices.filter((choice) => words.every((word) => has(choice, word)));
  const starts = (choice: Choice) => (words[0] && choice.id.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return found.sort((one, other) => starts(one) - starts(other));
}

/** A text field with a list that filters as one types (WAI-ARIA combobox with a listbox). */
export function combobox(
  label: string,
  choices: () => readonly Choice[],
  chosen: (id: string) => void,
  life: Scope,
): Combobox {
  const listId = unique("list");
  const input = h("input", {
    class: "hl-input",
    role: "combobox",
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    autocomplete: "off",
    spellcheck: "false",
  });
  const aside = h("span", { class: "hl-combo-aside" });
  const box = h("div", { class: "hl-combo" }, input, aside, icon(marks.chevron));
  const list = h("ul", { id: listId, role: "listbox", "aria-label": label, class: "hl-list" });
  const element = h("div", { class: "hl-combo-room" }, box, list);
  let current = "";
  let shown: Choice[] = [];
  let active = -1;

  const panel = popup(box, list, life, () => {
    set(input, { "aria-expanded": "false", "aria-activedescendant": null });
    input.value = current;
  });

  const mark = (index: number) => {
    active = index;
    for (const [at, option] of [...list.children].entries()) {
      option.classList.toggle("hl-active", at === index);
      if (at === index) option.scrollIntoView?.({ block: "nearest" });
    }
    set(input, { "aria-activedescendant": index < 0 ? null : `${listId}-${index}` });
  };
  const draw = (text: string) => {
    shown = matching(choices(), text);
    const options = shown.map((choice, at) =>
      h(
        "li",
        { id: `${listId}-${at}`, role: "option", class: "hl-option", "aria-selected": String(choice.id === current) },
        h("span", { class: "hl-option-id" }, choice.id),
        h("span", { class: "hl-option-aside" }, choice.aside),
        h("span", { class: "hl-option-note" }, choice.note),
      ),
    );
    fill(list, ...(options.length ? options : [h("li", { class: "hl-none" }, "No model has all these words.")]));
    panel.place();
    mark(text ? (shown.length ? 0 : -1) : shown.findIndex(({ id }) => id === current));
  };
  const open = (text: string) => {
    panel.open();
    draw(text);
    set(input, { "aria-expanded": "true" });
  };
  const show = (id: string) => {
    current = id;
    if (!panel.isOpen) input.value = id;
    aside.textContent = choices().find((choice) => choice.id === id)?.aside ?? "";
  };
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    current = choice.id;
    panel.close();
    show(choice.id);
    chosen(choice.id);
  };

  life.on(box, "pointerdown", (event) => {
    if (event.target !== input) {
      event.preventDefault();
      input.focus();
    }
    if (input.disabled) return;
    if (panel.isOpen && event.target !== input) panel.close();
    else if (!panel.isOpen) {
      open("");
      requestAnimationFrame(() => input.select());
    }
  });
  life.on(input, "input", () => open(input.value));
  life.on(input, "blur", () => panel.close());
  life.on(list, "pointerdown", (event) => event.preventDefault());
  life.on(list, "click", (event) => {
    const option = (event.target as Element).closest("[role=option]");
    if (option) pick(shown[[...list.children].indexOf(option)]);
  });
  life.on(input, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const last = shown.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!panel.isOpen) {
        open("");
        if (active < 0) mark(event.key === "ArrowDown" ? 0 : last);
      } else mark(event.key === "ArrowDown" ? (active >= last ? 0 : active + 1) : active <= 0 ? last : active - 1);
    } else if (panel.isOpen && (event.key === "PageDown" || event.key === "PageUp")) {
      event.preventDefault();
      mark(Math.max(0, Math.min(last, active + (event.key === "PageDown" ? 8 : -8))));
    } else if (event.key === "Enter" && panel.isOpen) {
      event.preventDefault();
      pick(shown[active]);
    } else if (event.key === "Escape" && panel.isOpen) {
      event.preventDefault();
      panel.close();
      input.select();
    } else if (event.key === "Tab") panel.close();
  });
  return { element, input, show };
}
