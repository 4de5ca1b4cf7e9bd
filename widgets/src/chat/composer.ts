import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits } from "../kit/item";
import * as marks from "../kit/marks";
import { when } from "../kit/when";
import { referencePicker } from "../prompt/references";
import type { ModelOption, Price, Reference } from "../prompt/state";
import { spender } from "./spender";
import type { Form } from "./state";
import type { Around } from "./turn";
import { priced } from "./turn";
import { SAID } from "./words";

export interface Composer {
  readonly element: HTMLElement;
  readonly area: HTMLTextAreaElement;
  /** The shared state, where this page has nothing newer. */
  draft(text: string): void;
  references(list: Reference[]): void;
  price(price: Price | null): void;
  busy(isDisabled: boolean): void;
  focus(): void;
}

/** A model that takes pictures as it likes: what a chat model takes is not written down. */
const TAKES = {} as ModelOption;

/** Where one types: Enter sends, Shift+Enter is a new line. */
export function composer(around: Around): Composer {
  const { root, ask, blobs, life, say, failed, send } = around;
  let list: readonly Reference[] = [];
  const seen = new Set<string>();
  let off = false;

  const area = h("textarea", { class: "hl-words", rows: 1, placeholder: SAID.placeholder, "aria-label": "Message" });
  const go = button({ words: "Send", icon: icon(marks.send), look: "hl-primary", title: "Enter" });
  const label = go.lastElementChild as HTMLElement;
  const cost = h("span", { class: "hl-cost" });
  const form = (): Form | null =>
    area.value.trim() ? { text: area.value, references: list.map(({ digest }) => digest), seen: [...seen] } : null;

  const spending = spender({
    ask,
    life,
    say,
    failed,
    form,
    send: async (wanted, yes) => {
      const words = area.value;
      area.value = "";
      grow();
      const isSent = await send(wanted, yes);
      // what could not be sent comes back, unless something else was typed
      if (!isSent && !area.value) area.value = words;
      grow();
      showPrice();
      return isSent;
    },
    show: () => showPrice(),
  });
  const picker = referencePicker({
    root,
    ask,
    blobs,
    life,
    say,
    failed,
    isDisabled: () => off,
    changed: (next) => {
      list = next;
      picker.show(list, TAKES);
      spending.changed();
    },
  });
  const foot = h("div", { class: "hl-send-row" }, picker.element, h("div", { class: "hl-row hl-send" }, cost, go));
  const element = h("div", { class: "hl-composer" }, h("div", { class: "hl-paper" }, area, foot));

  function showPrice(): void {
    const { price, asks } = spending;
    const isEmpty = !area.value.trim();
    label.textContent = priced("Send", asks ? price : null, asks);
    go.classList.toggle("hl-asking", asks);
    set(go, { "aria-disabled": isEmpty || around.isBusy() ? "true" : null });
    go.disabled = off;
    fill(cost, ...(isEmpty || !price ? [] : priceWords(price)));
  }
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 220)}px`;
  };
  const press = () => {
    if (!off && !around.isBusy()) void spending.press();
  };

  life.on(area, "input", () => {
    grow();
    spending.changed();
  });
  life.on(area, "keydown", (event) => {
    if (event.key === "Escape" && spending.back()) {
      event.preventDefault();
      say(SAID.taken);
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  // the second click of a double click is no answer to what the first one asked
  life.on(go, "click", (event) => !(spending.asks && event.detail > 1) && press());
  requestAnimationFrame(grow);

  return {
    element,
    area,
    draft(text) {
      // what somebody is typing here stays
      if (text === area.value || (area.value && document.activeElement === area)) return;
      area.value = text;
      grow();
      showPrice();
    },
    references(next) {
      for (const { digest } of next) seen.add(digest);
      list = next;
      picker.show(list, TAKES);
    },
    price: (found) => spending.told(found),
    busy(isDisabled) {
      off = isDisabled;
      area.disabled = off;
      showPrice();
    },
    focus: () => area.focus(),
  };
}

/** A chat's price is that of the words and of the most that may be written. */
function most({ text, low, high }: Price): string {
  return low === high || !high ? text : `up to ${credits(high)}`;
}

function priceWords(price: Price): (Node | string | null)[] {
  if (price.problem) return [h("span", { class: "hl-short" }, price.problem.message)];
  if (price.kept) return [`On the shelf: free, made ${when(price.kept.made)}`];
  const short = price.enough === false ? h("span", { class: "hl-short" }, " · more than the balance") : null;
  if (!price.known) return ["price unknown", short];
  return [h("span", { title: `${price.basis}, price book ${price.version}` }, most(price)), short];
}
