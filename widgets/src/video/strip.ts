import { h, set } from "../kit/dom";
import { clock } from "../kit/timeline";

/** Of the frames that came, as many are seen in the line of time; every second one where it is narrow. */
const CELLS = 10;

/** One of the frames that stand side by side in a picture. */
const tile = (url: string, at: number, count: number) =>
  `background:url("${url}") ${(100 * at) / Math.max(1, count - 1)}% 0/${count * 100}% 100%`;

/** Small frames under the line of time, and a larger one where the pointer is. */
export function filmStrip(most: number): {
  readonly element: HTMLElement;
  readonly glimpse: HTMLElement;
  show(url: string, tiles: number, ratio: number): void;
  clear(): void;
  point(at: number | null, duration: number): void;
} {
  const cells = Array.from({ length: CELLS }, () => h("span"));
  const film = h("div", { class: "hl-film" }, ...cells);
  const picture = h("div", { class: "hl-glimpse-picture" });
  const words = h("span");
  const glimpse = h("div", { class: "hl-glimpse", hidden: true, "aria-hidden": "true" }, picture, words);
  let count = 0;
  let high = most;
  let source = "";
  return {
    element: film,
    glimpse,
    show(url, tiles, ratio) {
      count = tiles;
      cells.forEach((cell, at) => {
        set(cell, { style: tile(url, Math.floor(((at + 0.5) / CELLS) * tiles), tiles) });
      });
      set(film, { "data-shown": true });
      high = Math.min(most, 144 / ratio);
      source = url;
    },
    clear() {
      count = 0;
      for (const cell of cells) set(cell, { style: null });
      set(film, { "data-shown": null });
    },
    point(at, duration) {
      glimpse.hidden = at === null || !count || !duration;
      if (at === null || glimpse.hidden) return;
      const shown = Math.min(count - 1, Math.floor((at / duration) * count));
      set(picture, { style: `height:${high}px;${tile(source, shown, count)}` });
      words.textContent = clock(at, duration);
      glimpse.style.setProperty("--hl-glimpse", `clamp(80px, ${(100 * at) / duration}%, calc(100% - 80px))`);
    },
  };
}
