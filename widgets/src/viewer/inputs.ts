import type { Blobs } from "../kit/blobs";
import { h } from "../kit/dom";
import type { Input } from "./state";
import { ROLES } from "./words";

/** The pictures a model was made from, beside it; null where there are none. */
export function inputs(given: readonly Input[], blobs: Blobs): HTMLElement | null {
  if (given.length === 0) return null;
  const figures = given.map(({ digest, role, alt }) => {
    const image = h("img", { alt });
    const words = ROLES[role] ?? role.replaceAll("_", " ");
    const made = h("figure", {}, image, h("figcaption", { class: "hl-quiet" }, words));
    blobs.url(digest, "thumb").then(
      (url) => {
        image.src = url;
      },
      () => made.remove(),
    );
    return made;
  });
  return h("div", { class: "hl-inputs", role: "group", "aria-label": "Its input pictures" }, ...figures);
}
