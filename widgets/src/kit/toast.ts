import { button, h } from "./dom";
import type { Scope } from "./scope";
import css from "./toast.css";

/** Milliseconds that a word stays; with a button it stays longer, and as long as the pointer or the focus is on it. */
const STAY = 4000;
const STAY_WITH_BUTTON = 9000;

export type Toast = (words: string, action?: { words: string; chosen: () => void }) => void;

/** Short words at the foot of a widget, read out politely, with at most one button ("Undo"). The newest replaces the one before. */
export function toasts(root: HTMLElement, life: Scope): Toast {
  const room = h("div", { class: "hl-toasts", role: "status" });
  const style = h("style");
  style.textContent = css;
  root.append(style, room);
  let stay = STAY;
  const end = () => {
    if (room.matches(":hover") || room.contains(document.activeElement)) again();
    else room.replaceChildren();
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(end, stay);
  };
  life.add(() => clearTimeout(timer));

  return (words, action) => {
    stay = action ? STAY_WITH_BUTTON : STAY;
    const made = h("div", { class: "hl-toast" }, words);
    if (action) {
      const press = button({ words: action.words, look: "hl-ghost" });
      press.addEventListener("click", () => {
        room.replaceChildren();
        action.chosen();
      });
      made.append(press);
    }
    room.replaceChildren(made);
    again();
  };
}
