import type { Bar, Dimension, Filters } from "./state";

/** The filters with a word put in where it was not and taken out where it was. */
export function toggled(filters: Filters, name: Dimension, word: string): Filters {
  const before = filters[name] ?? [];
  const after = before.includes(word) ? before.filter((one) => one !== word) : [...before, word];
  return given(filters, name, after);
}

/** The filters with exactly these words. */
export function given(filters: Filters, name: Dimension, words: string[]): Filters {
  const { [name]: _, ...others } = filters;
  return words.length ? { ...others, [name]: words } : others;
}

export function withDays(filters: Filters, first: string | null, last: string | null): Filters {
  const { days: _, ...others } = filters;
  return first || last ? { ...others, days: [first, last] } : others;
}

export function isEmpty(filters: Filters): boolean {
  return Object.keys(filters).length === 0;
}

/** Whether a bar lies in the chosen days; all do where none are chosen. */
export function inDays({ days }: Filters, { first, last }: Bar): boolean {
  if (!days) return true;
  return (!days[0] || last >= days[0]) && (!days[1] || first <= days[1]);
}

/** Whether a word is chosen; all are where none is. */
export function has(filters: Filters, name: Dimension, word: string): boolean {
  const words = filters[name];
  return !words || words.includes(word);
}
