import type { Row, Value } from "../kinds/kind";

/** What shows one field and lets a person change it. */
export interface Control {
  readonly element: HTMLElement;
  show(value: Value | undefined): void;
  /** A call with it has ended well. */
  made?(): void;
}

export type Changed = (value: Value | undefined) => void;
export type MakeControl = (row: Row, changed: Changed) => Control;
