import { button, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Model } from "../kit/model";
import type { Scope } from "../kit/scope";
import { watch } from "../kit/watch";
import type { Light } from "../lib/stage/types";
import type { ViewerState } from "./state";
import { FILM, LIGHTS } from "./words";

type Switch = "wireframe" | "normals" | "grid" | "box" | "turning";

const SWITCHES: { name: Switch; mark: Mark; words: string }[] = [
  { name: "wireframe", mark: marks.wire, words: "Wireframe" },
  { name: "normals", mark: marks.normals, words: "Normals" },
  { name: "grid", mark: marks.grid, words: "Grid" },
  { name: "box", mark: marks.box3d, words: "Box with metres" },
  { name: "turning", mark: marks.turntable, words: "Turntable" },
];

export interface Tools {
  readonly element: HTMLElement;
  readonly still: HTMLButtonElement;
  readonly film: HTMLButtonElement;
  readonly save: HTMLButtonElement;
  readonly facts: HTMLButtonElement;
  readonly keys: HTMLButtonElement;
  /** Only what draws in 3D is switched off where nothing is drawn. */
  enable(live: boolean): void;
}

/** The bar under a view. Arrows move along it, as in every toolbar. */
export function toolbar(model: Model<ViewerState>, reset: () => void, life: Scope): Tools {
  const square = (mark: Mark, label: string) => button({ icon: icon(mark), label, look: "hl-ghost hl-tool" });
  const lights = h(
    "select",
    { class: "hl-input hl-choose", "aria-label": "Light", title: "Light" },
    ...Object.entries(LIGHTS).map(([value, words]) => h("option", { value }, words)),
  );
  const put = <Key extends Switch | "light">(key: Key, value: ViewerState[Key]) => {
    model.set(key, value);
    model.save_changes();
  };
  life.on(lights, "change", () => put("light", lights.value as Light));
  life.add(
    watch(model, "light", (light) => {
      lights.value = light;
    }),
  );
  const switches = SWITCHES.map(({ name, mark, words }) => {
    const made = square(mark, words);
    life.on(made, "click", () => put(name, !model.get(name)));
    life.add(watch(model, name, (on) => set(made, { "aria-pressed": String(on) })));
    return made;
  });
  const whole = square(marks.reset, "Show all of it");
  life.on(whole, "click", reset);
  const still = square(marks.camera, "Keep a still");
  const film = square(marks.film, FILM);
  const save = square(marks.save, "Save the GLB file");
  const facts = square(marks.info, "Facts of the mesh");
  set(facts, { "aria-pressed": "false" });
  const keys = square(marks.keys, "Keys and gestures");
  const gap = h("span", { class: "hl-gap" });
  const element = h(
    "div",
    { class: "hl-bar", role: "toolbar", "aria-label": "3D view" },
    lights,
    ...switches,
    whole,
    gap,
    ...[still, film, save, facts, keys],
  );
  const live = [lights, ...switches, whole, still, film];

  const all = () =>
    [...element.querySelectorAll<HTMLElement>("button, select")].filter((one) => !one.matches(":disabled"));
  const stop = (at: HTMLElement | undefined) => {
    for (const one of element.querySelectorAll("button, select")) set(one, { tabindex: one === at ? 0 : -1 });
  };
  life.on(element, "focusin", (event) => stop(event.target as HTMLElement));
  life.on(element, "keydown", (event) => {
    const shown = all();
    const at = shown.indexOf(event.target as HTMLElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    shown[(to + shown.length) % shown.length]?.focus();
  });

  return {
    ...{ element, still, film, save, facts, keys },
    enable(on) {
      for (const one of live) one.disabled = !on;
      stop(all()[0]);
    },
  };
}
