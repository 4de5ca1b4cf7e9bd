import type { Model, Off } from "./model";

/** Show a trait now and whenever it changes. The only file that calls `model.on`: every `on` here has its `off`. */
export function watch<State, Key extends keyof State & string>(
  model: Model<State>,
  key: Key,
  show: (value: State[Key]) => void,
): Off {
  const changed = () => show(model.get(key));
  model.on(`change:${key}`, changed);
  changed();
  return () => model.off(`change:${key}`, changed);
}

/** Hear the messages that are not state. */
export function hear<State>(model: Model<State>, told: (content: unknown, buffers: DataView[]) => void): Off {
  model.on("msg:custom", told);
  return () => model.off("msg:custom", told);
}
