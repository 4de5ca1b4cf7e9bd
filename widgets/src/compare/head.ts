import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits } from "../kit/item";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";
import { amount, type Quote } from "./spend";
import type { Axis, View } from "./state";
import { tells } from "./table";

const VIEWS: Record<View, string> = {
  grid: "Grid",
  slider: "Slider",
  side: "Side by side",
  difference: "Difference",
};

export interface Head {
  readonly element: HTMLElement;
  axes(axes: readonly Axis[], across: string): void;
  view(view: View, chosen: number): void;
  progress(told: { made: number; failed: number; all: number; spent: string; running: boolean }): void;
  /** What making the rest would cost; null where nothing is missing. */
  price(quote: Quote | null): void;
}

/** What was made, what the rest costs, which axis lies across, and how it is looked at. */
export function head(
  chosen: { run(): void; stop(): void; across(name: string): void; view(view: View): void },
  life: Scope,
): Head {
  const said = h("span", { class: "hl-quiet" });
  const bar = h("div", { class: "hl-progress", role: "progressbar", "aria-label": "Cells made", hidden: true });
  const order = h("select", { class: "hl-select", "aria-label": "Columns" });
  const go = button({ icon: icon(marks.play), words: "Make", look: "hl-primary" });
  const stop = button({ icon: icon(marks.stop), words: "Stop", look: "hl-plain" });
  const views = (Object.keys(VIEWS) as View[]).map((view) => {
    const made = button({ words: VIEWS[view], look: "hl-ghost" });
    life.on(made, "click", () => made.getAttribute("aria-disabled") !== "true" && chosen.view(view));
    return [view, made] as const;
  });
  life.on(go, "click", chosen.run);
  life.on(stop, "click", chosen.stop);
  life.on(order, "change", () => chosen.across(order.value));
  stop.hidden = go.hidden = true;
  let running = false;
  let several = false;

  return {
    element: h(
      "header",
      { class: "hl-head" },
      h("strong", {}, "Compare"),
      said,
      h("span", { class: "hl-gap" }),
      go,
      stop,
      h(
        "div",
        { class: "hl-look" },
        h("div", { class: "hl-views", role: "group", "aria-label": "View" }, ...views.map(([, made]) => made)),
        h("span", { class: "hl-gap" }),
        order,
      ),
      bar,
    ),
    axes(axes, across) {
      const offered = axes.filter((axis) => tells(axis) || axis.name === across);
      several = offered.length > 1;
      order.hidden = !several;
      fill(order, ...offered.map(({ name }) => h("option", { value: name }, `${name.replace(/_/g, " ")} across`)));
      order.value = across;
    },
    view(view, pair) {
      order.hidden = !several || view !== "grid";
      for (const [name, made] of views) {
        set(made, {
          "aria-pressed": String(name === view),
          "aria-disabled": name !== "grid" && pair < 2 ? "true" : null,
          title: name !== "grid" && pair < 2 ? "Choose two pictures first: C on a cell" : null,
        });
      }
    },
    progress(told) {
      running = told.running;
      const failures = told.failed ? `, ${told.failed} failed` : "";
      const money = told.spent === "0" ? "" : ` · ${credits(told.spent)}`;
      said.textContent = told.all ? `${told.made} of ${told.all} made${failures}${money}` : "";
      bar.hidden = !running;
      stop.hidden = !running;
      if (running) go.hidden = true;
      set(bar, { "aria-valuenow": told.made, "aria-valuemin": 0, "aria-valuemax": told.all });
      bar.style.setProperty("--hl-part", String(told.all ? told.made / told.all : 0));
    },
    price(quote) {
      go.hidden = running || !quote?.calls;
      if (!quote) return;
      const unknown = quote.unknown ? ` + ${quote.unknown} of unknown price` : "";
      fill(go, icon(marks.play), h("span", {}, `Make ${quote.calls} · ${amount(quote)}${unknown}`));
      set(go, { title: quote.text });
    },
  };
}
