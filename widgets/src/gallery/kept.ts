import type { Item } from "../kit/item";

/** An asset with what a person said about it. */
export interface Kept extends Item {
  rating: number | null;
  tags: string[];
  note: string;
  /** Its file, or all of it, is no longer on the shelf. */
  gone: boolean;
}

/** What is known of one place in the gallery; without an item the shelf has forgotten it. */
export interface Known {
  item: Kept | null;
  /** URL of its little picture. */
  small: string | null;
}

export const stars = (rating: number): string => `${rating} ${rating === 1 ? "star" : "stars"}`;

/** `1 picture`, `12 assets`. */
export const count = (number: number, noun = "asset"): string =>
  `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;
