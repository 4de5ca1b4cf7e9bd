import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import { popup } from "../kit/menu";
import type { Scope } from "../kit/scope";

/** Words that a list shows without a search. */
const MOST = 200;

/** A button that opens a list of boxes to tick; arrows move, Space ticks, Escape closes. */
export function choose(
  title: string,
  life: Scope,
  changed: (words: string[]) => void,
  marked = true,
): { element: HTMLElement; show(choices: (readonly [string, string])[], chosen: readonly string[]): void } {
  const press = button({ words: title, look: "hl-plain" });
  press.append(icon(marks.chevron));
  set(press, { "aria-haspopup": "dialog", "aria-expanded": "false" });
  const search = h("input", {
    class: "hl-input",
    type: "search",
    "aria-label": `Find in ${title}`,
    placeholder: "Find",
  });
  const list = h("div", { class: "hl-boxes", role: "group", "aria-label": title });
  const element = h("div", { class: "hl-chooser", role: "dialog", "aria-label": title }, search, list);
  let choices: (readonly [string, string])[] = [];
  let chosen = new Set<string>();
  const room = h("div", { class: "hl-choose" }, press, element);
  const panel = popup(press, element, life, () => set(press, { "aria-expanded": "false" }));

  const draw = () => {
    const asked = search.value.toLocaleLowerCase();
    const focused = (document.activeElement as HTMLInputElement | null)?.value;
    const inList = list.contains(document.activeElement);
    const found = choices.filter(([word]) => word.toLocaleLowerCase().includes(asked));
    search.hidden = choices.length < 9;
    fill(
      list,
      ...found.slice(0, MOST).map(([word, note]) => {
        const box = h("input", { type: "checkbox", value: word });
        box.checked = chosen.has(word);
        return h("label", { class: "hl-box" }, box, h("span", {}, word), h("span", { class: "hl-quiet" }, note));
      }),
      found.length === 0 && h("p", { class: "hl-quiet" }, "Nothing of that name"),
      found.length > MOST && h("p", { class: "hl-quiet" }, `and ${found.length - MOST} more; type to find them`),
    );
    if (inList)
      boxes()
        .find((one) => one.value === focused)
        ?.focus();
  };
  const boxes = () => [...list.querySelectorAll("input")];
  const close = () => {
    panel.close();
    press.focus();
  };

  life.on(press, "click", () => {
    if (panel.isOpen) return panel.close();
    search.value = "";
    draw();
    panel.open();
    set(press, { "aria-expanded": "true" });
    (search.hidden ? boxes()[0] : search)?.focus();
  });
  life.on(search, "input", draw);
  life.on(list, "change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.checked) chosen.add(box.value);
    else chosen.delete(box.value);
    changed([...chosen]);
  });
  life.on(element, "keydown", (event) => {
    const all = boxes();
    const at = all.indexOf(document.activeElement as HTMLInputElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (to !== undefined) {
      event.preventDefault();
      (all[Math.max(0, Math.min(all.length - 1, to))] ?? search).focus();
    } else if (event.key === "Tab") panel.close();
  });

  return {
    element: room,
    show(next, words) {
      choices = next;
      chosen = new Set(words);
      press.classList.toggle("hl-on", marked && chosen.size > 0);
      if (panel.isOpen) draw();
    },
  };
}
