import base from "./base.css";
import { h } from "./dom";
import type { BaseState, RenderProps } from "./model";
import type { Scope } from "./scope";

/** The same two rules as in the static twin, for pages where its own style was taken out. */
const SWITCH = `
.jp-OutputArea-child:has(.hl-twin):has(+ .jp-OutputArea-child .hl-live){display:none}
.jp-OutputArea-child:has(.hl-twin)+.jp-OutputArea-child:not(:has(.hl-live)){display:none}`;

/** A page made by an exporter has the widgets' state in a script, and no kernel: there the static twin is the better view. */
function isExport(): boolean {
  return document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]') !== null;
}

/**
 * Put a view with its style into the cell and hide the static twin beside it.
 * Null where the twin shall stay: nothing live can be shown there.
 */
export function live<State extends BaseState>(
  { model, el }: RenderProps<State>,
  name: string,
  css: string,
  life: Scope,
): HTMLElement | null {
  const mark = model.get("twin_mark").replace(/\W/g, "");
  if (isExport()) {
    if (!document.querySelector(`[data-hl-twin="${mark}"]`))
      el.append(h("p", {}, "Run the notebook to use this widget."));
    return null;
  }
  const style = h("style");
  style.textContent = `${base}\n${css}${SWITCH}\n[data-hl-twin="${mark}"]{display:none}`;
  // JupyterLab's shortcuts stay out: it looks for this attribute before it takes a key
  const root = h("section", { class: `hl-live hl-${name}`, "data-lm-suppress-shortcuts": "true" });
  el.append(style, root);
  life.add(() => {
    style.remove();
    root.remove();
  });
  for (const kind of ["keydown", "keyup", "keypress", "paste", "copy", "cut"] as const) {
    life.on(root, kind, (event) => event.stopPropagation());
  }
  return root;
}
