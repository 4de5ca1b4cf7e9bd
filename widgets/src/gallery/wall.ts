import { h, set } from "../kit/dom";
import type { Scope } from "../kit/scope";
import { windowed } from "../kit/windowed";
import type { Listed } from "./listed";
import { type Places, places, step } from "./places";
import type { Shelf } from "./shelf";
import type { Arrangement } from "./state";
import { type Tile, tile } from "./tile";

/** Tiles that are kept when they are out of sight. */
const IDLE = 400;
/** Where a page has no layout, as in tests. */
const WIDTH = 640;

export interface Wall {
  readonly element: HTMLElement;
  readonly grid: HTMLElement;
  /** Index of the one that has, or would get, the focus. */
  readonly at: number;
  show(list: readonly Listed[], arrangement: Arrangement): void;
  select(selection: readonly string[]): void;
  choose(digest: string): void;
  /** Their facts came or changed. */
  refresh(digests: readonly string[]): void;
  focus(index: number, quietly?: boolean): void;
  /** Where a key leads from here; null where it does not move. */
  step(key: string): number | null;
}

/** The tiles that are in sight, of however many there are. */
export function wall(shelf: () => Shelf, life: Scope): Wall {
  const grid = h("div", {
    class: "hl-grid",
    role: "listbox",
    "aria-label": "What you made",
    "aria-multiselectable": "true",
  });
  const room = h("div", { class: "hl-scroll" }, grid);
  const tiles = new Map<string, Tile>();
  const index = new Map<string, number>();
  let list: readonly Listed[] = [];
  let arrangement: Arrangement = "grid";
  let stand: Places = { boxes: [], height: 0, columns: 1 };
  let chosen = new Set<string>();
  let current = "";
  let at = 0;

  const mark = (digest: string) => (digest === current ? "true" : null);
  const element = (digest: string): HTMLElement => {
    const known = tiles.get(digest);
    if (known) return known.element;
    const made = tile(digest);
    made.show(shelf().known(digest));
    set(made.element, { "aria-selected": String(chosen.has(digest)), "aria-current": mark(digest) });
    tiles.set(digest, made);
    return made.element;
  };
  const view = windowed(room, grid, element, life);

  const seen = () => [...grid.children] as HTMLElement[];
  const drawn = () => {
    const shown = seen();
    const current = list[at]?.digest;
    // one tile is always in the tab order: the current one, or the first in sight while that is far away
    const stop = shown.find(({ dataset }) => dataset["digest"] === current) ?? shown[0];
    for (const one of shown) {
      const digest = one.dataset["digest"] as string;
      set(one, {
        tabindex: one === stop ? 0 : -1,
        "aria-posinset": (index.get(digest) ?? 0) + 1,
        "aria-setsize": list.length,
      });
    }
    shelf().want(shown.map(({ dataset }) => dataset["digest"] as string));
    if (tiles.size > IDLE) prune();
  };
  const prune = () => {
    for (const [digest, { element }] of tiles) if (!element.isConnected) tiles.delete(digest);
  };
  const changed = new MutationObserver(drawn);
  changed.observe(grid, { childList: true });
  life.add(() => changed.disconnect());

  const layOut = () => {
    const width = grid.clientWidth || WIDTH;
    stand = places(list, arrangement, width);
    view.show(stand.boxes, stand.height);
  };
  if ("ResizeObserver" in globalThis) {
    let last = 0;
    const resized = new ResizeObserver(() => {
      if (grid.clientWidth === last) return;
      last = grid.clientWidth;
      layOut();
    });
    resized.observe(grid);
    life.add(() => resized.disconnect());
  }
  const focus = (to: number, quietly = false) => {
    at = Math.max(0, Math.min(list.length - 1, to));
    const digest = list[at]?.digest;
    if (digest === undefined) return;
    view.reveal(digest);
    drawn();
    if (!quietly) tiles.get(digest)?.element.focus({ preventScroll: true });
  };
  life.on(grid, "focusin", (event) => {
    const digest = (event.target as Element).closest<HTMLElement>(".hl-tile")?.dataset["digest"];
    const found = index.get(digest ?? "");
    if (found === undefined || found === at) return;
    at = found;
    drawn();
  });

  return {
    element: room,
    grid,
    get at() {
      return at;
    },
    show(next, how) {
      const current = list[at]?.digest;
      const had = grid.contains(document.activeElement);
      const anew = how !== arrangement;
      list = next;
      arrangement = how;
      index.clear();
      list.forEach(({ digest }, place) => {
        index.set(digest, place);
      });
      const moved = index.get(current ?? "") ?? Math.min(at, Math.max(0, list.length - 1));
      // the newest comes in front of who has not begun to look around
      at = at === 0 && !had ? 0 : moved;
      layOut();
      drawn();
      if (had || (anew && at > 0)) focus(at, !had);
    },
    select(selection) {
      chosen = new Set(selection);
      for (const [digest, { element }] of tiles) set(element, { "aria-selected": String(chosen.has(digest)) });
    },
    choose(digest) {
      current = digest;
      for (const [one, { element }] of tiles) set(element, { "aria-current": mark(one) });
    },
    refresh(digests) {
      for (const digest of digests) tiles.get(digest)?.show(shelf().known(digest));
    },
    focus,
    step: (key) => step(key, at, stand, Math.max(1, room.clientHeight - 80)),
  };
}
