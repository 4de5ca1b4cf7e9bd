import { fill, h, set } from "../kit/dom";
import type { Item } from "../kit/item";
import { player } from "../kit/player";
import { doing } from "../kit/run/doing";
import { rowView } from "../kit/run/row";
import type { Row } from "../kit/run/state";
import { news } from "../kit/run/words";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import css from "./job.css";
import type { JobState } from "./state";

// Shared with Python: JobState. Only on this screen: open questions, the seconds that tick.
function drawJob({ model, root, life, ask, blobs, trouble, failed, say }: View<JobState>): void {
  let ahead = 0;

  const acts = doing({ root, ask, blobs, life, say, failed });
  let row = model.get("row");
  let view = rowView(row, acts, blobs);
  const list = h("ul", { class: "hl-one" }, view.element);
  const made = h("div", { class: "hl-made", hidden: true });
  root.append(h("div", { class: "hl-board" }, list, trouble.element, made));

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
}

export default widget<JobState>("job", css, drawJob);
