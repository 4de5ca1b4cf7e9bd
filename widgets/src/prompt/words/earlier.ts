import { type Ask, problemOf } from "../../kit/ask";
import { dialog } from "../../kit/dialog";
import { button, fill, h } from "../../kit/dom";
import { icon } from "../../kit/icons";
import { credits } from "../../kit/item";
import * as marks from "../../kit/marks";
import type { Problem } from "../../kit/model";
import type { Scope } from "../../kit/scope";
import { when } from "../../kit/when";
import type { Earlier } from "../state";

interface Options {
  root: HTMLElement;
  ask: Ask;
  life: Scope;
  words: HTMLTextAreaElement;
  /** Of the kind that is on the form, for the keys. */
  fits: (one: Earlier) => boolean;
  /** All of a call that was chosen from the list. */
  chosen: (one: Earlier) => void;
  /** Its words alone. */
  typed: (prompt: string) => void;
  failed: (problem: Problem) => void;
}

/** The words of earlier calls: all of them in a list, and one after the other by Alt with the arrow keys. */
export function earlier({ root, ask, life, words, fits, chosen, typed, failed }: Options): HTMLButtonElement {
  const open = button({
    icon: icon(marks.clock),
    label: "Earlier prompts",
    look: "hl-ghost hl-square hl-earlier",
    title: "Earlier prompts (Alt+↑, Alt+↓)",
  });
  let walk: { list: string[]; at: number; own: string } | null = null;
  const fetched = async () => (await ask<Earlier[]>("history")).value;

  const show = async () => {
    try {
      const list = await fetched();
      const search = h("input", { class: "hl-input", type: "search", placeholder: "Search", "aria-label": "Search" });
      const rows = h("div", { class: "hl-past-list" });
      const window = dialog(root, "Earlier prompts", [search, rows], life);
      const row = (one: Earlier) => {
        const about = [one.model, when(one.made), one.cost === null ? "price unknown" : credits(one.cost)].join(" · ");
        const made = h(
          "button",
          { type: "button", class: "hl-past" },
          h("span", {}, one.prompt),
          h("span", { class: "hl-quiet" }, about),
        );
        made.addEventListener("click", () => {
          window.close();
          chosen(one);
          words.focus();
        });
        return made;
      };
      const draw = () => {
        const wanted = search.value.toLowerCase().split(/\s+/);
        const found = list.filter(({ prompt, model }) => {
          const text = `${prompt} ${model}`.toLowerCase();
          return wanted.every((word) => text.includes(word));
        });
        const none = h("p", { class: "hl-quiet" }, list.length ? "None has all these words." : "Nothing was made yet.");
        fill(rows, ...(found.length ? found.map(row) : [none]));
      };
      search.addEventListener("input", draw);
      window.element.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const all = [search, ...rows.querySelectorAll("button")];
        if (step === undefined) return;
        event.preventDefault();
        const at = all.indexOf(document.activeElement as HTMLInputElement);
        all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
      });
      draw();
      search.focus();
    } catch (error) {
      failed(problemOf(error));
    }
  };
  const step = async (by: number) => {
    try {
      // what is being typed is the newest entry, and is come back to
      walk ??= { list: (await fetched()).filter(fits).map(({ prompt }) => prompt), at: -1, own: words.value };
    } catch (error) {
      return failed(problemOf(error));
    }
    const next = walk.at + by;
    if (next < -1 || next >= walk.list.length) return;
    walk.at = next;
    typed(next < 0 ? walk.own : (walk.list[next] ?? ""));
  };

  life.on(open, "click", () => void show());
  life.on(words, "input", () => {
    walk = null;
  });
  life.on(words, "keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    void step(by);
  });
  return open;
}
