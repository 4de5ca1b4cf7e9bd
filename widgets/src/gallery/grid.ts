/** Where an arrow key leads in a grid of so many columns; null for keys that do not move. */
export function step(key: string, at: number, count: number, columns: number): number | null {
  const to = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    PageUp: at - columns * 3,
    PageDown: at + columns * 3,
    Home: 0,
    End: count - 1,
  }[key];
  if (to === undefined || count === 0) return null;
  // an arrow at the edge stays, a page stops at the last
  if (key.startsWith("Arrow") && (to < 0 || to >= count)) return at;
  return Math.max(0, Math.min(count - 1, to));
}

/** The known pictures with the newest in front. Where no known one is among the newest, there is a gap: start anew. */
export function merged<One extends { digest: string }>(known: readonly One[], newest: readonly One[]): One[] {
  const have = new Set(known.map(({ digest }) => digest));
  const touches = newest.length === 0 || newest.some(({ digest }) => have.has(digest));
  if (!touches) return [...newest];
  return [...newest.filter(({ digest }) => !have.has(digest)), ...known];
}
