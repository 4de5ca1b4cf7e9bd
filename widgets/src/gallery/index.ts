import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { download } from "../kit/clipboard";
import type { Dialog } from "../kit/dialog";
import { h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { fileName, type Item } from "../kit/item";
import { live } from "../kit/live";
import type { Off, Problem, RenderProps } from "../kit/model";
import { order } from "../kit/order";
import { enlarge } from "../kit/recipe";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import css from "./gallery.css";
import { merged, step } from "./grid";
import type { GalleryState } from "./state";
import { type Tile, tile } from "./tile";

const PAGE = 48;
/** Load more when so many pixels are left below. */
const AHEAD = 800;

interface Page {
  total: number;
  items: Item[];
}

// Shared with Python: GalleryState. Only on this screen: what has been loaded, where the focus is, the open picture.
function render(props: RenderProps<GalleryState>): Off {
  const { model } = props;
  const life = scope();
  const root = live(props, "gallery", css, life);
  if (!root) return life.end;
  const ask = asker(model, life);
  const blobs = keepBlobs(ask, life);

  let items: Item[] = [];
  let total: number | null = null;
  let at = 0;
  let loading = false;
  let open: Dialog | null = null;
  const tiles = new Map<string, Tile>();

  const heard = h("div", { class: "hl-hear", role: "status" });
  const say = (words: string) => {
    heard.textContent = words;
  };
  const count = h("span", { class: "hl-quiet" });
  const picked = h("span", { class: "hl-picked" });
  const head = h(
    "header",
    { class: "hl-head" },
    h("strong", {}, "Gallery"),
    count,
    h("span", { class: "hl-gap" }),
    picked,
  );
  const grid = h("div", {
    class: "hl-grid",
    role: "listbox",
    "aria-label": "What you made",
    "aria-multiselectable": "true",
  });
  const room = h("div", { class: "hl-scroll" }, grid);
  const none = h(
    "div",
    { class: "hl-nothing", hidden: true },
    icon("image"),
    h("p", {}, "Nothing here yet"),
    h("p", { class: "hl-quiet" }, "What you generate appears here, with what it cost."),
  );
  const trouble = strip(() => {
    model.set("last_error", null);
    model.save_changes();
    trouble.show(null);
  }, life);
  const failed = (problem: Problem) => trouble.show(problem);
  root.append(h("div", { class: "hl-wall" }, head, trouble.element, room, none), heard);

  const columns = () => getComputedStyle(grid).gridTemplateColumns.split(" ").filter(Boolean).length || 1;
  const focus = (to: number) => {
    const before = items[at];
    if (before) tiles.get(before.digest)?.element.setAttribute("tabindex", "-1");
    at = to;
    const now = items[at];
    const chosen = now && tiles.get(now.digest)?.element;
    chosen?.setAttribute("tabindex", "0");
    chosen?.focus();
    chosen?.scrollIntoView?.({ block: "nearest" });
  };
  const toggle = (digest: string) => {
    const chosen = model.get("selection");
    model.set("selection", chosen.includes(digest) ? chosen.filter((one) => one !== digest) : [...chosen, digest]);
    model.save_changes();
  };
  const use = (item: Item) => {
    ask<string>("use", { digest: item.digest }).then(
      ({ value }) => say(`The picture is ${value} of the prompt now.`),
      (error) => failed(problemOf(error)),
    );
  };
  const save = (item: Item) => {
    blobs.url(item.digest).then(
      (url) => download(url, fileName(item)),
      (error) => failed(problemOf(error)),
    );
  };
  const show = (index: number) => {
    const item = items[index];
    if (!item) return;
    open?.close();
    focus(index);
    open = enlarge({
      root,
      item,
      ask,
      blobs,
      life,
      use,
      say,
      step: (by) => {
        const to = index + by;
        if (to >= 0 && to < items.length) show(to);
        if (to > items.length - 6) void more();
      },
      closed: () => {
        open = null;
      },
    });
  };

  const draw = () => {
    order(
      grid,
      items.flatMap(({ digest }) => tiles.get(digest)?.element ?? []),
    );
    const now = items[at] ?? items[0];
    for (const [digest, { element }] of tiles) set(element, { tabindex: digest === now?.digest ? 0 : -1 });
    none.hidden = total !== 0;
    room.hidden = total === 0;
    const sorts = new Set(items.map(({ kind }) => kind));
    const noun = sorts.size === 1 && sorts.has("image") ? "picture" : "asset";
    count.textContent = total ? `${total} ${noun}${total === 1 ? "" : "s"}` : "";
    showSelection(model.get("selection"));
  };
  const showSelection = (selection: string[]) => {
    const chosen = new Set(selection);
    for (const [digest, { element }] of tiles) set(element, { "aria-selected": String(chosen.has(digest)) });
    picked.textContent = chosen.size ? `${chosen.size} selected` : "";
  };
  const take = (page: Page, buffers: DataView[]) => {
    total = page.total;
    page.items.forEach((item, index) => {
      const known = tiles.get(item.digest);
      const small = known ? undefined : buffers[index];
      if (known) known.show(item);
      else tiles.set(item.digest, tile(item, small?.byteLength ? blobs.keep(item.digest, small) : null));
    });
  };

  const isShort = () => room.scrollTop + room.clientHeight > room.scrollHeight - AHEAD;
  const more = async (): Promise<void> => {
    if (loading || (total !== null && items.length >= total)) return;
    loading = true;
    try {
      const { value, buffers } = await ask<Page>("page", { offset: items.length, limit: PAGE });
      take(value, buffers);
      const have = new Set(items.map(({ digest }) => digest));
      const fresh = value.items.filter(({ digest }) => !have.has(digest));
      items = [...items, ...fresh];
      if (!fresh.length) total = items.length;
      draw();
    } catch (error) {
      failed(problemOf(error));
      loading = false;
      return;
    }
    loading = false;
    if (isShort()) await more();
  };
  const again = async () => {
    if (total === null) return more();
    try {
      const { value, buffers } = await ask<Page>("page", { offset: 0, limit: PAGE });
      const before = items[at]?.digest;
      const first = items.length === 0 || at === 0;
      take(value, buffers);
      items = merged(items, value.items);
      for (const digest of [...tiles.keys()]) {
        if (!items.some((item) => item.digest === digest)) tiles.delete(digest);
      }
      const moved = items.findIndex(({ digest }) => digest === before);
      at = first && document.activeElement?.closest(".hl-grid") !== grid ? 0 : Math.max(0, moved);
      draw();
    } catch (error) {
      failed(problemOf(error));
    }
  };

  const indexOf = (target: EventTarget | null) => {
    const digest = (target as Element | null)?.closest<HTMLElement>(".hl-tile")?.dataset["digest"];
    return items.findIndex((item) => item.digest === digest);
  };
  life.on(grid, "click", (event) => {
    const index = indexOf(event.target);
    const item = items[index];
    if (!item || model.get("disabled")) return;
    const hit = (event.target as Element).closest(".hl-tick, .hl-tool");
    if (hit?.classList.contains("hl-tick")) toggle(item.digest);
    else if (hit) (hit.classList.contains("hl-refer") ? use : save)(item);
    else show(index);
  });
  life.on(grid, "keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || model.get("disabled")) return;
    const item = items[at];
    if (event.key === "Enter") show(at);
    else if (event.key === " " && item) toggle(item.digest);
    else if (event.key === "End") void toTheEnd();
    else {
      const to = step(event.key, at, items.length, columns());
      if (to === null) return;
      focus(to);
      if (to > items.length - PAGE / 2) void more();
    }
    event.preventDefault();
  });
  const toTheEnd = async () => {
    while (total !== null && items.length < total && !loading) {
      const before = items.length;
      await more();
      if (items.length === before) break;
    }
    focus(items.length - 1);
  };
  life.on(grid, "focusin", (event) => {
    const index = indexOf(event.target);
    if (index >= 0) at = index;
  });
  life.on(room, "scroll", () => isShort() && void more(), { passive: true });

  life.add(watch(model, "selection", showSelection));
  life.add(watch(model, "last_error", (problem) => trouble.show(problem)));
  life.add(watch(model, "disabled", (off) => set(root, { "aria-disabled": off ? "true" : null })));
  life.add(watch(model, "revision", () => void again()));
  return life.end;
}

export default { render };
