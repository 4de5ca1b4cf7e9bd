import { fill, h } from "../kit/dom";
import { icon } from "../kit/icons";
import { callOf } from "../kit/kinds";
import * as marks from "../kit/marks";
import type { Row } from "../kit/run/state";
import type { Scope } from "../kit/scope";
import type { Filter } from "./state";

const STATUS = [
  ["", "Any status"],
  ["open", "Under way"],
  ["done", "Done"],
  ["bad", "Failed or cancelled"],
] as const;

/** Whether a row is looked at. */
export function passes(row: Row, { status = "", kind = "", words = "" }: Filter): boolean {
  if (status && status !== (row.open ? "open" : row.status === "succeeded" ? "done" : "bad")) return false;
  if (kind && kind !== row.kind) return false;
  if (!words.trim()) return true;
  const text = `${row.words} ${row.model} ${row.note} ${callOf(row.kind).noun}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function isEmpty({ status, kind, words }: Filter): boolean {
  return !status && !kind && !words?.trim();
}

/** What is looked at: words, a status, a kind. */
export function sieve(
  changed: (filter: Filter) => void,
  life: Scope,
): { element: HTMLElement; show(filter: Filter): void; kinds(kinds: ReadonlySet<string>): void } {
  const words = h("input", { class: "hl-input", type: "search", placeholder: "Find", "aria-label": "Find calls" });
  const status = h("select", { class: "hl-select", "aria-label": "Status" });
  const kind = h("select", { class: "hl-select", "aria-label": "Kind" });
  fill(status, ...STATUS.map(([value, label]) => h("option", { value }, label)));
  let offered = "?";
  let now: Filter = {};
  const tell = () => changed({ status: status.value as "", kind: kind.value, words: words.value });
  const tellSoon = life.later(tell, 150);
  life.on(words, "input", tellSoon);
  life.on(status, "change", tell);
  life.on(kind, "change", tell);
  const show = (filter: Filter) => {
    now = filter;
    if (words !== document.activeElement) words.value = filter.words ?? "";
    status.value = filter.status ?? "";
    kind.value = filter.kind ?? "";
  };
  return {
    element: h(
      "div",
      { class: "hl-sieve", role: "search", "aria-label": "Calls" },
      h("div", { class: "hl-search" }, icon(marks.search), words),
      status,
      kind,
    ),
    show,
    kinds(kinds) {
      const all = [...new Set([...kinds, ...(now.kind ? [now.kind] : [])])].sort();
      if (all.join() === offered) return;
      offered = all.join();
      const options = all.map((one) => h("option", { value: one }, callOf(one).noun));
      fill(kind, h("option", { value: "" }, "Any kind"), ...options);
      show(now);
    },
  };
}
