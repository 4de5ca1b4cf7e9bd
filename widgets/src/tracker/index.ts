import { button, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import * as marks from "../kit/marks";
import { doing } from "../kit/run/doing";
import { rowView } from "../kit/run/row";
import { news } from "../kit/run/words";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import { bell } from "./bell";
import { feed } from "./feed";
import { list } from "./list";
import { isEmpty, passes, sieve } from "./sieve";
import type { Filter, TrackerState } from "./state";
import css from "./tracker.css";
import { elsewhere, shown } from "./words";

// Shared with Python: TrackerState, and the rows as messages. Only on this screen: open questions, focus, seconds.
function drawTracker({ model, root, life, ask, blobs, trouble, failed, say }: View<TrackerState>): void {
  const toast = toasts(root, life);
  let ahead = 0;
  let loaded = false;

  const save = <Key extends "filter" | "notify">(key: Key, value: TrackerState[Key]) => {
    model.set(key, value);
    model.save_changes();
  };

  const count = h("span", { class: "hl-quiet" });
  const ring = bell((on) => save("notify", on), toast, life);
  const clear = button({ words: "Clear ended", look: "hl-ghost" });
  const head = h("header", { class: "hl-board-head" }, h("strong", {}, "Jobs"), count, h("span", { class: "hl-gap" }));
  head.append(ring.element, clear);
  const filters = sieve((filter) => save("filter", filter), life);
  const acts = doing({ root, ask, blobs, life, say, failed });
  const rows = list(
    (run) => fed.rows.get(run),
    (row) => rowView(row, acts, blobs),
    life,
  );
  const none = idle(
    marks.clock,
    "Nothing is under way",
    "Calls appear here as soon as they are sent, from this kernel or another: how far they are and what they hold.",
  );
  const all = button({ words: "Show all", look: "hl-plain" });
  const nothing = idle(marks.search, "No call is like that", "", all);
  const foot = h("p", { class: "hl-elsewhere hl-quiet", hidden: true });
  const board = h("div", { class: "hl-board", tabindex: -1 }, head, trouble.element, filters.element);
  board.append(rows.element, none, nothing, foot);
  root.append(board);

  const sift = (): readonly string[] => {
    const filter = model.get("filter");
    if (isEmpty(filter)) return fed.order;
    return fed.order.filter((run) => passes(fed.rows.get(run) as never, filter));
  };
  let listed: readonly string[] = [];
  const draw = () => {
    const seen = sift();
    if (!isSame(seen, listed)) rows.show(seen);
    listed = seen;
    none.hidden = fed.rows.size > 0 || !loaded;
    nothing.hidden = fed.rows.size === 0 || seen.length > 0;
    rows.element.hidden = seen.length === 0;
    filters.element.hidden = fed.rows.size === 0 && isEmpty(model.get("filter"));
    const kinds = new Set<string>();
    let ended = false;
    for (const { kind, open } of fed.rows.values()) {
      kinds.add(kind);
      ended ||= !open;
    }
    clear.hidden = !ended;
    filters.kinds(kinds);
  };
  const tick = () => rows.tick(Date.now() + ahead);
  const fed = feed(
    model,
    ask,
    {
      now: (time) => {
        ahead = time - Date.now();
      },
      changed: (before, first) => {
        loaded = true;
        const words = first ? "" : news(before, fed.rows);
        if (words) say(words);
        if (!first) ring.heard(before, fed.rows);
        rows.refresh(before.keys());
        draw();
        if (first) tick();
      },
      failed,
    },
    life,
  );

  life.on(all, "click", () => {
    save("filter", {});
    rows.face?.focus();
  });
  life.on(clear, "click", () => {
    ask<number>("clear").then(({ value }) => {
      say(`${value} ended ${value === 1 ? "call" : "calls"} cleared.`);
      (rows.face ?? board).focus();
    }, failed);
  });
  let before: Filter | null = null;
  life.add(
    watch(model, "filter", (filter) => {
      filters.show(filter);
      draw();
      if (before && !isEmpty(filter)) say(shown(sift().length, fed.rows.size));
      before = filter;
    }),
  );
  life.add(watch(model, "notify", ring.show));
  life.add(
    watch(model, "under_way", (open) => {
      count.textContent = open ? `${open.toLocaleString()} under way` : "";
    }),
  );
  life.add(
    watch(model, "elsewhere", (number) => {
      foot.hidden = number === 0;
      foot.textContent = elsewhere(number);
    }),
  );
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null, inert: off });
    }),
  );
  const timer = setInterval(tick, 1000);
  life.add(() => clearInterval(timer));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((run, at) => run === other[at]));
}

function idle(mark: Mark, title: string, words: string, more?: HTMLElement): HTMLElement {
  const quiet = words ? h("p", { class: "hl-quiet" }, words) : null;
  return h("div", { class: "hl-idle", hidden: true }, icon(mark), h("p", {}, title), quiet, more);
}

export default widget<TrackerState>("tracker", css, drawTracker);
