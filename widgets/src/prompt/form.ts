import { length } from "../kit/when";
import type { Row } from "./kinds/kind";
import type { Fields, ModelOption, Reference, Value } from "./state";

export const LISTS = {
  size: "sizes",
  aspect_ratio: "aspect_ratios",
  resolution: "resolutions",
  output_format: "output_formats",
} as const;

export type Listed = keyof typeof LISTS;

/** What the form says, as it is sent: plain data, no element in it. */
export interface Form extends Value {
  references: string[];
  /** Digests this page knows of: Python keeps those that it does not. */
  seen: string[];
}

/** The values a model takes for a field; for one whose rules are not documented, only what the notebook asked for. */
export function choices(model: ModelOption | undefined, field: Listed, asked: string | undefined): string[] | null {
  return model?.[LISTS[field]] ?? (asked ? [asked] : null);
}

/** The fields that this kind and model take. The others stay on the form for the next one. */
export function sent(rows: readonly Row[], fields: Fields): Fields {
  const kept: Record<string, unknown> = {};
  for (const row of rows) {
    const value = fields[row.name];
    if (value !== undefined && value !== row.silent && (!row.values || row.open || row.values.includes(value as never)))
      kept[row.name] = value;
  }
  return kept as Fields;
}

/** How many slots are more than the model takes. */
export function surplus(model: ModelOption | undefined, references: readonly Reference[]): number {
  const most = model?.max_references;
  return most === null || most === undefined ? 0 : Math.max(0, references.length - most);
}

/** What to say about the references and this model, if anything. */
export function remark(
  model: ModelOption | undefined,
  references: readonly Reference[],
  noun = "reference image",
): string {
  if (!model) return "";
  const count = references.length;
  const over = surplus(model, references);
  const images = (n: number) => `${n} ${noun}${n === 1 ? "" : "s"}`;
  if (over && !model.max_references)
    return `${model.id} takes no ${noun}s. Remove ${count > 1 ? "them" : "it"}, or choose another model.`;
  if (over) return `${over} over: this model takes at most ${images(model.max_references ?? 0)}.`;
  const least = model.min_references ?? 0;
  if (count < least) return `This model needs at least ${images(least)}.`;
  const short = references.find(({ seconds }) => seconds !== null && seconds < (model.least_seconds ?? 0));
  if (short)
    return `${short.name} lasts ${length(short.seconds ?? 0)}; this model needs ${model.least_seconds} s or more.`;
  return "";
}

/** What happens besides: pictures of this machine become links where a model takes nothing else. */
export function aside(model: ModelOption | undefined, references: readonly Reference[]): string {
  const local = references.filter(({ linked }) => !linked).length;
  if (!model?.links_only || !local) return "";
  const pictures = local === 1 ? "1 picture goes" : `${local} pictures go`;
  return `${pictures} to the server's storage first: this model takes links only. That adds nothing to the price.`;
}

/** The list with the entry at `from` moved to `to`. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): Entry[] {
  const kept = [...list];
  const [one] = kept.splice(from, 1);
  if (one !== undefined) kept.splice(Math.max(0, Math.min(kept.length, to)), 0, one);
  return kept;
}

/** `16:9` or `1024x1024` as a rectangle that fits a square of the given side. */
export function shape(text: string, side: number): { width: number; height: number } | null {
  const found = /^(\d+(?:\.\d+)?)\s*[:x×]\s*(\d+(?:\.\d+)?)$/i.exec(text);
  const [wide, high] = [Number(found?.[1]), Number(found?.[2])];
  if (!wide || !high) return null;
  const scale = side / Math.max(wide, high);
  return { width: Math.max(3, Math.round(wide * scale)), height: Math.max(3, Math.round(high * scale)) };
}

/** Whether a problem's field means the slots: the generations of the API have a name each for them. */
export function aboutReferences(field: string | null | undefined): boolean {
  return ["references", "image_urls", "reference_images", "images", "image", "voice", "audio"].includes(field ?? "");
}
