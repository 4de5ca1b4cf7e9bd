import { problemOf } from "../kit/ask";
import { download } from "../kit/clipboard";
import { dialog } from "../kit/dialog";
import { button, fill, h, set, unique } from "../kit/dom";
import { icon, type Mark } from "../kit/icons";
import { fileName, paid } from "../kit/item";
import { library } from "../kit/library";
import * as marks from "../kit/marks";
import { scope } from "../kit/scope";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import type { View as Scene, Work } from "../lib/view/view";
import { showFacts } from "./facts";
import { inputs } from "./inputs";
import type { Report, ViewerState } from "./state";
import { toolbar } from "./tools";
import css from "./viewer.css";
import { FILM, KEYS, KEYS_HINT, NO_WEBGL, tooLarge, weight } from "./words";

/** Bytes that are brought without being asked for when the view comes into sight. */
const UNASKED = 32_000_000;
/** Bytes that are drawn at all. */
const MOST = 150_000_000;
/** Milliseconds that the name of a view stays. */
const NAMED = 1200;

// Shared with Python: ViewerState. Only on this screen: whether it is drawn yet, the motion's time, the table's angle.
function drawViewer({ model, root, life, ask, blobs, trouble, failed }: View<ViewerState>): void {
  const item = model.get("item");
  const toast = toasts(root, life);

  let view: Scene | null = null;
  let drawing = scope();
  let phase: "poster" | "loading" | "live" | "still" = "poster";
  let seen = false;
  let recording = false;
  let stopped = false;
  let ended = false;
  life.add(() => {
    ended = stopped = true;
    drawing.end();
  });

  const poster = h("img", { class: "hl-poster", alt: "", draggable: "false" });
  const note = h("p", { class: "hl-note", role: "status" });
  const begin = button({ icon: icon(marks.cube), words: `Show in 3D · ${weight(item.size)}`, look: "hl-primary" });
  const hint = unique("hint");
  const pane = h(
    "div",
    {
      class: "hl-pane",
      role: "application",
      "aria-roledescription": "3D view",
      "aria-label": `3D model: ${item.alt}`,
      "aria-describedby": hint,
      tabindex: 0,
    },
    poster,
    note,
    begin,
  );
  const said = [weight(item.size), item.model, paid(item), item.sandbox ? "sandbox" : ""].filter(Boolean);
  const about = h("span", { class: "hl-quiet" }, said.join(" · "));
  const under = h("div");
  const bar = h("progress", { class: "hl-progress", max: 1, value: 0, "aria-label": "Turntable film", hidden: true });
  const tools = toolbar(model, () => view?.reset(), life);
  const facts = h("dl", { class: "hl-facts hl-mesh", "aria-label": "Facts of the mesh", hidden: true });
  root.append(
    h(
      "div",
      { class: "hl-case" },
      h("header", { class: "hl-head" }, h("strong", { title: item.alt }, item.alt), about),
      trouble.element,
      h("div", { class: "hl-scene" }, pane, inputs(model.get("inputs"), blobs)),
      ...[under, bar, tools.element, facts],
    ),
    h("div", { class: "hl-hear", id: hint }, KEYS_HINT),
  );

  // From the poster to the model

  const enter = (now: typeof phase) => {
    phase = now;
    set(root, { "data-state": now });
    begin.hidden = now !== "poster";
    tools.enable(now === "live" && !model.get("disabled"));
  };
  const unname = life.later(() => phase === "live" && !recording && fill(note), NAMED);
  const say = (words: string) => {
    note.textContent = words;
    unname();
  };
  /** The poster stays, with a sentence and the way to the file. */
  const give = (words: string) => {
    drawing.end();
    drawing = scope();
    view = null;
    enter("still");
    const save = button({ icon: icon(marks.save), words: "Save the file", look: "hl-plain" });
    save.addEventListener("click", () => saveFile(save));
    fill(note, h("span", {}, words), save);
    note.classList.add("hl-given");
  };
  const giveUp = (error: unknown) => {
    if (ended) return;
    const { message, next } = problemOf(error);
    give(/webgl/i.test(message) ? NO_WEBGL : [message, next].filter(Boolean).join(" "));
  };
  const loading = (got: number) => {
    note.textContent = `Loading, ${Math.floor(got * 100)} %`;
  };
  const start = async () => {
    if (phase !== "poster" || ended || model.get("disabled")) return;
    enter("loading");
    loading(0);
    const mine = drawing;
    const room = {
      ...{ model, ask, pane, under, say },
      drawn() {
        if (phase !== "loading") return;
        fill(note);
        enter("live");
      },
      failed: giveUp,
    };
    try {
      const library3d = library<typeof import("../lib/three")>(ask, "three");
      const [three, bytes] = await Promise.all([library3d, blobs.bytes(item.digest, loading)]);
      note.textContent = "Opening";
      const made = await three.view(bytes, room, mine);
      if (ended) return mine.end();
      view = made;
      made.see(seen);
    } catch (error) {
      giveUp(error);
    }
  };
  const saveFile = (by: HTMLButtonElement) => {
    by.disabled = true;
    const words = by.textContent;
    const told = (got: number) => {
      if (by.lastElementChild?.tagName === "SPAN")
        (by.lastElementChild as Element).textContent = `${Math.floor(got * 100)} %`;
    };
    blobs
      .url(item.digest, "full", told)
      .then((url) => download(url, fileName(item)), failed)
      .finally(() => {
        told(1);
        by.disabled = false;
        if (words && by.lastElementChild) by.lastElementChild.textContent = words;
      });
  };
  blobs.url(item.digest, "thumb").then(
    (url) => {
      poster.src = url;
    },
    () => poster.remove(),
  );
  enter("poster");
  if (item.size > MOST) give(tooLarge(item.size, MOST));
  life.on(begin, "click", () => void start());
  life.on(pane, "keydown", (event) => {
    if (event.target === pane && event.key === "Enter") void start();
  });
  const wake = () => {
    if (seen && item.size <= UNASKED) void start();
  };
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1)?.isIntersecting ?? false;
    view?.see(seen);
    wake();
  });
  sight.observe(pane);
  life.add(() => sight.disconnect());

  // What is kept of it

  const keep = async (work: Work, noun: string) => {
    if (recording) {
      stopped = true;
      return;
    }
    if (!view || model.get("disabled")) return;
    recording = true;
    stopped = false;
    const told = (part: number) => {
      bar.value = part;
      if (part === 1) note.textContent = "Making the file";
    };
    try {
      const made = await view.keep(work, told, () => stopped);
      if (!ended) toast(made ? `${noun} is on the shelf.` : "Nothing was kept.");
    } catch (error) {
      failed(error);
    }
    recording = false;
    if (phase === "live") fill(note);
  };
  const film = async () => {
    if (recording) return keep("turntable", "");
    const button = tools.film;
    const put = (mark: Mark, label: string) => {
      set(button, { "aria-label": label, title: label });
      fill(button, icon(mark));
    };
    put(marks.stop, "Stop the film");
    bar.hidden = false;
    bar.value = 0;
    note.textContent = "Filming one turn";
    await keep("turntable", "The film");
    bar.hidden = true;
    put(marks.film, FILM);
  };
  life.on(tools.still, "click", () => void (recording || keep("still", "The still")));
  life.on(tools.film, "click", () => void film());
  life.on(tools.save, "click", () => saveFile(tools.save));

  // Facts and keys

  const unfold = async () => {
    const show = (on: boolean) => {
      facts.hidden = !on;
      set(tools.facts, { "aria-pressed": String(on) });
    };
    show(facts.hidden === true);
    if (facts.hidden || model.get("report")) return;
    fill(facts, h("dt", {}, "Measuring…"));
    try {
      showFacts(facts, (await ask<Report>("measure")).value);
    } catch (error) {
      show(false);
      failed(error);
    }
  };
  life.on(tools.facts, "click", () => void unfold());
  life.on(tools.keys, "click", () => {
    const rows = KEYS.flatMap(([key, does]) => [h("dt", {}, key), h("dd", {}, does)]);
    dialog(root, "Keys and gestures", [h("dl", { class: "hl-facts hl-keys" }, ...rows)], life);
  });

  life.add(watch(model, "report", (report) => report && showFacts(facts, report)));
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null });
      tools.enable(phase === "live" && !off);
      begin.disabled = off;
      wake();
    }),
  );
}

export default widget<ViewerState>("viewer", css, drawViewer);
