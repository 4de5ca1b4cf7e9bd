import type { Blobs } from "../kit/blobs";
import { fill, h, set } from "../kit/dom";
import type { Item } from "../kit/item";
import type { Scope } from "../kit/scope";
import { difference, LONGEST, words } from "./difference";
import type { View } from "./state";
import { zoom } from "./zoom";

export interface Two {
  item: Item;
  name: string;
}

export interface Pair {
  readonly element: HTMLElement;
  show(view: View, pair: readonly [Two, Two]): void;
}

/** Two pictures: one over the other with a line to slide, side by side, or what differs. */
export function pair(blobs: Blobs, failed: (error: unknown) => void, life: Scope): Pair {
  const closer = zoom(life);
  const stage = h("div", { class: "hl-stage", tabindex: 0, role: "group" });
  const slider = h("input", {
    class: "hl-slide",
    type: "range",
    min: 0,
    max: 100,
    step: 1,
    value: 50,
    "aria-label": "How much of picture B is covered by picture A",
  });
  const note = h("p", { class: "hl-quiet", role: "status" });
  const names = h("div", { class: "hl-names" });
  const element = h(
    "div",
    { class: "hl-pair" },
    names,
    stage,
    slider,
    h("div", { class: "hl-row" }, closer.controls, h("span", { class: "hl-gap" }), note),
  );
  let shown = "";

  const slide = () => {
    stage.style.setProperty("--hl-at", `${slider.value}%`);
    set(slider, { "aria-valuetext": `${slider.value} % picture A` });
  };
  life.on(slider, "input", slide);
  life.on(stage, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (closer.press(event.key)) event.preventDefault();
  });

  const image = ({ item, name }: Two) => {
    const made = h("img", { alt: `${name}: ${item.alt}`, draggable: "false" });
    blobs.url(item.digest).then((url) => {
      made.src = url;
    }, failed);
    return made;
  };
  const frame = (...inside: HTMLElement[]) => h("div", { class: "hl-frame" }, ...inside);
  const label = (side: string, { name }: Two) => h("span", {}, h("b", {}, side), name);

  const overlay = (one: Two, two: Two) => {
    const under = image(two);
    const over = h("div", { class: "hl-over" }, image(one));
    const whole = frame(under, over, h("div", { class: "hl-split" }));
    fill(stage, whole);
    closer.follow([whole], [under, over.firstElementChild as HTMLElement]);
    slide();
  };
  const beside = (one: Two, two: Two) => {
    const both = [image(one), image(two)];
    const frames = both.map((picture) => frame(picture));
    fill(stage, ...frames);
    closer.follow(frames, both);
  };
  const differ = async (one: Two, two: Two, mine: string) => {
    const canvas = h("canvas", { role: "img", "aria-label": `What differs between ${one.name} and ${two.name}` });
    const whole = frame(canvas);
    fill(stage, whole);
    closer.follow([whole], [canvas]);
    note.textContent = "Comparing…";
    try {
      const found = await draw(canvas, await Promise.all([one, two].map(({ item }) => blobs.url(item.digest))));
      if (shown === mine) note.textContent = found;
    } catch (error) {
      failed(error);
    }
  };

  return {
    element,
    show(view, [one, two]) {
      const key = `${view} ${one.item.digest} ${two.item.digest}`;
      if (key === shown) return;
      shown = key;
      note.textContent = "";
      slider.hidden = view !== "slider";
      set(stage, {
        "data-view": view,
        "aria-label": "Pictures. Plus and minus zoom, arrows move, 0 shows all.",
      });
      fill(names, label("A", one), label("B", two));
      if (view === "slider") overlay(one, two);
      else if (view === "side") beside(one, two);
      else void differ(one, two, key);
    },
  };
}

/** Paint the difference and say how much it is. */
async function draw(canvas: HTMLCanvasElement, urls: string[]): Promise<string> {
  const [one, two] = (await Promise.all(urls.map(loaded))) as [HTMLImageElement, HTMLImageElement];
  const shrink = Math.min(1, LONGEST / Math.max(one.naturalWidth, one.naturalHeight, 1));
  const [wide, high] = [one.naturalWidth, one.naturalHeight].map((side) => Math.max(1, Math.round(side * shrink))) as [
    number,
    number,
  ];
  set(canvas, { width: wide, height: high });
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  if (!brush) throw new Error("This browser gives no canvas to compare on.");
  const pixels = (picture: HTMLImageElement) => {
    brush.clearRect(0, 0, wide, high);
    brush.drawImage(picture, 0, 0, wide, high);
    return brush.getImageData(0, 0, wide, high).data;
  };
  const [first, second] = [pixels(one), pixels(two)];
  const out = brush.createImageData(wide, high);
  const found = difference(first, second, out.data, 3);
  brush.putImageData(out, 0, 0);
  const same = one.naturalWidth * two.naturalHeight === two.naturalWidth * one.naturalHeight;
  return `${words(found)}${same ? "" : " Picture B was stretched to the shape of A."}`;
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((done, refused) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => refused(new Error("A picture could not be read."));
    image.src = url;
  });
}
