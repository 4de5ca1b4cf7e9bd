/** What a widget may use of anywidget's model. */
export interface Model<State> {
  get<Key extends keyof State>(key: Key): State[Key];
  set<Key extends keyof State>(key: Key, value: State[Key]): void;
  save_changes(): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(event: string, hear: (...said: never[]) => void): void;
  off(event: string, hear: (...said: never[]) => void): void;
}

export interface RenderProps<State> {
  model: Model<State>;
  el: HTMLElement;
}

/** How to undo something. */
export type Off = () => void;

/** The failure of a question, as Python words it. */
export interface Problem {
  message: string;
  field: string | null;
  next: string | null;
}

/** Traits that every widget has. */
export interface BaseState {
  twin_mark: string;
  last_error: Problem | null;
  disabled: boolean;
}
