import type { Blobs } from "../kit/blobs";
import { h } from "../kit/dom";
import { icon } from "../kit/icons";
import type { Item } from "../kit/item";
import * as marks from "../kit/marks";
import type { Step, Tool } from "./state";
import { pretty, shortArguments, thoughts } from "./words";

/** A picture of the shelf; pressed, it opens. */
export function picture(item: Item, blobs: Blobs, open: (item: Item) => void): HTMLElement {
  const image = h("img", { alt: item.alt });
  blobs.url(item.digest, "thumb").then(
    (url) => {
      image.src = url;
    },
    () => image.replaceWith(h("span", { class: "hl-quiet" }, `${item.alt} (no longer on the shelf)`)),
  );
  const press = h(
    "button",
    { type: "button", class: "hl-shown", title: item.alt, "aria-label": `Open ${item.alt}` },
    image,
  );
  press.addEventListener("click", () => open(item));
  return press;
}

/** What was thought, folded, with its length. */
export function thought(text: string): HTMLElement | null {
  if (!text) return null;
  const words = h("summary", {}, thoughts(text.length, true));
  return h("details", { class: "hl-fold" }, words, h("div", { class: "hl-thought" }, text));
}

/** Answers that called tools: what they said, and each call, folded. */
export function stepOf(step: Step, blobs: Blobs, open: (item: Item) => void): HTMLElement {
  const text = step.text ? h("p", {}, step.text) : null;
  return h(
    "div",
    { class: "hl-step" },
    thought(step.thought),
    text,
    ...step.tools.map((one) => tool(one, step, blobs, open)),
  );
}

function tool(one: Tool, { model }: Step, blobs: Blobs, open: (item: Item) => void): HTMLElement {
  const head = h(
    "summary",
    {},
    icon(marks.tool),
    h("span", { class: "hl-tool-name" }, one.name),
    h("span", { class: "hl-tool-arguments" }, shortArguments(one.arguments)),
    one.failed && h("span", { class: "hl-tool-failed" }, "failed"),
  );
  const body = h(
    "dl",
    { class: "hl-facts" },
    h("dt", {}, "Called by"),
    h("dd", {}, model || "the model"),
    h("dt", {}, "Arguments"),
    h("dd", {}, h("pre", { tabindex: 0 }, pretty(one.arguments))),
    h("dt", {}, one.failed ? "Failed with" : "Result"),
    h("dd", {}, h("pre", { tabindex: 0 }, pretty(one.result))),
  );
  const made = one.made.length
    ? h("div", { class: "hl-shown-row" }, ...one.made.map((item) => picture(item, blobs, open)))
    : null;
  return h("div", {}, h("details", { class: "hl-fold" }, head, body), made);
}
