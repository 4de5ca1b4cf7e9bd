import type { Ask } from "../kit/ask";
import { h } from "../kit/dom";
import { library } from "../kit/library";
import { block, type Fence } from "../kit/markdown";
import type { Token } from "../lib/markdown";

/** Milliseconds of one drawing from which on there is a pause before the next. */
const HEAVY = 12;

type Markdown = typeof import("../lib/markdown");

/** Text on its way into the page. */
export interface Writing {
  readonly element: HTMLElement;
  /** All of it so far; `done` when no more comes. At most one change of the page per frame. */
  show(text: string, done: boolean): void;
  /** Draw now what was shown last. */
  draw(): void;
  end(): void;
}

/** Blocks of Markdown that stay as they are once the next one has begun; only the last is made anew. */
export function writing(ask: Ask, fence: Fence): Writing {
  const element = h("div", { class: "hl-md" });
  let markdown: Markdown | null = null;
  let plain: Text | null = null;
  let text = "";
  let done = false;
  /** Where the blocks that are no longer final begin, in the text and among the children. */
  let from = 0;
  let kept = 0;
  let last = "";
  let asked = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds that the last drawing took. */
  let cost = 0;

  const clear = () => {
    from = 0;
    kept = 0;
    last = "";
    plain = null;
    element.replaceChildren();
  };
  const draw = () => {
    const began = performance.now();
    render();
    cost = performance.now() - began;
  };
  const render = () => {
    cancelAnimationFrame(asked);
    asked = 0;
    if (!markdown) {
      plain ??= element.appendChild(document.createTextNode(""));
      plain.data = text;
      return;
    }
    if (plain) clear();
    const open = done ? text.slice(from) : mended(text.slice(from));
    if (open === last && !done) return;
    last = open;
    const tokens = markdown.blocks(open);
    while (element.childNodes.length > kept) element.lastChild?.remove();
    const settled = done ? tokens.length : lastBlock(tokens);
    tokens.forEach((token, at) => {
      const made = block(token, fence);
      if (made) element.append(made);
      if (at >= settled) return;
      from += token.raw.length;
      kept = element.childNodes.length;
      last = "";
    });
  };
  const soon = () => {
    if (asked || waiting) return;
    if (cost < HEAVY) asked = requestAnimationFrame(draw);
    // a block that takes long to draw leaves the page time for other things
    else
      waiting = setTimeout(() => {
        waiting = undefined;
        asked = requestAnimationFrame(draw);
      }, cost * 4);
  };
  library<Markdown>(ask, "markdown").then(
    (found) => {
      markdown = found;
      soon();
    },
    () => null,
  );

  return {
    element,
    draw,
    show(told, isDone) {
      const next = told.replaceAll("\r", "");
      if (!next.startsWith(text)) clear();
      if (next === text && isDone === done) return;
      text = next;
      done = isDone;
      soon();
    },
    end() {
      cancelAnimationFrame(asked);
      clearTimeout(waiting);
    },
  };
}

/** Index of the last block that shows something: only what stands before it is sure to stay. */
function lastBlock(tokens: readonly Token[]): number {
  let at = tokens.length - 1;
  while (at > 0 && tokens[at]?.type === "space") at -= 1;
  return Math.max(0, at);
}

const PENDING = /(^|\n)[ \t>]*(#{1,6}|[-*+]|\d+[.)]|[-=*_]{1,}|`{1,2}|~{1,2})[ \t]*$/;

/**
 * The end of an unfinished text, so that it does not jump when the rest comes: marks whose meaning is still open wait, and
 * emphasis and code that began are closed.
 */
export function mended(text: string): string {
  if (fenced(text)) return text.replace(/\n[ \t]*[`~]{1,}[ \t]*$/, "");
  let said = text.replace(PENDING, "$1");
  const start = said.lastIndexOf("\n\n") + 1;
  let tail = heldTable(said.slice(start));
  said = said.slice(0, start);
  // a link shows its words until its address is whole
  tail = tail.replace(/!?\[([^[\]\n]*)(\](\([^()\s]*)?)?$/, "$1");
  tail = tail.replace(/(^|[^\\*_~`])([*_~`]+)$/, (whole, before: string, marks: string) =>
    closes(tail.slice(0, tail.length - marks.length), marks) ? whole : before,
  );
  const ends = open(tail).join("");
  return said + (ends ? tail.trimEnd() + ends : tail);
}

function fenced(text: string): boolean {
  let fence = "";
  for (const line of text.split("\n")) {
    const found = /^[ \t>]*(`{3,}|~{3,})/.exec(line)?.[1];
    if (!found) continue;
    if (!fence) fence = found;
    else if (found[0] === fence[0] && found.length >= fence.length) fence = "";
  }
  return fence !== "";
}

/** A table is shown from its second line on: before that it would be a paragraph. */
function heldTable(tail: string): string {
  const lines = tail.split("\n");
  const first = lines.findIndex((line) => /^\s*\|/.test(line));
  if (first < 0) return tail;
  const rule = lines[first + 1] ?? "";
  const isWhole = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/.test(rule) && lines.length > first + 2;
  return isWhole ? tail : lines.slice(0, first).join("\n");
}

/** What has to be written to end the emphasis and the code that are open. */
function open(tail: string): string[] {
  const stack: string[] = [];
  const marks = /\\.|(`+)|(\*\*|__|~~|\*|(?<!\w)_|_(?!\w))/g;
  for (let found = marks.exec(tail); found; found = marks.exec(tail)) {
    const [mark, code] = found;
    if (mark.startsWith("\\")) continue;
    const top = stack.at(-1);
    if (top?.startsWith("`")) {
      if (mark === top) stack.pop();
      continue;
    }
    if (!code && /^[ \t]*$/.test(tail.slice(tail.lastIndexOf("\n", found.index) + 1, found.index)) && mark === "*") {
      if (/\s/.test(tail[found.index + 1] ?? " ")) continue;
    }
    if (stack.includes(mark)) stack.splice(stack.lastIndexOf(mark));
    else if (!/\s/.test(tail[found.index + mark.length] ?? " ")) stack.push(mark);
  }
  return stack.reverse();
}

/** Whether marks at the end close what is open before them, and not only half of it. */
function closes(before: string, marks: string): boolean {
  let ends = "";
  for (const end of /\s$/.test(before) ? [] : open(before)) {
    ends += end;
    if (ends === marks) return true;
  }
  return false;
}
