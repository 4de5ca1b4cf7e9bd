import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import type { Dialog } from "../kit/dialog";
import { button, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { live } from "../kit/live";
import type { Off, RenderProps } from "../kit/model";
import { order } from "../kit/order";
import { enlarge } from "../kit/recipe";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import { type Doing, type RowView, rowView } from "./row";
import type { Row, TrackerState } from "./state";
import css from "./tracker.css";
import { elsewhere, news } from "./words";

// Shared with Python: TrackerState. Only on this screen: open questions, the focus, the seconds that tick.
function render(props: RenderProps<TrackerState>): Off {
  const { model } = props;
  const life = scope();
  const root = live(props, "tracker", css, life);
  if (!root) return life.end;
  const ask = asker(model, life);
  const blobs = keepBlobs(ask, life);

  const views = new Map<string, RowView>();
  let known: ReadonlyMap<string, Row> = new Map();
  let drawn = false;
  let ahead = 0;
  let current = "";
  let large: Dialog | null = null;

  const heard = h("div", { class: "hl-hear", role: "status" });
  const say = (words: string) => {
    heard.textContent = words;
  };
  const count = h("span", { class: "hl-quiet" });
  const clear = button({ words: "Clear ended", look: "hl-ghost" });
  const head = h(
    "header",
    { class: "hl-board-head" },
    h("strong", {}, "Jobs"),
    count,
    h("span", { class: "hl-gap" }),
    clear,
  );
  const list = h("ul", { class: "hl-runs", role: "list", "aria-label": "Calls under way and ended" });
  const none = h(
    "div",
    { class: "hl-idle", hidden: true },
    icon("clock"),
    h("p", {}, "Nothing is under way"),
    h(
      "p",
      { class: "hl-quiet" },
      "Calls appear here as soon as they are sent, from this kernel or another: how far they are and what they hold.",
    ),
  );
  const foot = h("p", { class: "hl-elsewhere hl-quiet", hidden: true });
  const trouble = strip(() => {
    model.set("last_error", null);
    model.save_changes();
    trouble.show(null);
  }, life);
  const failed = (error: unknown) => trouble.show(problemOf(error));
  const board = h("div", { class: "hl-board", tabindex: -1 }, head, trouble.element, list, none, foot);
  root.append(board, heard);

  const doing: Doing = {
    cancel: (row) => void ask("cancel", { run: row.run }).catch(failed),
    bring: (row) => void ask("fetch", { run: row.run }).catch(failed),
    forget: (row) => void ask("forget", { run: row.run }).catch(failed),
    open: (row) => {
      const item = row.items[0];
      if (!item) return;
      large?.close();
      large = enlarge({ root, item, ask, blobs, life, say });
    },
  };

  const now = () => Date.now() + ahead;
  const tick = () => {
    for (const view of views.values()) view.tick(now());
  };
  /** One row is in the tab order; arrows go to the others. */
  const rove = (run: string) => {
    current = run;
    for (const [id, view] of views) set(view.face, { tabindex: id === run ? 0 : -1 });
  };
  const show = (rows: Row[]) => {
    const ids = new Set(rows.map(({ run }) => run));
    for (const [run, view] of views) {
      if (ids.has(run)) continue;
      view.element.remove();
      views.delete(run);
    }
    for (const row of rows) {
      const view = views.get(row.run);
      if (view) view.show(row);
      else views.set(row.run, rowView(row, doing, blobs));
    }
    order(
      list,
      rows.flatMap(({ run }) => views.get(run)?.element ?? []),
    );
    if (!views.has(current)) rove(rows[0]?.run ?? "");
    else rove(current);
    none.hidden = rows.length > 0;
    list.hidden = rows.length === 0;
    clear.hidden = !rows.some(({ open }) => !open);
    const words = drawn ? news(known, rows) : "";
    if (words) say(words);
    known = new Map(rows.map((row) => [row.run, row]));
    drawn = true;
    tick();
  };

  life.on(clear, "click", () => {
    ask<number>("clear").then(({ value }) => {
      say(`${value} ended ${value === 1 ? "call" : "calls"} cleared.`);
      (views.get(current)?.face ?? board).focus();
    }, failed);
  });
  life.on(list, "focusin", (event) => {
    const found = [...views].find(([, view]) => view.element.contains(event.target as Node));
    if (found) rove(found[0]);
  });
  life.on(list, "keydown", (event) => {
    const faces = [...list.querySelectorAll<HTMLElement>(".hl-run")];
    const at = faces.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: faces.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    faces[Math.max(0, Math.min(faces.length - 1, to))]?.focus();
  });

  life.add(watch(model, "rows", show));
  life.add(
    watch(model, "under_way", (open) => {
      count.textContent = open ? `${open} under way` : "";
    }),
  );
  life.add(
    watch(model, "elsewhere", (number) => {
      foot.hidden = number === 0;
      foot.textContent = elsewhere(number);
    }),
  );
  life.add(watch(model, "last_error", (problem) => trouble.show(problem)));
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null, inert: off });
    }),
  );
  const timer = setInterval(tick, 1000);
  life.add(() => clearInterval(timer));
  ask<{ now: number }>("hello").then(({ value }) => {
    ahead = value.now - Date.now();
    tick();
  }, failed);
  return life.end;
}

export default { render };
