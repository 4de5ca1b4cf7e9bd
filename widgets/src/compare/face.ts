import type { Blobs } from "../kit/blobs";
import { fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { KINDS } from "../kit/item";
import * as marks from "../kit/marks";
import type { Cell } from "./state";
import { footOf, stateOf } from "./words";

export interface Face {
  readonly element: HTMLElement;
  show(cell: Cell | undefined, marks: { name: string; winner: boolean; side: number }): void;
}

/** One cell of the grid. */
export function face(number: number, blobs: Blobs): Face {
  const view = h("div", { class: "hl-cell-face" });
  const foot = h("span", { class: "hl-cell-foot" });
  const mark = h("span", { class: "hl-cell-marks", "aria-hidden": "true" });
  const tools = h("span", { class: "hl-cell-tools", "aria-hidden": "true" });
  const element = h(
    "div",
    { class: "hl-cell", role: "gridcell", tabindex: -1, "data-number": number },
    view,
    foot,
    mark,
    tools,
  );
  let drawn = "";
  let offered = "";
  const show: Face["show"] = (cell, { name, winner, side }) => {
    if (!cell) {
      set(element, { "aria-label": `${name}: no such cell`, "data-empty": true });
      fill(view, h("span", { class: "hl-quiet" }, "–"));
      return;
    }
    const look = cell.item?.digest ?? `${cell.status} ${cell.kept} ${cell.error?.message}`;
    if (look !== drawn) fill(view, ...viewOf(cell, blobs));
    drawn = look;
    foot.textContent = footOf(cell);
    fill(mark, winner && icon(marks.trophy), side >= 0 && h("b", {}, "AB"[side] ?? ""));
    // a button that is pressed has to be the same one when it is let go
    const offers = `${cell.item?.digest} ${cell.status} ${winner}`;
    if (offers !== offered) {
      fill(
        tools,
        cell.item && tool("hl-win", winner ? "No winner" : "Winner", marks.trophy),
        cell.item?.kind === "image" && tool("hl-side", "Compare", marks.compare),
        !cell.item &&
          cell.status !== "running" &&
          cell.status !== "refused" &&
          tool("hl-make", "Make this one", marks.play),
      );
    }
    offered = offers;
    set(element, { "data-status": cell.status, "data-winner": winner, "data-side": side >= 0 ? side : null });
    const words = cell.item ? "" : stateOf(cell);
    const next = cell.error?.next ?? "";
    const marked = [winner ? "winner" : "", side >= 0 ? `picture ${"AB"[side]}` : ""];
    set(element, { "aria-label": [name, words, next, footOf(cell), ...marked].filter(Boolean).join(", ") });
  };
  return { element, show };
}

function tool(look: string, words: string, name: Parameters<typeof icon>[0]): HTMLElement {
  return h("span", { class: `hl-cell-tool ${look}`, title: words }, icon(name));
}

function viewOf(cell: Cell, blobs: Blobs): HTMLElement[] {
  const { item, error } = cell;
  if (!item) {
    const said = h("span", { class: "hl-cell-words" }, stateOf(cell));
    if (cell.status === "running") return [h("span", { class: "hl-cell-busy" }), said];
    if (!error) return [said];
    return [h("span", { class: "hl-cell-error" }, icon(marks.alert), said, h("span", {}, error.next ?? ""))];
  }
  if (item.excerpt) return [h("span", { class: "hl-cell-excerpt" }, item.excerpt)];
  const mark = () => h("span", { class: "hl-cell-kind" }, icon(KINDS[item.kind].mark));
  const image = h("img", { alt: "", decoding: "async" });
  const made = h("span", { class: "hl-cell-image" }, image);
  blobs.url(item.digest, "thumb").then(
    (url) => {
      image.src = url;
    },
    () => fill(made, mark()),
  );
  return [made];
}
