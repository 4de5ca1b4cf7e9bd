import { button, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";
import type { Floor, Mode } from "./floor";
import type { PaneName, Panes } from "./state";
import { LABELS, NAMES } from "./words";

const MARKS: Record<PaneName, Mark> = { make: marks.spark, jobs: marks.clock, shelf: marks.shelf, inspect: marks.info };

export interface Switches {
  readonly element: HTMLElement;
  show(panes: Panes, mode: Mode): void;
  /** How many jobs are under way. */
  under_way(count: number): void;
}

/** A button for each pane: where there is room they show and fold it, else they are tabs. */
export function switches(options: {
  floor: Floor;
  fold(name: PaneName): void;
  choose(name: PaneName): void;
  life: Scope;
}): Switches {
  const { floor, fold, choose, life } = options;
  let narrow = false;
  const badge = h("span", { class: "hl-number", hidden: true });
  const buttons = new Map(
    NAMES.map((name) => {
      const made = button({ icon: icon(MARKS[name]), words: LABELS[name], look: "hl-switch" });
      if (name === "jobs") made.append(badge);
      made.id = `${floor.id(name)}-tab`;
      set(made, { "aria-controls": floor.id(name) });
      life.on(made, "click", () => (narrow ? choose(name) : fold(name)));
      return [name, made] as const;
    }),
  );
  const element = h("div", { class: "hl-switches" }, ...buttons.values());
  life.on(element, "keydown", (event) => {
    const at = NAMES.findIndex((name) => buttons.get(name) === event.target);
    const last = NAMES.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key];
    const name = to === undefined ? undefined : NAMES[to];
    if (!narrow || at < 0 || name === undefined) return;
    event.preventDefault();
    choose(name);
    buttons.get(name)?.focus();
  });
  return {
    element,
    show(panes, mode) {
      narrow = mode === "narrow";
      set(element, { role: narrow ? "tablist" : "group", "aria-label": narrow ? "Studio" : "Show or fold" });
      for (const [name, one] of buttons) {
        const on = narrow ? panes.tab === name : !panes.folded.includes(name);
        set(one, {
          role: narrow ? "tab" : null,
          tabindex: narrow && !on ? -1 : 0,
          "aria-selected": narrow ? String(on) : null,
          "aria-pressed": narrow ? null : String(on),
          "data-on": on,
          title: narrow ? null : `${on ? "Fold" : "Show"} ${LABELS[name]}`,
        });
      }
    },
    under_way(count) {
      badge.hidden = count === 0;
      badge.textContent = String(count);
    },
  };
}
