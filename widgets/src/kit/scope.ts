import type { Off } from "./model";

/** Collects how to undo what a view did, so that `render` can return one function. */
export interface Scope {
  /** Gives back how to forget it, for what ended before the view did. */
  add(off: Off): Off;
  on<Kind extends keyof HTMLElementEventMap>(
    target: EventTarget,
    kind: Kind,
    heard: (event: HTMLElementEventMap[Kind]) => void,
    options?: AddEventListenerOptions,
  ): void;
  /** Call it after a pause; a new call to the same one starts the pause anew. */
  later(work: () => void, milliseconds: number): () => void;
  end(): void;
}

export function scope(): Scope {
  const offs: Off[] = [];
  return {
    add: (off) => {
      offs.push(off);
      return () => {
        const at = offs.indexOf(off);
        if (at >= 0) offs.splice(at, 1);
      };
    },
    on(target, kind, heard, options) {
      target.addEventListener(kind, heard as EventListener, options);
      offs.push(() => target.removeEventListener(kind, heard as EventListener, options));
    },
    later(work, milliseconds) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      offs.push(() => clearTimeout(timer));
      return () => {
        clearTimeout(timer);
        timer = setTimeout(work, milliseconds);
      };
    },
    end() {
      for (const off of offs.splice(0).reverse()) off();
    },
  };
}
