import type { Blobs } from "../blobs";
import { button, fill, h, set, write } from "../dom";
import { icon, type Mark } from "../icons";
import { KINDS } from "../item";
import { callOf } from "../kinds";
import { length } from "../when";
import { bar } from "./bar";
import { countdown } from "./eta";
import type { Price, Row } from "./state";
import { askAgain, giveUp, money, place, progress, question, spoken, statusOf, yesAgain } from "./words";

export interface Doing {
  cancel(row: Row): void;
  /** Go on with it, or fetch what it made. */
  bring(row: Row): void;
  forget(row: Row): void;
  open(row: Row): void;
  /** What sending it again would cost; null where that could not be told, and was said elsewhere. */
  price(row: Row): Promise<Price | null>;
  retry(row: Row, price: Price): void;
}

/** A question before something is done. */
interface Asking {
  what: "cancel" | "forget" | "retry";
  words: string;
  yes: string;
  no: string;
  grave: boolean;
  done(): void;
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
  let asking: Asking | null = null;
  let pricing = false;
  const left = countdown();
  const { noun, mark } = callOf(row.kind);
  const picture = h("div", { class: "hl-face" }, icon(mark));
  let shownPicture = "";

  const state = document.createTextNode("");
  const status = h("span", { class: "hl-status" }, state);
  let shownMark: Mark | null = null;
  const elapsed = h("span", { class: "hl-since" });
  const cost = h("span", { class: "hl-held" });
  const words = h("p", { class: "hl-said" }, row.words || "no words");
  const note = h("p", { class: "hl-note" });
  const ahead = h("p", { class: "hl-ahead" });
  const progressBar = bar(`${noun} by ${row.model}`);
  const act = (label: string, look: string, work: () => void) => {
    const made = button({ words: label, look });
    made.addEventListener("click", work);
    return made;
  };
  const open = act("Open", "hl-plain", () => doing.open(row));
  const cancel = act("Cancel", "hl-plain", () => askToCancel());
  const bring = act("Fetch", "hl-plain", () => doing.bring(row));
  const forget = act("Give up", "hl-ghost", () => askToForget());
  const retry = act("Try again", "hl-plain", () => void askToRetry());
  const sure = act("", "hl-plain", () => answer());
  const keep = act("", "hl-ghost", () => ask(null));
  const asked = h("p", { class: "hl-asked" });
  const actions = h("div", { class: "hl-acts" }, open, bring, retry, cancel, forget);
  const box = h("div", { class: "hl-question" }, asked, sure, keep);
  const about = h(
    "div",
    { class: "hl-what" },
    h("div", { class: "hl-line" }, h("span", { class: "hl-noun" }, noun), h("span", { class: "hl-model" }, row.model)),
    words,
    progressBar.element,
    ahead,
    note,
  );
  const numbers = h("div", { class: "hl-numbers" }, status, elapsed, cost);
  const face = h("div", { class: "hl-run", role: "group", tabindex: -1 }, picture, about, numbers, actions, box);
  const element = h("li", {}, face);
  picture.addEventListener("click", () => row.items.length && doing.open(row));

  const ask = (what: Asking | null) => {
    const before = asking;
    asking = what;
    draw();
    if (what) sure.focus();
    else if (before) face.focus();
  };
  const answer = () => {
    const done = asking?.done;
    ask(null);
    done?.();
  };
  const askToCancel = () => {
    const done = () => doing.cancel(row);
    ask({ what: "cancel", words: question(row), yes: "Cancel the call", no: "Keep it", grave: true, done });
  };
  const askToForget = () => {
    const done = () => doing.forget(row);
    ask({ what: "forget", words: giveUp(row), yes: "Give it up", no: "Keep it", grave: true, done });
  };
  const askToRetry = async () => {
    if (pricing) return;
    pricing = true;
    const price = await doing.price(row);
    pricing = false;
    if (!price || !row.can_retry) return;
    const done = () => doing.retry(row, price);
    ask({ what: "retry", words: askAgain(price), yes: yesAgain(price), no: "Not now", grave: false, done });
  };
  const showPicture = () => {
    const item = row.items[0];
    if (!item || item.digest === shownPicture) return;
    shownPicture = item.digest;
    // a text has no small picture
    if (item.kind === "text") return;
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
  /** The drawing stays where it is the same: it may be turning. */
  const showStatus = () => {
    const { mark } = statusOf(row);
    if (mark !== shownMark) fill(status, icon(mark), state);
    shownMark = mark;
    const words = progress(row);
    if (state.data !== words) state.data = words;
  };
  const canForget = () => row.left && row.open && !row.can_cancel;
  const draw = () => {
    const focus = document.activeElement;
    const may = { cancel: row.can_cancel, forget: canForget(), retry: row.can_retry };
    if (asking && !may[asking.what]) asking = null;
    set(face, { "data-status": row.left ? "unknown" : row.status, "aria-label": spoken(row) });
    showStatus();
    write(cost, money(row));
    write(note, row.note || (row.left && row.open ? "Left by a kernel that ended." : ""));
    progressBar.show(row);
    showPicture();
    open.hidden = !row.items.length;
    bring.hidden = !row.left;
    cancel.hidden = !row.can_cancel;
    retry.hidden = !row.can_retry;
    forget.hidden = !canForget();
    actions.hidden = asking !== null;
    box.hidden = asking === null;
    write(asked, asking?.words ?? "");
    write(sure, asking?.yes ?? "");
    write(keep, asking?.no ?? "");
    sure.classList.toggle("hl-danger", Boolean(asking?.grave));
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
      if (row.can_cancel) askToCancel();
      else if (canForget()) askToForget();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (row.items.length) doing.open(row);
      else if (row.left) doing.bring(row);
      else if (row.can_retry) void askToRetry();
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
      write(elapsed, length(row.open ? Math.floor((now - row.sent) / 1000) : Math.round(row.seconds ?? 0)));
      write(ahead, [place(row), row.open ? left(row.eta, now) : ""].filter(Boolean).join(" · "));
    },
  };
}
