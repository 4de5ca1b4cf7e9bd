import type { GalleryState } from "../gallery/state";
import { button, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import { managerOf, modelOf, part } from "../kit/part";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import type { TrackerState } from "../tracker/state";
import { floor as makeFloor } from "./floor";
import { inspector } from "./inspector";
import type { PaneName, Panes, StudioState } from "./state";
import css from "./studio.css";
import { switches } from "./switches";
import { LABELS, NAMES, NO_MANAGER, undone } from "./words";

const FIELDS = "input, textarea, select, [contenteditable], dialog, dialog *";

// Shared with Python: StudioState. The parts share theirs with their own widgets; here are only places and undo.
function drawStudio({ model, root, life, ask, trouble, failed, say }: View<StudioState>): void {
  const manager = managerOf(model);
  if (!manager) {
    root.append(trouble.element);
    trouble.show({ message: "The studio cannot be shown here.", field: null, next: NO_MANAGER });
    return;
  }
  const arrange = (panes: Panes) => {
    model.set("panes", panes);
    model.save_changes();
  };

  const floor = makeFloor({
    changed: arrange,
    resized: (mode) => {
      set(root, { "data-mode": mode });
      bar.show(model.get("panes"), mode);
    },
    life,
  });
  const choose = (tab: PaneName) => arrange({ ...model.get("panes"), tab });
  const bar = switches({
    floor,
    choose,
    fold: (name) => {
      const { folded } = model.get("panes");
      const next = folded.includes(name) ? folded.filter((one) => one !== name) : [...folded, name];
      arrange({ ...model.get("panes"), folded: next });
      say(`${LABELS[name]} ${next.includes(name) ? "folded" : "shown"}.`);
    },
    life,
  });
  const back = button({ icon: icon(marks.undo), label: "Undo", look: "hl-ghost hl-square" });
  const money = h("div", { class: "hl-money-room" });
  const top = h("header", { class: "hl-top" }, money, bar.element, back);
  root.append(h("div", { class: "hl-house" }, top, trouble.element, floor.element));
  set(root, { "data-mode": floor.mode });
  const toast = toasts(root, life);

  const undo = () => {
    if (!model.get("undoable")) return toast("There is nothing to take back.");
    ask<string>("undo").then(({ value }) => toast(undone(value)), failed);
  };
  life.on(back, "click", undo);
  // before the parts take the key, which keep theirs from the page
  life.on(
    root,
    "keydown",
    (event) => {
      const { key, target } = event;
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && key.toLowerCase() === "z") {
        if ((target as Element).matches(FIELDS)) return;
        undo();
      } else if (key === "F6" && !(target as Element).closest("dialog")) walk(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { capture: true },
  );
  /** From pane to pane. */
  const walk = (by: number) => {
    const { folded, tab } = model.get("panes");
    const narrow = floor.mode === "narrow";
    const open = narrow ? NAMES : NAMES.filter((name) => !folded.includes(name));
    const now = narrow ? tab : NAMES.find((name) => floor.rooms[name].contains(document.activeElement));
    const at = now === undefined ? (by > 0 ? -1 : 0) : open.indexOf(now);
    const to = open[(at + by + open.length) % open.length];
    if (!to) return;
    if (narrow) choose(to);
    floor.focus(to);
  };

  life.add(
    watch(model, "panes", (panes) => {
      floor.show(panes);
      bar.show(panes, floor.mode);
    }),
  );
  life.add(
    watch(model, "undoable", (words) => {
      set(back, {
        "aria-disabled": words ? null : "true",
        title: words ? `Undo: ${words} (Ctrl+Z)` : "Nothing to undo",
      });
    }),
  );
  life.add(watch(model, "disabled", (off) => set(root, { "aria-disabled": off ? "true" : null })));

  const rooms = { prompt: floor.rooms.make, tracker: floor.rooms.jobs, gallery: floor.rooms.shelf, meter: money };
  for (const [name, room] of Object.entries(rooms) as [keyof typeof rooms, HTMLElement][])
    part(manager, model.get(name), room, life).catch(failed);
  let ended = false;
  life.add(() => {
    ended = true;
  });
  modelOf<GalleryState>(manager, model.get("gallery")).then((gallery) => {
    if (ended) return;
    inspector({ root, room: floor.rooms.inspect, ask, gallery, manager, life, say, used: toast, failed });
  }, failed);
  modelOf<TrackerState>(manager, model.get("tracker")).then((tracker) => {
    if (!ended) life.add(watch(tracker, "under_way", bar.under_way));
  }, failed);
}

export default widget<StudioState>("studio", css, drawStudio);
