import { fill, h } from "../kit/dom";
import { chips } from "./controls/chips";
import type { Control, MakeControl } from "./controls/control";
import { number } from "./controls/number";
import { seed } from "./controls/seed";
import { stepper } from "./controls/stepper";
import { words } from "./controls/words";
import type { Row } from "./kinds/kind";
import type { Fields } from "./state";

const CONTROLS: Record<Row["as"], MakeControl | null> = { chips, number, seed, stepper, words, hidden: null };
/** Small enough to stand beside another. */
const SHORT: readonly Row["as"][] = ["number", "seed", "stepper"];

/** Undefined is nothing said. */
export type Change = { [Name in keyof Fields]?: Fields[Name] | undefined };

export interface FieldRows {
  readonly element: HTMLElement;
  show(rows: readonly Row[], fields: Fields): void;
  /** A call with them has ended well. */
  made(): void;
  /** Underline the row a problem speaks of. */
  blame(field: string | null): void;
}

/** The fields a kind and its model take. */
export function fieldRows(changed: (fields: Change) => void): FieldRows {
  const element = h("div", { class: "hl-rows hl-fields" });
  const shown = new Map<string, { place: HTMLElement; control: Control }>();
  let drawn = "";

  const draw = (row: Row): HTMLElement | null => {
    const make = CONTROLS[row.as];
    if (!make || row.values?.length === 0) return null;
    const control = make(row, (value) => changed({ [row.name]: value }));
    const place = h("div", { class: "hl-field" }, h("span", { class: "hl-label" }, row.label), control.element);
    shown.set(row.name, { place, control });
    return place;
  };
  return {
    element,
    show(rows, fields) {
      const key = JSON.stringify(rows);
      if (key !== drawn) {
        drawn = key;
        shown.clear();
        const long = rows.filter(({ as }) => !SHORT.includes(as)).map(draw);
        const short = rows.filter(({ as }) => SHORT.includes(as)).map(draw);
        fill(element, ...long, h("div", { class: "hl-pair" }, ...short));
      }
      for (const [name, { control }] of shown) control.show(fields[name as keyof Fields]);
    },
    made() {
      for (const { control } of shown.values()) control.made?.();
    },
    blame(field) {
      for (const [name, { place }] of shown) place.classList.toggle("hl-blamed", name === field);
    },
  };
}
