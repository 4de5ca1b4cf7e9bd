import { type Ask, problemOf } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import { copy, download } from "../kit/clipboard";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits, fileName, type Item, measures, replay } from "../kit/item";
import * as marks from "../kit/marks";
import type { Problem } from "../kit/model";
import { player } from "../kit/player";
import { enlarge, sandboxNote } from "../kit/recipe";
import type { Scope } from "../kit/scope";
import { shape } from "./form";
import { image as pictures } from "./kinds/image";
import type { Kind } from "./kinds/kind";
import type { PromptState, Result } from "./state";

/** Milliseconds until work is shown in place of the last picture. */
const PAUSE = 200;

export interface Stage {
  readonly element: HTMLElement;
  /** The shape the next picture will have, as `16:9` or `1024x1024`. */
  frame(text: string, kind: Kind): void;
  show(state: PromptState["state"], result: PromptState["result"]): void;
  balance(amount: string | null): void;
  /** How far the call under way is. */
  progress(told: PromptState["progress"]): void;
}

interface Options {
  root: HTMLElement;
  ask: Ask;
  blobs: Blobs;
  life: Scope;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
  stop: () => void;
}

/** Where what is made appears: empty, at work, or with what it cost and what can be done with it. */
export function stage({ root, ask, blobs, life, say, failed, stop }: Options): Stage {
  const element = h("div", { class: "hl-stage" });
  const elapsed = h("span", { class: "hl-elapsed" });
  const halt = button({
    words: "Stop waiting",
    look: "hl-plain",
    title: "The call goes on; what it makes lands on the shelf",
  });
  const left = h("span");
  const bar = h("div", { class: "hl-bar", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 }, h("i"));
  let ratio = "1:1";
  let kind: Kind = pictures;
  let timer: ReturnType<typeof setInterval> | undefined;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let chosen = 0;
  life.add(() => {
    clearInterval(timer);
    clearTimeout(soon);
  });
  life.on(halt, "click", stop);

  const blank = () => {
    const box = shape(ratio, 100) ?? { width: 100, height: 100 };
    return h("div", {
      class: "hl-blank",
      style: `aspect-ratio:${box.width}/${box.height};max-width:min(100%,${(box.width / box.height) * 320}px)`,
    });
  };
  const drawEmpty = () => {
    const words = h("p", {}, `Your ${kind.noun} appears here`);
    const made = blank();
    made.append(icon(kind.mark), words);
    set(element, { class: "hl-stage hl-empty" });
    fill(element, made);
  };
  const drawWork = () => {
    const began = performance.now();
    const tick = () => {
      elapsed.textContent = `${Math.floor((performance.now() - began) / 1000)} s`;
    };
    tick();
    clearInterval(timer);
    timer = setInterval(tick, 1000);
    const made = blank();
    made.classList.add("hl-shimmer");
    const line = h("div", { class: "hl-row hl-work" }, h("span", {}, `Making your ${kind.noun}`), elapsed, halt);
    set(element, { class: "hl-stage hl-working" });
    set(bar, { "aria-label": `Making your ${kind.noun}` });
    fill(element, made, bar, line);
  };

  const use = (item: Item) => {
    ask("from_shelf", { digest: item.digest }).then(
      () => say("The picture is a reference now."),
      (error) => failed(problemOf(error)),
    );
  };
  const look = (item: Item) => enlarge({ root, item, ask, blobs, life, use, say });
  /** Words as they are; Python tells them with the recipe. */
  const written = (item: Item): HTMLElement => {
    const words = h(
      "div",
      { class: "hl-written", tabindex: 0, role: "region", "aria-label": "The words" },
      item.excerpt,
    );
    ask<{ text: string | null }>("recipe", { digest: item.digest }).then(
      ({ value }) => {
        words.textContent = value.text;
      },
      (error) => failed(problemOf(error)),
    );
    return words;
  };
  /** A picture to be enlarged; a clip or a sound to be played where it stands; of a 3D model its little picture. */
  const framed = (item: Item): HTMLElement => {
    if (item.kind === "text") return written(item);
    if (item.kind !== "image") return player(item, blobs, (error) => failed(problemOf(error)));
    const image = h("img", { alt: item.alt, width: item.width, height: item.height });
    blobs.url(item.digest, "thumb").then(
      (url) => {
        image.src ||= url;
      },
      () => {},
    );
    blobs.url(item.digest).then(
      (url) => {
        image.src = url;
      },
      (error) => failed(problemOf(error)),
    );
    // for the hand that clicks the picture; the button beside it has the name and the focus
    const face = h("div", { class: "hl-picture" }, image);
    const open = button({ icon: icon(marks.enlarge), label: "Enlarge", look: "hl-square" });
    face.addEventListener("click", () => look(item));
    open.addEventListener("click", () => look(item));
    return h("div", { class: "hl-frame" }, face, open);
  };
  const drawResult = (result: Result) => {
    const { items, cost } = result;
    const item = items[Math.min(chosen, items.length - 1)];
    if (!item) return drawEmpty();
    const frame = framed(item);
    const paid = h("strong", {}, cost === null ? "cost unknown" : credits(cost));
    const again = h("span", { class: "hl-badge" }, icon(marks.shelf), replay(result.saved));
    const line = h("p", { class: "hl-facts-line" }, result.replayed ? again : paid, left);
    const more = h("p", { class: "hl-quiet" }, [measures(item), item.model].filter(Boolean).join(" · "));
    const tool = (name: Parameters<typeof icon>[0], words: string, work: () => void) => {
      const made = button({ icon: icon(name), words, look: "hl-ghost" });
      made.addEventListener("click", work);
      return made;
    };
    const code = async (language: "python" | "curl") => {
      try {
        const { value } = await ask<string>("result_code", { language });
        const name = language === "python" ? "Python" : "curl";
        if (await copy(root, value, `Copy as ${name}`, life)) say(`${name} is on the clipboard.`);
      } catch (error) {
        failed(problemOf(error));
      }
    };
    const tools = h(
      "div",
      { class: "hl-tools" },
      item.kind === "text" &&
        tool(marks.copy, "Copy the words", () => {
          const words = element.querySelector(".hl-written")?.textContent ?? "";
          void copy(root, words, "The words", life).then((done) => done && say("The words are on the clipboard."));
        }),
      item.kind === "image" && tool(marks.reference, "Use as reference", () => use(item)),
      tool(marks.save, "Save", () => {
        blobs.url(item.digest).then(
          (url) => download(url, fileName(item)),
          (error) => failed(problemOf(error)),
        );
      }),
      tool(marks.code, "Copy Python", () => void code("python")),
      tool(marks.code, "Copy curl", () => void code("curl")),
    );
    const strip = items.length > 1 ? film(result) : null;
    set(element, { class: "hl-stage hl-done" });
    fill(
      element,
      h("figure", {}, frame, strip),
      h("div", { class: "hl-about" }, line, more, item.sandbox ? sandboxNote() : null),
      tools,
    );
  };
  const film = (result: Result) =>
    h(
      "div",
      { class: "hl-film", role: "group", "aria-label": `${result.items.length} pictures` },
      ...result.items.map((item, at) => {
        const image = h("img", { alt: item.alt });
        blobs.url(item.digest, "thumb").then(
          (url) => {
            image.src = url;
          },
          () => {},
        );
        const pick = h(
          "button",
          {
            type: "button",
            class: "hl-pick",
            "aria-pressed": String(at === chosen),
            "aria-label": `Picture ${at + 1} of ${result.items.length}`,
          },
          image,
        );
        pick.addEventListener("click", () => {
          chosen = at;
          drawResult(result);
          element.querySelectorAll<HTMLElement>(".hl-film button")[at]?.focus();
        });
        return pick;
      }),
    );

  return {
    element,
    frame(text, chosen) {
      ratio = text;
      kind = chosen;
      if (element.classList.contains("hl-empty")) drawEmpty();
    },
    show(state, result) {
      clearTimeout(soon);
      if (state === "running") {
        // what comes from the shelf is here at once: nothing need flicker
        if (result) soon = setTimeout(drawWork, PAUSE);
        else drawWork();
        return;
      }
      clearInterval(timer);
      chosen = 0;
      if (result?.items.length) drawResult(result);
      else drawEmpty();
    },
    progress(told) {
      const percent = Math.round((told?.fraction ?? 0) * 100);
      bar.hidden = !told || told.fraction === null;
      set(bar, { "aria-valuenow": percent });
      (bar.firstElementChild as HTMLElement).style.width = `${percent}%`;
    },
    balance(amount) {
      left.textContent = amount === null ? "" : `${credits(amount)} left`;
    },
  };
}
