import { type Ask, problemOf } from "../kit/ask";
import { download } from "../kit/clipboard";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";

type Word = [string, number, number];

interface Said {
  lines: Word[][];
  /** Whether the times were heard, not guessed. */
  exact: boolean;
}

interface Price {
  text: string;
  known: boolean;
  basis: string;
  kept: object | null;
}

/** The place of the word that is said at a moment; -1 before the first. */
export function wordAt(words: readonly Word[], seconds: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.[1] ?? 0) <= seconds + 0.005) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** What a press will cost, in words. */
export function priceWords({ known, text, basis, kept }: Price): string {
  if (kept) return "It was written down before: this costs nothing.";
  if (!known) return "No source tells what this costs.";
  return `This costs ${text}${basis ? ` (${basis})` : ""}.`;
}

/** What is said, word by word; the way to have it written down; captions. */
export function words(options: {
  ask: Ask;
  side: () => number;
  name: () => string;
  seek: (seconds: number) => void;
  say: (words: string) => void;
  failed: (problem: Problem) => void;
  life: Scope;
}): { element: HTMLElement; load(): void; at(seconds: number): void; writing(on: boolean): void } {
  const { ask, side, seek, say, life } = options;
  const failed = (error: unknown) => options.failed(problemOf(error));
  const note = h("span", { class: "hl-quiet" });
  const write = button({ icon: icon(marks.text), words: "Write down", look: "hl-plain" });
  const files = (["srt", "vtt", "txt"] as const).map((form) => {
    const made = button({ words: `.${form}`, label: `Save as .${form}`, look: "hl-ghost" });
    life.on(made, "click", () => void save(form));
    return made;
  });
  const head = h(
    "div",
    { class: "hl-words-head" },
    h("strong", {}, "Words"),
    note,
    h("span", { class: "hl-gap" }),
    ...files,
    write,
  );
  const asked = h("div", { class: "hl-words-ask", role: "group", "aria-label": "Write down", hidden: true });
  const body = h("div", {
    class: "hl-words",
    role: "group",
    "aria-label": "Words; a click winds to one",
    hidden: true,
  });
  const element = h("section", { class: "hl-words-room", "aria-label": "What is said" }, head, asked, body);

  let all: Word[] = [];
  let faces: HTMLElement[] = [];
  let current = -1;
  let exact = false;
  let busy = false;

  const rove = (to: number, focus = false) => {
    for (const one of body.querySelectorAll('[tabindex="0"]')) set(one, { tabindex: -1 });
    const face = faces[to];
    if (!face) return;
    set(face, { tabindex: 0 });
    if (focus) face.focus();
  };
  const show = (said: Said | null) => {
    const lines = said?.lines ?? [];
    exact = said?.exact ?? false;
    all = lines.flat();
    faces = [];
    current = -1;
    fill(
      body,
      ...lines.map((line) =>
        h(
          "p",
          {},
          ...line.flatMap(([word]) => {
            const face = h("span", { class: "hl-word", role: "button", tabindex: -1 }, word);
            faces.push(face);
            return [face, " "];
          }),
        ),
      ),
    );
    body.hidden = !all.length;
    note.textContent = all.length
      ? exact
        ? ""
        : "the text it was made from, times guessed"
      : "nothing written down yet";
    files.forEach((one, index) => {
      one.hidden = !all.length || (!exact && index < 2);
    });
    write.hidden = exact;
    rove(0);
  };
  const load = () => {
    const of = side();
    ask<Said | null>("transcript", { side: of }).then(({ value }) => of === side() && show(value), failed);
  };
  const save = async (form: string) => {
    try {
      const { value } = await ask<string>("captions", { side: side(), form });
      const url = URL.createObjectURL(new Blob([value], { type: "text/plain" }));
      download(url, `${options.name()}.${form}`);
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      say(`Saved as .${form}.`);
    } catch (error) {
      failed(error);
    }
  };

  const close = (words = "") => {
    asked.hidden = true;
    if (words) say(words);
    write.focus();
  };
  const question = (price: Price, of: number) => {
    const paid = price.kept ? "Show it" : price.known ? `Write down for ${price.text}` : "Write down anyway";
    const yes = button({ words: paid, look: "hl-primary" });
    const no = button({ words: "Not now", look: "hl-ghost" });
    yes.addEventListener("click", () => {
      if (busy) return;
      busy = true;
      ask("write_down", { side: of, spend_anyway: !price.known }).then(
        () => {
          busy = false;
          close("Being written down.");
        },
        (error) => {
          busy = false;
          failed(error);
        },
      );
    });
    no.addEventListener("click", () => close());
    fill(asked, h("span", {}, priceWords(price)), no, yes);
    asked.hidden = false;
    yes.focus();
  };
  life.on(write, "click", () => {
    const of = side();
    ask<Price>("write_price", { side: of }).then(({ value }) => question(value, of), failed);
  });
  life.on(asked, "keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close();
  });

  const indexOf = (target: EventTarget | null) => faces.indexOf((target as Element).closest(".hl-word") as HTMLElement);
  life.on(body, "click", (event) => {
    const at = indexOf(event.target);
    if (at < 0) return;
    rove(at);
    seek(all[at]?.[1] ?? 0);
  });
  life.on(body, "keydown", (event) => {
    const at = indexOf(event.target);
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: faces.length - 1,
    }[event.key];
    if (at < 0 || (to === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) seek(all[at]?.[1] ?? 0);
    else rove(Math.min(faces.length - 1, Math.max(0, to)), true);
  });

  return {
    element,
    load,
    at(seconds) {
      const now = wordAt(all, seconds);
      if (now === current) return;
      faces[current]?.removeAttribute("aria-current");
      current = now;
      const face = faces[now];
      if (!face) return;
      set(face, { "aria-current": "true" });
      const { offsetTop, offsetHeight } = face;
      if (offsetTop < body.scrollTop || offsetTop + offsetHeight > body.scrollTop + body.clientHeight)
        body.scrollTop = offsetTop - body.clientHeight / 3;
    },
    writing(on) {
      set(write, { "aria-disabled": on ? "true" : null });
      fill(write, icon(marks.text), h("span", {}, on ? "Writing down…" : "Write down"));
      if (on) asked.hidden = true;
    },
  };
}
