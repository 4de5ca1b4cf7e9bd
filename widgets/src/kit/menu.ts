import { h, set } from "./dom";
import type { Scope } from "./scope";

export interface Popup {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  open(): void;
  close(): void;
  /** Find the place again, after the content changed. */
  place(): void;
}

/** A panel under (or over) its anchor, in the top layer, so that no scrolling output clips it. */
export function popup(anchor: HTMLElement, element: HTMLElement, life: Scope, closed: () => void = () => {}): Popup {
  let isOpen = false;
  element.classList.add("hl-popup");
  set(element, { popover: "manual", hidden: true });

  const place = () => {
    const box = anchor.getBoundingClientRect();
    const width = Math.max(box.width, Math.min(element.offsetWidth, window.innerWidth - 16));
    const under = window.innerHeight - box.bottom - 12;
    const over = box.top - 12;
    const up = under < 220 && over > under;
    element.style.minWidth = `${box.width}px`;
    element.style.maxHeight = `${Math.min(360, Math.max(up ? over : under, 120))}px`;
    element.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - width - 8))}px`;
    element.style.top = up ? "auto" : `${box.bottom + 4}px`;
    element.style.bottom = up ? `${window.innerHeight - box.top + 4}px` : "auto";
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    element.hidePopover?.();
    element.hidden = true;
    closed();
  };
  const made: Popup = {
    element,
    get isOpen() {
      return isOpen;
    },
    open() {
      if (isOpen) return;
      isOpen = true;
      element.hidden = false;
      element.showPopover?.();
      place();
    },
    close,
    place,
  };
  const inside = (event: Event) => event.composedPath().includes(element) || event.composedPath().includes(anchor);
  life.on(document, "pointerdown", (event) => !inside(event) && close(), { capture: true });
  life.on(document, "scroll", (event) => !inside(event) && close(), { capture: true });
  life.on(window, "resize", close);
  life.add(close);
  return made;
}

/** A menu of buttons: arrows move, Escape closes and gives the focus back. */
export function menu(
  anchor: HTMLButtonElement,
  entries: { icon: SVGElement; words: string; chosen: () => void }[],
  life: Scope,
): Popup {
  const items = entries.map(({ icon, words, chosen }) => {
    const item = h("button", { type: "button", role: "menuitem", class: "hl-menu-item", tabindex: -1 }, icon, words);
    life.on(item, "click", () => {
      panel.close();
      // a dialog that opens now gives the focus back to it
      anchor.focus({ preventScroll: true });
      chosen();
    });
    return item;
  });
  const element = h("div", { role: "menu", class: "hl-menu" }, ...items);
  anchor.after(element);
  const panel = popup(anchor, element, life, () => set(anchor, { "aria-expanded": "false" }));
  set(anchor, { "aria-haspopup": "menu", "aria-expanded": "false" });
  life.on(anchor, "click", () => {
    if (panel.isOpen) return panel.close();
    panel.open();
    set(anchor, { "aria-expanded": "true" });
    shown()[0]?.focus();
  });
  // an entry can be hidden while it does not apply
  const shown = () => items.filter((item) => !item.hidden);
  life.on(element, "keydown", (event) => {
    const items = shown();
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      panel.close();
      anchor.focus();
    }
  });
  return panel;
}
