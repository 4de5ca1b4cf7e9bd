import type { Ask } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import { copy } from "../kit/clipboard";
import { button, fill, h, set } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import type { Item } from "../kit/item";
import type { Fence } from "../kit/markdown";
import * as marks from "../kit/marks";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import { spend } from "../prompt/price";
import type { Price } from "../prompt/state";
import { type Spender, spender } from "./spender";
import type { Facts, Form, Head, Shown } from "./state";
import { picture, stepOf, thought } from "./steps";
import { bill, SAID } from "./words";
import { type Writing, writing } from "./writing";

/** What a turn needs of the widget around it. */
export interface Around {
  root: HTMLElement;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  fence: Fence;
  open: (item: Item) => void;
  say: (words: string) => void;
  toast: (words: string) => void;
  failed: (problem: Problem) => void;
  /** False where it was not sent. */
  send: (form: Form, yes: { confirm: boolean; spend_anyway: boolean }) => Promise<boolean>;
  goTo: (id: number) => void;
  isBusy: () => boolean;
}

export interface TurnView {
  readonly element: HTMLElement;
  show(facts: Facts, head: Head): void;
  /** Go on with an answer that is on the page already, so that a long one is not drawn twice. */
  adopt(written: Writing): void;
  /** Buttons that send wait while a turn is said. */
  busy(): void;
  end(): void;
}

/** The price on a button that sends. */
export function priced(words: string, price: Price | null, asks: boolean): string {
  if (asks) return spend(price);
  if (price?.kept) return `${words} · free`;
  return price?.known ? `${words} · ${price.text}` : words;
}

export function asked(words: string, pictures: HTMLElement[]): HTMLElement {
  const shown = pictures.length ? h("div", { class: "hl-shown-row" }, ...pictures) : null;
  return h("div", { class: "hl-asked" }, shown, h("div", { class: "hl-asked-words" }, words));
}

/** One question and its answer, its versions, and what can be done with it. */
export function turnView(around: Around): TurnView {
  const { root, ask, blobs, life, open, say, toast, failed, send } = around;
  let facts: Facts | null = null;
  let head: Head | null = null;

  const question = h("div", { class: "hl-question-room" });
  const steps = h("div", { class: "hl-steps" });
  let answer = writing(ask, around.fence);
  const note = h("p", { class: "hl-quiet" });
  const price = h("span", { class: "hl-bill" });
  const versions = h("span", { class: "hl-versions", role: "group", "aria-label": "Versions" });
  const take = button({ icon: icon(marks.copy), label: "Copy answer as Markdown", look: "hl-ghost hl-square" });
  const pencil = button({ icon: icon(marks.pencil), label: "Edit the question", look: "hl-ghost hl-square" });
  const again = button({ icon: icon(marks.turn), label: "Another answer", look: "hl-ghost hl-square" });
  const whole = button({ words: "Whole answer", look: "hl-ghost" });
  const tools = h("div", { class: "hl-turn-tools" }, versions, take, pencil, again, whole, price);
  const element = h("article", { class: "hl-turn" }, question, steps, answer.element, note, tools);

  const repeat: Spender = spender({
    ask,
    life,
    say,
    failed,
    send,
    form: () => (facts ? { again: facts.id } : null),
    show: () => {
      const words = priced("Another answer", repeat.price, repeat.asks);
      set(again, { title: words, "aria-label": words });
      again.classList.toggle("hl-asking", repeat.asks);
    },
  });
  life.on(again, "pointerenter", () => !repeat.asks && !repeat.price && repeat.changed());
  life.on(again, "focus", () => !repeat.asks && !repeat.price && repeat.changed());
  life.on(again, "click", (event) => {
    if (around.isBusy() || (repeat.asks && event.detail > 1)) return;
    void repeat.press();
  });
  life.on(take, "click", async () => {
    if (facts && (await copy(root, facts.text, "Answer", life))) toast(SAID.copied);
  });
  life.on(whole, "click", () => facts?.whole && open(facts.whole));
  life.on(pencil, "click", () => !around.isBusy() && edit());
  life.on(element, "keydown", (event) => {
    if (event.key === "Escape" && repeat.back()) {
      event.preventDefault();
      say(SAID.taken);
    }
  });

  const shown = ({ item, link }: Shown): HTMLElement =>
    item ? picture(item, blobs, open) : h("span", { class: "hl-quiet" }, link ?? "");
  const showQuestion = () => {
    if (facts) fill(question, asked(facts.asked, facts.references.map(shown)));
  };

  const edit = () => {
    if (!facts) return;
    const { id } = facts;
    const area = h("textarea", { class: "hl-words hl-edit", rows: 3, "aria-label": "The question, anew" });
    area.value = facts.asked;
    const go = button({ words: "Send", look: "hl-primary" });
    const stop = button({ words: "Cancel", look: "hl-ghost" });
    const label = go.firstElementChild as HTMLElement;
    const close = () => {
      showQuestion();
      pencil.focus();
    };
    const saving: Spender = spender({
      ask,
      life,
      say,
      failed,
      send: async (form, yes) => {
        close();
        return send(form, yes);
      },
      form: () => (area.value.trim() ? { edit: id, text: area.value } : null),
      show: () => {
        label.textContent = priced("Send", saving.price, saving.asks);
        go.classList.toggle("hl-asking", saving.asks);
        go.disabled = !area.value.trim();
      },
    });
    area.addEventListener("input", () => saving.changed());
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        if (!saving.back()) close();
      } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        if (!event.repeat) void saving.press();
      }
    });
    go.addEventListener("click", (event) => !(saving.asks && event.detail > 1) && void saving.press());
    stop.addEventListener("click", close);
    fill(question, h("div", { class: "hl-paper" }, area, h("div", { class: "hl-row hl-end hl-edit-row" }, stop, go)));
    saving.changed();
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };

  const showVersions = ({ place, of, before, after }: Head) => {
    versions.hidden = of < 2;
    if (of < 2) return;
    const arrow = (to: number | null, mark: Mark, label: string) => {
      const made = button({ icon: icon(mark), label, look: "hl-ghost hl-square" });
      set(made, { "aria-disabled": to === null ? "true" : null });
      made.addEventListener("click", () => to !== null && !around.isBusy() && around.goTo(to));
      return made;
    };
    fill(
      versions,
      arrow(before, marks.left, "Earlier version"),
      h("span", { "aria-label": `Version ${place} of ${of}` }, `${place}/${of}`),
      arrow(after, marks.right, "Later version"),
    );
  };

  return {
    element,
    show(found, at) {
      const isNew = facts?.id !== found.id || facts.asked !== found.asked;
      facts = found;
      if (isNew) showQuestion();
      if (JSON.stringify(head) !== JSON.stringify(at)) showVersions(at);
      head = at;
      fill(steps, ...found.steps.map((one) => stepOf(one, blobs, open)), thought(found.thought));
      answer.show(found.text, true);
      answer.draw();
      note.hidden = !found.cut && !found.open;
      note.textContent = found.cut ? `${found.cut.toLocaleString()} more characters are on the shelf.` : SAID.stopped;
      whole.hidden = !found.whole;
      take.hidden = !found.text;
      price.textContent = bill(found);
    },
    adopt(written) {
      answer.end();
      answer.element.replaceWith(written.element);
      answer = written;
    },
    busy() {
      for (const one of [pencil, again]) set(one, { "aria-disabled": around.isBusy() ? "true" : null });
    },
    end: () => answer.end(),
  };
}
