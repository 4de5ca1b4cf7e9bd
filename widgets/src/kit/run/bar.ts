import { h, set } from "../dom";
import type { Row } from "./state";
import { progress } from "./words";

export interface Bar {
  readonly element: HTMLElement;
  show(row: Row): void;
}

/** How far a call is: true where the server tells, otherwise only that it goes on. */
export function bar(label: string): Bar {
  const fill = h("div", { class: "hl-fill" });
  const element = h(
    "div",
    { class: "hl-bar", role: "progressbar", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": 100 },
    fill,
  );
  return {
    element,
    show(row) {
      const percent = row.fraction === null ? null : Math.round(row.fraction * 100);
      const known = percent !== null && (row.status !== "queued" || percent > 0);
      element.hidden = !row.open || row.status === "unknown" || row.left;
      // what waits does not move
      element.classList.toggle("hl-unknowing", !known && row.status === "running");
      // moved, not made wider: that is no work for the page, however many bars there are
      fill.style.transform = known ? `translateX(${percent - 100}%)` : "";
      set(element, { "aria-valuenow": known ? percent : null, "aria-valuetext": progress(row) });
    },
  };
}
