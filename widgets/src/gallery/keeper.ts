import type { Ask } from "../kit/ask";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Scope } from "../kit/scope";
import { type Kept, stars } from "./kept";

const PAUSE = 600;

/** Stars, tags and a note of one asset; every change goes to Python at once. */
export function keeper(options: { item: Kept; ask: Ask; life: Scope; failed: (error: unknown) => void }): {
  elements: HTMLElement[];
  /** It was changed elsewhere. */
  show(item: Kept): void;
  done(): void;
} {
  const { item, ask, life, failed } = options;
  let rating = item.rating;
  let tags = [...item.tags];
  const digests = [item.digest];

  const row = h("div", { class: "hl-stars", role: "group", "aria-label": "Rating" });
  const buttons = [1, 2, 3, 4, 5].map((number) => {
    const star = button({ icon: icon(marks.star), label: stars(number), look: "hl-ghost hl-square" });
    star.addEventListener("click", () => {
      rating = rating === number ? null : number;
      drawStars();
      ask("rate", { digests, stars: rating }).catch(failed);
    });
    return star;
  });
  row.append(...buttons);
  const drawStars = () =>
    buttons.forEach((star, at) => {
      set(star, { "aria-pressed": String(rating === at + 1), "data-lit": rating !== null && at < rating });
    });

  const chips = h("ul", { class: "hl-chips", "aria-label": "Tags" });
  const field = h("input", { class: "hl-input", placeholder: "Add a tag", "aria-label": "Add a tag", maxlength: 100 });
  const drawTags = () =>
    fill(
      chips,
      ...tags.map((tag) => {
        const off = button({ icon: icon(marks.close), label: `Take ${tag} off`, look: "hl-ghost hl-square" });
        off.addEventListener("click", () => {
          tags = tags.filter((one) => one !== tag);
          drawTags();
          field.focus();
          ask("tag", { digests, remove: [tag] }).catch(failed);
        });
        return h("li", { class: "hl-chip" }, tag, off);
      }),
    );
  field.addEventListener("keydown", (event) => {
    const tag = field.value.trim();
    if (event.key !== "Enter" || !tag) return;
    event.preventDefault();
    field.value = "";
    if (tags.includes(tag)) return;
    tags = [...tags, tag];
    drawTags();
    ask("tag", { digests, add: [tag] }).catch(failed);
  });

  const note = h("textarea", { class: "hl-input hl-note", rows: 2, placeholder: "A note", "aria-label": "Note" });
  note.value = item.note;
  let written = item.note;
  const write = () => {
    if (note.value === written) return;
    written = note.value;
    ask("note", { digest: item.digest, words: written }).catch(failed);
  };
  const soon = life.later(write, PAUSE);
  note.addEventListener("input", soon);
  note.addEventListener("change", write);

  drawStars();
  drawTags();
  const show = (now: Kept) => {
    rating = now.rating;
    drawStars();
    if (now.tags.join("\n") !== tags.join("\n")) {
      tags = [...now.tags];
      drawTags();
    }
    // what somebody is typing stays
    if (document.activeElement !== note) note.value = written = now.note;
  };
  return { elements: [h("div", { class: "hl-keeper" }, row, chips, field, note)], show, done: write };
}
