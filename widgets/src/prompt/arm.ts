import type { Scope } from "../kit/scope";

/** Which button was pressed once and asks: the main one, or the one beside it. */
export type Asked = "make" | "another";

export interface Arm {
  readonly asked: Asked | null;
  /** The first press: from now on the next one spends. */
  ask(which: Asked): void;
  /** Take it back. True where there was something to take back. */
  back(): boolean;
}

/** Milliseconds after which an unanswered question is taken back. */
export const PATIENCE = 10_000;

/** The question before a dear call. It goes away by itself, so that a press an hour later spends nothing. */
export function arm(shown: (timedOut: boolean) => void, life: Scope): Arm {
  let asked: Asked | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  life.add(() => clearTimeout(timer));
  const back = (timedOut: boolean): boolean => {
    clearTimeout(timer);
    if (asked === null) return false;
    asked = null;
    shown(timedOut);
    return true;
  };
  return {
    get asked() {
      return asked;
    },
    ask(which) {
      clearTimeout(timer);
      asked = which;
      timer = setTimeout(() => back(true), PATIENCE);
      shown(false);
    },
    back: () => back(false),
  };
}
