import { button, fill, h } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import { length } from "../kit/when";
import type { Reference } from "../prompt/state";
import { reading } from "./reading";
import type { Running, Step, Words } from "./state";
import { stepOf } from "./steps";
import { type Around, asked } from "./turn";
import { shortArguments, thoughts } from "./words";
import { type Writing, writing } from "./writing";

export interface SayingView {
  readonly element: HTMLElement;
  readonly key: string;
  /** The last answer as it was written here, for the turn that it becomes. */
  take(): Writing | null;
  end(): void;
}

export function thumbs(references: readonly Reference[]): HTMLElement[] {
  return references.map(({ thumb, name, linked }) =>
    thumb
      ? h("img", { class: "hl-thumb", src: thumb, alt: name })
      : h("span", { class: "hl-quiet" }, linked ? name : ""),
  );
}

/** A turn while it is said: words as they come, tools as they are called, and how long it has been. */
export function sayingView(around: Around, running: Running, stop: () => void): SayingView {
  const { ask, blobs, open, failed, fence } = around;
  const steps = h("div", { class: "hl-steps" });
  const thought = h("p", { class: "hl-quiet", hidden: true });
  const room = h("div", {});
  const calling = h("div", { class: "hl-calling", hidden: true });
  const clock = h("span", { class: "hl-quiet" });
  const halt = button({ words: "Stop", icon: icon(marks.stop), look: "hl-plain" });
  const state = h("div", { class: "hl-turn-tools" }, h("span", { class: "hl-dots" }), clock, halt);
  const element = h(
    "article",
    { class: "hl-turn", "aria-busy": "true" },
    asked(running.asked, thumbs(running.references)),
    steps,
    thought,
    room,
    calling,
    state,
  );
  halt.addEventListener("click", stop);

  let part = -1;
  let text = "";
  let out: Writing | null = null;
  const begin = (next: number) => {
    out?.end();
    part = next;
    text = "";
    out = writing(ask, fence);
    fill(room, out.element);
  };
  const showSteps = (found: readonly Step[]) => fill(steps, ...found.map((one) => stepOf(one, blobs, open)));
  const told = (words: Words) => {
    if (words.gone) return;
    if (words.steps) showSteps(words.steps);
    if (words.at !== undefined && words.at !== part) begin(words.at);
    text += words.text ?? "";
    out?.show(text, words.ended);
    // words before a tool call stand with that call from then on
    if (words.part !== undefined && words.part !== part) begin(words.part);
    thought.hidden = !words.thought;
    thought.textContent = words.thought ? thoughts(words.thought, text !== "") : "";
    calling.hidden = !words.calling;
    if (words.calling) {
      const [name, given] = words.calling;
      fill(
        calling,
        icon(marks.tool),
        h("span", { class: "hl-tool-name" }, name),
        h("span", { class: "hl-tool-arguments" }, shortArguments(given)),
      );
    }
  };
  const along = reading(ask, running.key, told, failed);
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() - running.began) / 1000));
    clock.textContent = `${running.model} · ${length(seconds)}`;
  };
  const timer = setInterval(tick, 1000);
  tick();

  return {
    element,
    key: running.key,
    take() {
      const taken = out;
      out = null;
      return taken;
    },
    end() {
      clearInterval(timer);
      along.end();
      out?.end();
    },
  };
}
