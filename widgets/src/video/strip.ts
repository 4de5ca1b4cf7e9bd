import { h } from "../kit/dom";
import { clock } from "../kit/timeline";

/** Small frames under the line of time, and a larger one where the pointer is. */
export function filmStrip(high: number): {
  readonly element: HTMLElement;
  readonly glimpse: HTMLElement;
  show(url: string, tiles: number, ratio: number): void;
  clear(): void;
  point(at: number | null, duration: number): void;
} {
  const image = h("img", { class: "hl-film", alt: "", hidden: true });
  const empty = h("div", { class: "hl-film-empty" });
  const picture = h("div", { class: "hl-glimpse-picture" });
  const words = h("span");
  const glimpse = h("div", { class: "hl-glimpse", hidden: true, "aria-hidden": "true" }, picture, words);
  let count = 0;
  return {
    element: h("div", {}, image, empty),
    glimpse,
    show(url, tiles, ratio) {
      count = tiles;
      image.src = url;
      image.hidden = false;
      empty.hidden = true;
      picture.style.height = `${Math.min(high, 144 / ratio)}px`;
      picture.style.backgroundImage = `url("${url}")`;
      picture.style.backgroundSize = `${tiles * 100}% 100%`;
    },
    clear() {
      count = 0;
      image.hidden = true;
      empty.hidden = false;
    },
    point(at, duration) {
      glimpse.hidden = at === null || !count || !duration;
      if (at === null || glimpse.hidden) return;
      const tile = Math.min(count - 1, Math.floor((at / duration) * count));
      picture.style.backgroundPosition = `${(100 * tile) / Math.max(1, count - 1)}% 0`;
      words.textContent = clock(at, duration);
      glimpse.style.setProperty("--hl-glimpse", `clamp(80px, ${(100 * at) / duration}%, calc(100% - 80px))`);
    },
  };
}
