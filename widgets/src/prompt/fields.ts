import { button, fill, h, unique } from "../kit/dom";
import { icon } from "../kit/icons";
import type { Scope } from "../kit/scope";
import { choices, type Listed, shape } from "./form";
import type { Fields, ModelOption } from "./state";

const LABELS: Record<Listed, string> = {
  aspect_ratio: "Shape",
  size: "Size",
  resolution: "Resolution",
  output_format: "Format",
};
const MOST = 10;
const SEEDS = 2 ** 31;

export interface FieldRows {
  readonly element: HTMLElement;
  show(model: ModelOption | undefined, fields: Fields, asked: Fields): void;
  /** Underline the row a problem speaks of. */
  blame(field: string | null): void;
}

/** The fields this model takes, as chips where there is a list. */
export function fieldRows(changed: (fields: Partial<Fields>) => void, life: Scope): FieldRows {
  const rows = new Map<string, HTMLElement>();
  const lists = h("div", { class: "hl-rows" });
  const count = stepper((n) => changed({ n }), life);
  const dice = seed((value) => changed({ seed: value as number }), life);
  const row = (name: string, label: string, ...content: Node[]) => {
    const made = h("div", { class: "hl-field" }, h("span", { class: "hl-label", id: unique(name) }, label), ...content);
    rows.set(name, made);
    return made;
  };
  const pair = h("div", { class: "hl-pair" }, row("n", "Images", count.element), row("seed", "Seed", dice.element));
  const element = h("div", { class: "hl-rows" }, lists, pair);
  let drawn = "";

  return {
    element,
    show(model, fields, asked) {
      const wanted = (Object.keys(LABELS) as Listed[]).map(
        (field) => [field, choices(model, field, asked[field])] as const,
      );
      const key = JSON.stringify([model?.id, wanted]);
      if (key !== drawn) {
        drawn = key;
        const made = wanted.map(([field, values]) =>
          values ? row(field, LABELS[field], chips(field, values, usual(model, field), changed)) : null,
        );
        fill(lists, ...made);
      }
      for (const input of lists.querySelectorAll<HTMLInputElement>("input")) {
        const value = fields[input.dataset["field"] as Listed] ?? "";
        input.checked = input.value === value;
      }
      // a value of another model is not sent, so this one shows its default
      for (const group of lists.querySelectorAll("[role=radiogroup]")) {
        const first = group.querySelector<HTMLInputElement>("input");
        if (first && !group.querySelector("input:checked")) first.checked = true;
      }
      count.show(fields.n ?? 1);
      dice.show(fields.seed);
    },
    blame(field) {
      for (const [name, one] of rows) one.classList.toggle("hl-blamed", name === field);
    },
  };
}

function usual(model: ModelOption | undefined, field: Listed): string | null {
  return (field === "output_format" ? null : model?.[field]) ?? null;
}

function chips(
  field: Listed,
  values: string[],
  standard: string | null,
  changed: (fields: Partial<Fields>) => void,
): HTMLElement {
  const name = unique(field);
  const chip = (value: string, words: string, title?: string) => {
    const input = h("input", { type: "radio", name, value, class: "hl-hear" });
    input.dataset["field"] = field;
    input.addEventListener("change", () => changed({ [field]: value || undefined }));
    const box = shape(value, 14);
    const drawing = box && h("i", { class: "hl-shape", style: `width:${box.width}px;height:${box.height}px` });
    return h("label", { class: "hl-chip", title }, input, drawing, h("span", {}, words));
  };
  return h(
    "div",
    { class: "hl-chips", role: "radiogroup", "aria-label": LABELS[field] },
    chip("", "Auto", standard ? `The model's own choice: ${standard}` : "The model's own choice"),
    ...values.map((value) => chip(value, field === "output_format" ? value.toUpperCase() : value.replace("x", " × "))),
  );
}

function stepper(changed: (n: number) => void, life: Scope) {
  const less = button({ icon: icon("minus"), label: "Fewer images", look: "hl-ghost hl-square" });
  const more = button({ icon: icon("add"), label: "More images", look: "hl-ghost hl-square" });
  const input = h("input", { class: "hl-count", inputmode: "numeric", "aria-label": "Number of images", value: "1" });
  let now = 1;
  const show = (n: number) => {
    now = Math.max(1, Math.min(MOST, Math.round(n) || 1));
    input.value = String(now);
    less.disabled = now <= 1;
    more.disabled = now >= MOST;
  };
  const take = (n: number) => {
    show(n);
    changed(now);
  };
  life.on(less, "click", () => take(now - 1));
  life.on(more, "click", () => take(now + 1));
  life.on(input, "change", () => take(Number(input.value)));
  life.on(input, "keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    take(now + by);
  });
  return { element: h("div", { class: "hl-stepper" }, less, input, more), show };
}

function seed(changed: (value: number | undefined) => void, life: Scope) {
  const dice = button({ icon: icon("dice"), label: "Roll a seed", look: "hl-ghost hl-square" });
  const input = h("input", { inputmode: "numeric", placeholder: "auto", "aria-label": "Seed", class: "hl-seed" });
  const show = (value: number | undefined) => {
    if (document.activeElement !== input) input.value = value === undefined ? "" : String(value);
  };
  life.on(input, "input", () => {
    const digits = input.value.replace(/\D/g, "").slice(0, 15);
    if (digits !== input.value) input.value = digits;
    changed(digits ? Number(digits) : undefined);
  });
  life.on(dice, "click", () => {
    const value = Math.floor(Math.random() * SEEDS);
    input.value = String(value);
    changed(value);
  });
  return { element: h("div", { class: "hl-stepper" }, input, dice), show };
}
