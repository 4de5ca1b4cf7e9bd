import { type Ask, asker, problemOf } from "./ask";
import { type Blobs, blobs } from "./blobs";
import { h } from "./dom";
import { live } from "./live";
import type { BaseState, Model, Off, Problem, RenderProps } from "./model";
import { type Scope, scope } from "./scope";
import { strip } from "./strip";
import { watch } from "./watch";

/** What every widget has at hand when it draws itself into a cell. */
export interface View<State extends BaseState> {
  readonly model: Model<State>;
  readonly root: HTMLElement;
  /** Ends with the view. */
  readonly life: Scope;
  readonly ask: Ask;
  readonly blobs: Blobs;
  /** The line of the last failure; the widget puts `element` where it belongs. */
  readonly trouble: { readonly element: HTMLElement; show(problem: Problem | null): void };
  /** Shows whatever went wrong on that line. */
  failed(error: unknown): void;
  /** Sets a trait, for Python and for other views. */
  share<Key extends keyof State>(key: Key, value: State[Key]): void;
  /** Says something to those who listen to the page. */
  say(words: string): void;
}

/** The module of a widget: `draw` is called for each view, where something live can be shown. */
export function widget<State extends BaseState>(
  name: string,
  css: string,
  draw: (view: View<State>) => void,
): { render(props: RenderProps<State>): Off } {
  const render = (props: RenderProps<State>): Off => {
    const life = scope();
    const root = live(props, name, css, life);
    if (root) draw(opened(props.model, root, life));
    return life.end;
  };
  return { render };
}

function opened<State extends BaseState>(model: Model<State>, root: HTMLElement, life: Scope): View<State> {
  const ask = asker(model, life);
  const heard = h("div", { class: "hl-hear", role: "status" });
  root.append(heard);
  const share: View<State>["share"] = (key, value) => {
    model.set(key, value);
    model.save_changes();
  };
  const trouble = strip(() => {
    share("last_error", null);
    trouble.show(null);
  }, life);
  life.add(watch(model, "last_error", (problem) => trouble.show(problem)));
  return {
    ...{ model, root, life, ask, trouble, share },
    blobs: blobs(ask, life),
    failed: (error) => trouble.show(problemOf(error)),
    say(words) {
      heard.textContent = words;
    },
  };
}
