import { keeper } from "../gallery/keeper";
import type { Kept } from "../gallery/kept";
import type { GalleryState } from "../gallery/state";
import { type Ask, asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { button, fill, h } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Model, Problem } from "../kit/model";
import { type Manager, part } from "../kit/part";
import { player } from "../kit/player";
import { enlarge, largeText, story } from "../kit/recipe";
import { type Scope, scope } from "../kit/scope";
import { hear, watch } from "../kit/watch";

/** What is played or turned by a widget of its own. */
const PLAYED: readonly Kept["kind"][] = ["audio", "video", "model3d"];

/** All about what is chosen on the shelf: large, its recipe and cost, its rating, tags and note. */
export function inspector(options: {
  root: HTMLElement;
  room: HTMLElement;
  /** Asks the studio. */
  ask: Ask;
  gallery: Model<GalleryState>;
  manager: Manager;
  life: Scope;
  say(words: string): void;
  used(words: string): void;
  failed(problem: Problem): void;
}): void {
  const { root, room, gallery, manager, life, say } = options;
  const ask = asker(gallery, life);
  const blobs = keepBlobs(ask, life);
  const refused = (error: unknown) => options.failed(problemOf(error));
  let here = scope();
  let shown = "";
  let kept: ReturnType<typeof keeper> | null = null;
  life.add(() => {
    kept?.done();
    here.end();
  });

  const facts = async (digest: string): Promise<Kept | null> => {
    const { value } = await ask<(Kept | { digest: string; gone: true })[]>("facts", { digests: [digest] });
    const found = value[0];
    return found && "kind" in found && !found.gone ? found : null;
  };
  const use = (item: Kept) =>
    ask<string>("use", { digest: item.digest }).then(
      ({ value }) => options.used(`The picture is ${value} of the prompt now.`),
      refused,
    );
  const empty = (title: string, more: string) => {
    kept?.done();
    kept = null;
    here.end();
    here = scope();
    fill(
      room,
      h("div", { class: "hl-unchosen" }, icon(marks.info), h("p", {}, title), h("p", { class: "hl-quiet" }, more)),
    );
  };

  const draw = (item: Kept) => {
    kept?.done();
    here.end();
    here = scope();
    const mine = here;
    const made = keeper({ item, ask, life: mine, failed: refused });
    kept = made;
    const about = story({
      root,
      item,
      ask,
      blobs,
      life: mine,
      use: () => void use(item),
      extra: made.elements,
      text: (words) => fill(view, largeText(words)),
    });
    const played = PLAYED.includes(item.kind);
    const view = played ? h("div", { class: "hl-large-view" }) : player(item, blobs, about.failed);
    const large = button({ icon: icon(marks.enlarge), label: "Enlarge", look: "hl-square hl-ghost hl-enlarge" });
    large.addEventListener("click", () => open(item));
    fill(
      room,
      h(
        "div",
        { class: "hl-inspected" },
        h("div", { class: "hl-view-room" }, view, played ? null : large),
        about.element,
      ),
    );
    room.scrollTop = 0;
    if (played) void play(item, view, mine);
    say(item.alt);
  };
  const open = (item: Kept) => {
    const again = keeper({ item, ask, life, failed: refused });
    enlarge({
      root,
      item,
      ask,
      blobs,
      life,
      use: () => void use(item),
      say,
      extra: again.elements,
      closed: again.done,
    });
  };
  /** Its own player, made when somebody looks. */
  const play = async (item: Kept, view: HTMLElement, mine: Scope) => {
    let ended = false;
    mine.add(() => {
      ended = true;
    });
    const image = h("img", { alt: item.alt });
    blobs.url(item.digest, "thumb").then(
      (url) => {
        image.src = url;
        if (!view.hasChildNodes()) fill(view, image);
      },
      () => null,
    );
    try {
      const { value } = await options.ask<string | null>("play", { digest: item.digest });
      if (ended || !value) return;
      const stand = h("div", { class: "hl-played" });
      await part(manager, value, stand, mine);
      if (!ended) view.replaceWith(stand);
    } catch (error) {
      if (!ended) refused(error);
    }
  };

  const look = async (digest: string) => {
    shown = digest;
    if (!digest) return empty("Nothing is chosen", "Choose something on the shelf: its recipe and cost show here.");
    try {
      const item = await facts(digest);
      if (shown !== digest) return;
      if (item) draw(item);
      else empty("It is gone from the shelf", "What it cost stays in the usage table.");
    } catch (error) {
      if (shown === digest) refused(error);
    }
  };
  life.add(watch(gallery, "chosen", (digest) => (digest !== shown || !digest ? void look(digest) : undefined)));
  life.add(
    hear(gallery, (content) => {
      const said = content as { kind?: string; digests?: string[] };
      if (said?.kind !== "facts" || !shown || !said.digests?.includes(shown)) return;
      const digest = shown;
      facts(digest).then((item) => {
        if (shown !== digest) return;
        if (!item) void look(digest);
        else if (kept) kept.show(item);
        else draw(item);
      }, refused);
    }),
  );
}
