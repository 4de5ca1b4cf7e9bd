import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { fill, h, set } from "../kit/dom";
import type { Item } from "../kit/item";
import { live } from "../kit/live";
import type { Off, RenderProps } from "../kit/model";
import { player } from "../kit/player";
import { doing } from "../kit/run/doing";
import { rowView } from "../kit/run/row";
import type { Row } from "../kit/run/state";
import { news } from "../kit/run/words";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import css from "./job.css";
import type { JobState } from "./state";

// Shared with Python: JobState. Only on this screen: open questions, the seconds that tick.
function render(props: RenderProps<JobState>): Off {
  const { model } = props;
  const life = scope();
  const root = live(props, "job", css, life);
  if (!root) return life.end;
  const ask = asker(model, life);
  const blobs = keepBlobs(ask, life);
  let ahead = 0;

  const heard = h("div", { class: "hl-hear", role: "status" });
  const say = (words: string) => {
    heard.textContent = words;
  };
  const trouble = strip(() => {
    model.set("last_error", null);
    model.save_changes();
    trouble.show(null);
  }, life);
  const failed = (error: unknown) => trouble.show(problemOf(error));
  const acts = doing({ root, ask, blobs, life, say, failed });
  let row = model.get("row");
  let view = rowView(row, acts, blobs);
  const list = h("ul", { class: "hl-one" }, view.element);
  const made = h("div", { class: "hl-made", hidden: true });
  root.append(h("div", { class: "hl-board" }, list, trouble.element, made), heard);

  const tick = () => view.tick(Date.now() + ahead);
  const shown = (next: Row) => {
    const had = list.contains(document.activeElement);
    if (next.run !== row.run) {
      view = rowView(next, acts, blobs);
      fill(list, view.element);
    } else view.show(next);
    set(view.face, { tabindex: 0 });
    if (had && !list.contains(document.activeElement)) view.face.focus();
    const words = news(new Map([[next.run, next.run === row.run ? row : undefined]]), new Map([[next.run, next]]));
    if (words && next !== row) say(words);
    row = next;
    showMade(next.items[0], next.count);
    tick();
  };
  let there = "";
  const showMade = (item: Item | undefined, count: number) => {
    made.hidden = !item;
    if (!item || item.digest === there) return;
    there = item.digest;
    const more = count > 1 ? `and ${(count - 1).toLocaleString()} more on the shelf` : "";
    const what = item.kind === "text" ? h("p", { class: "hl-made-text" }, item.excerpt) : player(item, blobs, failed);
    fill(made, what, more && h("p", { class: "hl-quiet" }, more));
  };

  life.add(watch(model, "row", shown));
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
