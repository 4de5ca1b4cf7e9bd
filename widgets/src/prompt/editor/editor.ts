import type { Blobs } from "../../kit/blobs";
import { dialog } from "../../kit/dialog";
import { button, fill, h, set } from "../../kit/dom";
import type { Scope } from "../../kit/scope";
import type { Reference } from "../state";
import { picture } from "./canvas";
import { cropper } from "./crop";
import { painter } from "./mask";

/** What came of it: another picture in place of this one, or a mask for it. */
export interface Edited {
  picture?: Blob;
  mask?: Blob | "none";
}

interface Options {
  root: HTMLElement;
  blobs: Blobs;
  life: Scope;
  one: Reference;
  /** Whether a mask can be painted on it. */
  masks: boolean;
  /** Digest of the mask it has. */
  mask: string | undefined;
}

/** Cut, turn, or paint a mask on a reference. Null where nothing was changed. */
export async function openEditor({ root, blobs, life, one, masks, mask }: Options): Promise<Edited | null> {
  const image = await picture(await blobs.url(one.digest));
  const before = mask ? await picture(await blobs.url(mask)) : null;
  return new Promise((done, failed) => {
    const heard = h("span", { class: "hl-hear", role: "status" });
    const say = (words: string) => {
      heard.textContent = words;
    };
    const place = h("div");
    const cut = cropper(image, say);
    const brush = masks ? painter(image, before, say) : null;
    let paints = masks;
    const modes = [true, false].map((mode) => {
      const made = button({ words: mode ? "Paint a mask" : "Cut and turn", look: "hl-plain" });
      made.addEventListener("click", () => show(mode));
      return { made, mode };
    });
    const show = (mode: boolean) => {
      paints = mode;
      for (const one of modes) set(one.made, { "aria-pressed": String(one.mode === mode) });
      fill(place, mode && brush ? brush.element : cut.element);
    };
    const use = button({ words: "Use it", look: "hl-primary" });
    const cancel = button({ words: "Cancel", look: "hl-plain" });
    const tabs = h("div", { class: "hl-row" }, ...(masks ? modes.map(({ made }) => made) : []));
    const foot = h("div", { class: "hl-row" }, h("span", { class: "hl-gap" }), heard, cancel, use);
    const open = dialog(root, one.name, [tabs, place, foot], life, {
      look: "hl-dialog-editor",
      closed: () => done(null),
    });
    tabs.hidden = !masks;
    show(paints);
    open.element.addEventListener("keydown", (event) => {
      if (paints && brush?.key(event)) event.preventDefault();
    });
    cancel.addEventListener("click", open.close);
    use.addEventListener("click", async () => {
      try {
        const found = paints && brush ? { mask: await brush.export() } : await cutOut(cut.export());
        done(found);
      } catch (error) {
        failed(error);
      }
      open.close();
    });
    if (brush) brush.canvas.focus({ preventScroll: true });
    else use.focus();
  });
}

async function cutOut(made: Promise<Blob | null>): Promise<Edited | null> {
  const found = await made;
  return found && { picture: found };
}
