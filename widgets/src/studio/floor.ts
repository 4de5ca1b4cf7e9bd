import { h, set, unique } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { splitter } from "./splitter";
import type { PaneName, Panes, SizeName } from "./state";
import { LABELS, NAMES } from "./words";

/** Pixels: from here on three columns fit, and two. */
const WIDE = 1080;
const MEDIUM = 640;

export type Mode = "wide" | "medium" | "narrow";

/** As in panes.py. */
const USUAL: Record<SizeName, number> = { left: 0.4, jobs: 0.24, inspect: 0.4, below: 0.46 };

export interface Floor {
  readonly element: HTMLElement;
  readonly rooms: Record<PaneName, HTMLElement>;
  readonly mode: Mode;
  /** Id of a pane, for what controls it. */
  id(name: PaneName): string;
  show(panes: Panes): void;
  /** Give it the focus, or what is first in it. */
  focus(name: PaneName): void;
}

/** Where the panes stand: in three columns, in two, or one at a time. */
export function floor(options: { changed(panes: Panes): void; resized(mode: Mode): void; life: Scope }): Floor {
  const { changed, life } = options;
  let panes: Panes = { sizes: USUAL, folded: [], tab: "make" };
  let mode: Mode = "wide";
  const pane = (name: PaneName) =>
    h("section", { class: "hl-pane", id: unique(name), "data-pane": name, tabindex: -1 });
  const rooms = { make: pane("make"), jobs: pane("jobs"), shelf: pane("shelf"), inspect: pane("inspect") };

  /** `turned` where the size is that of the second pane. */
  const bar = (label: string, first: PaneName, size: () => SizeName, turned: boolean, second: PaneName) =>
    splitter({
      label,
      controls: rooms[first].id,
      moved: (share) => {
        panes = { ...panes, sizes: { ...panes.sizes, [size()]: turned ? 1 - share : share } };
        draw();
      },
      placed: () => changed(panes),
      reset: () => {
        panes = { ...panes, sizes: { ...panes.sizes, [size()]: USUAL[size()] } };
        draw();
        changed(panes);
      },
      fold: () => changed({ ...panes, folded: [...panes.folded, second] }),
      life,
    });
  const beside = (): SizeName => (mode === "wide" ? "inspect" : "below");
  const middle = bar("Width of the left panes", "make", () => "left", false, "make");
  const lower = bar("Height of the prompt", "make", () => "jobs", true, "jobs");
  const right = bar("Size of the shelf", "shelf", beside, true, "inspect");
  const one = h("div", { class: "hl-side" }, rooms.make, lower.element, rooms.jobs);
  const other = h("div", { class: "hl-side hl-other" }, rooms.shelf, right.element, rooms.inspect);
  const element = h("div", { class: "hl-floor" }, one, middle.element, other);

  const draw = () => {
    const { sizes, tab } = panes;
    const narrow = mode === "narrow";
    const seen = (name: PaneName) => (narrow ? name === tab : !panes.folded.includes(name));
    for (const name of NAMES) {
      const room = rooms[name];
      room.hidden = !seen(name);
      set(room, {
        role: narrow ? "tabpanel" : "region",
        "aria-label": narrow ? null : LABELS[name],
        "aria-labelledby": narrow ? `${room.id}-tab` : null,
      });
      room.style.flex = "";
    }
    const both = (a: boolean, b: boolean) => a && b && !narrow;
    const left = seen("make") || seen("jobs");
    const rest = seen("shelf") || seen("inspect");
    one.hidden = !left;
    other.hidden = !rest;
    middle.element.hidden = !both(left, rest);
    lower.element.hidden = !both(seen("make"), seen("jobs"));
    right.element.hidden = !both(seen("shelf"), seen("inspect"));
    one.style.flex = middle.element.hidden ? "" : `0 0 ${100 * sizes.left}%`;
    if (!lower.element.hidden) rooms.jobs.style.flex = `0 0 ${100 * sizes.jobs}%`;
    if (!right.element.hidden) rooms.inspect.style.flex = `0 0 ${100 * sizes[beside()]}%`;
    middle.show(sizes.left, true);
    lower.show(1 - sizes.jobs, false);
    right.show(1 - sizes[beside()], mode === "wide");
  };

  const measure = () => {
    const width = element.clientWidth;
    const now: Mode = width === 0 || width >= WIDE ? "wide" : width >= MEDIUM ? "medium" : "narrow";
    if (width === 0 || now === mode) return;
    mode = now;
    draw();
    options.resized(mode);
  };
  if ("ResizeObserver" in globalThis) {
    const watched = new ResizeObserver(measure);
    watched.observe(element);
    life.add(() => watched.disconnect());
  }

  return {
    element,
    rooms,
    get mode() {
      return mode;
    },
    id: (name) => rooms[name].id,
    show(next) {
      panes = next;
      draw();
    },
    focus(name) {
      const room = rooms[name];
      const first = FIRST[name].map((one) => room.querySelector<HTMLElement>(one)).find((found) => found !== null);
      (first ?? room).focus();
    },
  };
}

/** What has the focus first in each; where that is not there, the next. */
const FIRST: Record<PaneName, readonly string[]> = {
  make: ["textarea:not(:disabled)"],
  jobs: [".hl-run[tabindex='0']", ".hl-board"],
  shelf: [".hl-tile[tabindex='0']", "input"],
  inspect: ["button", "[tabindex='0']"],
};
