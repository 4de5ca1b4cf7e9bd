/** One of a kind for the whole page, however many bundles and views there are: each bundle has this code, none its own copy of the value. */
export function once<Value>(name: string, make: () => Value): Value {
  const room = globalThis as Record<symbol, unknown>;
  const key = Symbol.for(`hypereal-lab/${name}/1`);
  room[key] ??= make();
  return room[key] as Value;
}
