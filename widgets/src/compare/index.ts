import { h, set } from "../kit/dom";
import { enlarge } from "../kit/recipe";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { hear, watch } from "../kit/watch";
import css from "./compare.css";
import { grid as makeGrid } from "./grid";
import { head } from "./head";
import { pair as makePair, type Two } from "./pair";
import { type Quote, spend } from "./spend";
import type { Cell, CompareState } from "./state";

/** Between two questions for the price while cells come in. */
const REST = 300;

// Shared with Python: CompareState. Only on this screen: the cells as they are, the focus, the zoom.
function drawCompare({ model, root, life, ask, blobs, trouble, failed, share, say }: View<CompareState>): void {
  const cells: (Cell | undefined)[] = [];
  let loaded = false;

  const toast = toasts(root, life);
  const grid = makeGrid(blobs, life);
  const two = makePair(blobs, failed, life);
  const top = head(
    {
      run: () => void make(),
      stop: () =>
        void ask<number>("stop").then(
          ({ value }) => toast(value ? `No more is sent. ${value} under way will still come.` : "No more is sent."),
          failed,
        ),
      across: (name) => share("across", name),
      view: (view) => share("view", view),
    },
    life,
  );
  root.append(h("div", { class: "hl-compare-frame" }, top.element, trouble.element, grid.element, two.element));

  const make = (only?: number[]) => spend({ root, ask, life, ...(only ? { cells: only } : {}) }).catch(failed);
  const numberOf = (digest: string) => cells.findIndex((cell) => cell?.item?.digest === digest);
  const chosen = (): Two[] =>
    model.get("pair").flatMap((digest) => {
      const number = numberOf(digest);
      const item = cells[number]?.item;
      return item ? [{ item, name: grid.name(number) }] : [];
    });
  const win = (cell: Cell | undefined) => {
    const digest = cell?.item?.digest;
    if (digest === undefined) return;
    const now = model.get("winners");
    const was = now.includes(digest);
    share("winners", was ? now.filter((one) => one !== digest) : [...now, digest]);
    say(was ? "No winner any more" : "Picked as a winner");
  };
  const side = (cell: Cell | undefined) => {
    const digest = cell?.item?.kind === "image" ? cell.item.digest : undefined;
    if (digest === undefined) return;
    const now = model.get("pair");
    const next = now.includes(digest) ? now.filter((one) => one !== digest) : [...now.slice(-1), digest];
    share("pair", next);
    if (next.length === 2) toast("Two pictures chosen.", { words: "Show", chosen: () => share("view", "slider") });
    else say(next.length ? "Picture A chosen; choose another one" : "No picture chosen");
  };
  const show = (number: number) => {
    const cell = cells[number];
    if (cell?.item) enlarge({ root, item: cell.item, ask, blobs, life, say });
  };

  const draw = () => {
    const made = cells.filter((cell) => cell?.item).length;
    const failed = cells.filter((cell) => cell?.status === "failed").length;
    const running = model.get("running");
    top.progress({ made, failed, all: cells.length, spent: model.get("spent"), running });
    grid.refresh(model.get("winners"), model.get("pair"));
    drawView();
  };
  const drawView = () => {
    const both = chosen();
    const view = both.length === 2 ? model.get("view") : "grid";
    top.view(view, both.length);
    grid.element.hidden = view !== "grid";
    two.element.hidden = view === "grid";
    if (view !== "grid") two.show(view, both as [Two, Two]);
  };
  const lay = () => {
    top.axes(model.get("axes"), model.get("across"));
    grid.lay(model.get("axes"), model.get("across"), cells);
    draw();
  };
  const quote = async () => {
    if (cells.every((cell) => !cell || cell.item || cell.status === "refused")) return top.price(null);
    try {
      const { value } = await ask<Quote>("quote");
      top.price(value.calls ? value : null);
    } catch (error) {
      failed(error);
    }
  };
  const priceSoon = life.later(() => void quote(), REST);
  const take = (told: [number, Cell][]) => {
    for (const [number, cell] of told) cells[number] = cell;
  };
  const load = async () => {
    try {
      let all = 1;
      for (let offset = 0; offset < all; ) {
        const { value } = await ask<{ total: number; cells: [number, Cell][] }>("cells", { offset });
        all = value.total;
        take(value.cells);
        offset += value.cells.length || all;
      }
      loaded = true;
      lay();
      await quote();
    } catch (error) {
      failed(error);
    }
  };

  life.on(grid.element, "click", (event) => {
    const target = event.target as Element;
    const number = Number(target.closest<HTMLElement>(".hl-cell")?.dataset["number"] ?? -1);
    if (number < 0 || model.get("disabled")) return;
    const hit = target.closest(".hl-cell-tool")?.classList;
    target.closest<HTMLElement>(".hl-cell")?.focus();
    if (hit?.contains("hl-win")) win(cells[number]);
    else if (hit?.contains("hl-side")) side(cells[number]);
    else if (hit?.contains("hl-make")) void make([number]);
    else show(number);
  });
  life.on(grid.element, "keydown", (event) => {
    if (event.altKey || event.metaKey || model.get("disabled")) return;
    const cell = cells[grid.at];
    const key = event.key.toLowerCase();
    if (grid.press(event.key, event.ctrlKey)) return event.preventDefault();
    if (event.ctrlKey) return;
    if (event.key === "Enter") {
      if (cell?.item) show(grid.at);
      else if (cell && cell.status !== "running" && cell.status !== "refused") void make([grid.at]);
    } else if (event.key === " ") win(cell);
    else if (key === "c") side(cell);
    else return;
    event.preventDefault();
  });

  const drawn = () => loaded && draw();
  life.add(
    hear(model, (content) => {
      const said = content as { kind?: string; cells?: [number, Cell][] };
      if (said?.kind !== "cells" || !said.cells || !loaded) return;
      take(said.cells);
      draw();
      priceSoon();
    }),
  );
  for (const key of ["winners", "pair", "view", "spent"] as const) life.add(watch(model, key, drawn));
  life.add(watch(model, "across", () => loaded && lay()));
  life.add(
    watch(model, "running", (running) => {
      if (!loaded) return;
      draw();
      if (!running) {
        const failed = cells.filter((cell) => cell?.status === "failed").length;
        say(failed ? `Ended, ${failed} failed` : "Ended");
        void quote();
      }
    }),
  );
  life.add(watch(model, "disabled", (off) => set(root, { "aria-disabled": off ? "true" : null })));
  two.element.hidden = true;
  void load();
}

export default widget<CompareState>("compare", css, drawCompare);
