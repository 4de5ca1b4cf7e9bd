import type { Blobs } from "../kit/blobs";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { KINDS } from "../kit/item";
import { callOf } from "../kit/kinds";
import { length } from "../kit/when";
import { bar } from "./bar";
import type { Row } from "./state";
import { giveUp, money, progress, question, spoken, statusOf } from "./words";

export interface Doing {
  cancel(row: Row): void;
  /** Go on with it, or fetch what it made. */
  bring(row: Row): void;
  forget(row: Row): void;
  open(row: Row): void;
}

export interface RowView {
  readonly element: HTMLElement;
  /** What takes the focus. */
  readonly face: HTMLElement;
  show(row: Row): void;
  /** The time goes on, in the page; `now` is the kernel's. */
  tick(now: number): void;
}

/** One call: what it is, how far, what it holds, and what can be done. Elements stay, only their words change. */
export function rowView(first: Row, doing: Doing, blobs: Blobs): RowView {
  let row = first;
  let asking: "cancel" | "forget" | null = null;
  const { noun, mark } = callOf(row.kind);
  const picture = h("div", { class: "hl-face" }, icon(mark));
  let shownPicture = "";

  const status = h("span", { class: "hl-status" });
  const elapsed = h("span", { class: "hl-since" });
  const cost = h("span", { class: "hl-held" });
  const words = h("p", { class: "hl-said" }, row.words || "no words");
  const note = h("p", { class: "hl-note" });
  const progressBar = bar(`${noun} by ${row.model}`);
  const act = (label: string, look: string, work: () => void) => {
    const made = button({ words: label, look });
    made.addEventListener("click", work);
    return made;
  };
  const open = act("Open", "hl-plain", () => doing.open(row));
  const cancel = act("Cancel", "hl-plain", () => ask("cancel"));
  const bring = act("Fetch", "hl-plain", () => doing.bring(row));
  const forget = act("Give up", "hl-ghost", () => ask("forget"));
  const sure = act("", "hl-plain hl-danger", () => answer());
  const keep = act("Keep it", "hl-ghost", () => ask(null));
  const asked = h("p", { class: "hl-asked" });
  const actions = h("div", { class: "hl-acts" }, open, bring, cancel, forget);
  const box = h("div", { class: "hl-question" }, asked, sure, keep);
  const about = h(
    "div",
    { class: "hl-what" },
    h("div", { class: "hl-line" }, h("span", { class: "hl-noun" }, noun), h("span", { class: "hl-model" }, row.model)),
    words,
    progressBar.element,
    note,
  );
  const numbers = h("div", { class: "hl-numbers" }, status, elapsed, cost);
  const face = h("div", { class: "hl-run", role: "group", tabindex: -1 }, picture, about, numbers, actions, box);
  const element = h("li", {}, face);
  picture.addEventListener("click", () => row.items.length && doing.open(row));

  const ask = (what: "cancel" | "forget" | null) => {
    const before = asking;
    asking = what;
    draw();
    if (what) sure.focus();
    else if (before) face.focus();
  };
  const answer = () => {
    const what = asking;
    ask(null);
    if (what === "cancel") doing.cancel(row);
    else if (what) doing.forget(row);
  };
  const showPicture = () => {
    const item = row.items[0];
    if (!item || item.digest === shownPicture) return;
    shownPicture = item.digest;
    const image = h("img", { alt: "" });
    picture.classList.add("hl-made-face");
    blobs.url(item.digest, "thumb").then(
      (url) => {
        image.src = url;
        fill(picture, image);
      },
      () => fill(picture, icon(KINDS[item.kind].mark)),
    );
  };
  const canForget = () => row.left && row.open && !row.can_cancel;
  const draw = () => {
    const focus = document.activeElement;
    if ((asking === "cancel" && !row.can_cancel) || (asking === "forget" && !canForget())) asking = null;
    set(face, { "data-status": row.left ? "unknown" : row.status, "aria-label": spoken(row) });
    fill(status, icon(statusOf(row).mark), progress(row));
    cost.textContent = money(row);
    note.textContent = row.note || (row.left && row.open ? "Left by a kernel that ended." : "");
    progressBar.show(row);
    showPicture();
    open.hidden = !row.items.length;
    bring.hidden = !row.left;
    cancel.hidden = !row.can_cancel;
    forget.hidden = !canForget();
    actions.hidden = asking !== null;
    box.hidden = asking === null;
    asked.textContent = asking === "cancel" ? question(row) : asking ? giveUp(row) : "";
    sure.textContent = asking === "cancel" ? "Cancel the call" : "Give it up";
    // what had the focus may be gone now
    if (focus && face.contains(focus) && focus.closest("[hidden]")) face.focus();
  };
  face.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && asking) {
      event.preventDefault();
      ask(null);
    } else if (event.target !== face) return;
    else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (row.can_cancel) ask("cancel");
      else if (canForget()) ask("forget");
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (row.items.length) doing.open(row);
      else if (row.left) doing.bring(row);
    }
  });
  draw();
  return {
    element,
    face,
    show(next) {
      row = next;
      draw();
    },
    tick(now) {
      elapsed.textContent = length(row.open ? Math.floor((now - row.sent) / 1000) : Math.round(row.seconds ?? 0));
    },
  };
}
