import { button, h } from "../kit/dom";
import { icon } from "../kit/icons";
import { KINDS } from "../kit/item";
import * as marks from "../kit/marks";
import { length } from "../kit/when";
import type { Reference } from "./state";

/** What is dragged when a slot is. */
export const SLOT = "application/x-hl-slot";

interface Place {
  at: number;
  last: number;
  /** More than the model takes. */
  over: boolean;
  /** What it is called under the picture. */
  label: string;
  masked: boolean;
}

interface Doing {
  move(from: number, to: number): void;
  remove(at: number): void;
  edit(at: number): void;
  isDisabled(): boolean;
  /** A slot was dropped on this one. */
  dropped(): void;
}

/** One reference picture: arrow keys or the mouse move it, Enter or a click edits it, Delete or its cross removes it. */
export function slotOf(one: Reference, { at, last, over, label, masked }: Place, doing: Doing): HTMLElement {
  const number = `img ${at + 1}`;
  const spoken = label.startsWith("img") ? label : `${number}, ${label}`;
  const face = h(
    "button",
    {
      type: "button",
      class: "hl-slot",
      title: `${one.name}, ${one.seconds === null ? `${one.width} × ${one.height}` : length(one.seconds)}`,
      "aria-label": `${spoken}: ${one.name}${masked ? ", with a mask" : ""}${over ? ", more than this model takes" : ""}. Enter ${one.kind === "image" ? "edits" : "plays"} it, arrow keys move it, Delete removes it.`,
    },
    one.thumb ? h("img", { src: one.thumb, alt: "", draggable: "false" }) : icon(KINDS[one.kind].mark),
    masked && h("span", { class: "hl-masked" }, icon(marks.pencil)),
  );
  face.addEventListener("click", () => !doing.isDisabled() && doing.edit(at));
  const cross = button({ icon: icon(marks.close), label: `Remove ${number}`, look: "hl-cross" });
  cross.tabIndex = -1;
  const made = h("li", { draggable: "true", class: over ? "hl-over" : "" }, face, cross, h("span", {}, label));
  face.addEventListener("keydown", (event) => {
    if (doing.isDisabled() || event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined) doing.move(at, to);
    else if (event.key === "Delete" || event.key === "Backspace") doing.remove(at);
    else return;
    event.preventDefault();
  });
  cross.addEventListener("click", () => !doing.isDisabled() && doing.remove(at));
  made.addEventListener("dragstart", (event) => event.dataTransfer?.setData(SLOT, String(at)));
  made.addEventListener("drop", (event) => {
    const from = event.dataTransfer?.getData(SLOT);
    if (!from) return;
    event.preventDefault();
    event.stopPropagation();
    doing.dropped();
    doing.move(Number(from), at);
  });
  return made;
}
