import css from "./dialog.css";
import { button, h, set } from "./dom";
import { icon } from "./icons";
import * as marks from "./marks";
import type { Scope } from "./scope";

export interface Dialog {
  readonly element: HTMLDialogElement;
  close(): void;
}

/** A modal dialog. Escape, the cross and a click beside it close it; the focus goes back to where it was. */
export function dialog(
  root: HTMLElement,
  title: string,
  children: Node[],
  life: Scope,
  options: { look?: string; closed?: () => void } = {},
): Dialog {
  const before = document.activeElement as HTMLElement | null;
  const cross = button({ icon: icon(marks.close), label: "Close", look: "hl-ghost hl-square" });
  const head = h("header", { class: "hl-dialog-head" }, h("h3", {}, title), cross);
  const style = h("style");
  style.textContent = css;
  const look = `hl-dialog ${options.look ?? ""}`;
  const element = h("dialog", { class: look, "aria-label": title }, style, head, ...children);
  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    forget();
    element.close?.();
    element.remove();
    if (before?.isConnected) before.focus();
    options.closed?.();
  };
  element.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  element.addEventListener("click", (event) => event.target === element && close());
  cross.addEventListener("click", close);
  root.append(element);
  if (element.showModal) element.showModal();
  else set(element, { open: true });
  const forget = life.add(close);
  return { element, close };
}
