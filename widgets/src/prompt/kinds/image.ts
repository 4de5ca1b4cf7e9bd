import * as marks from "../../kit/marks";
import { choices, type Listed } from "../form";
import type { Fields, ModelOption } from "../state";
import { type Kind, PICTURES, type Row, SEED, type Value } from "./kind";

const LABELS: Record<Listed, string> = {
  aspect_ratio: "Shape",
  size: "Size",
  resolution: "Resolution",
  output_format: "Format",
};
export const MOST = 10;

const say = (value: Value) => String(value).replace("x", " × ");

export function pictureRows(model: ModelOption | undefined, asked: Fields): Row[] {
  const lists = (Object.keys(LABELS) as Listed[]).flatMap((name): Row[] => {
    const values = choices(model, name, asked[name]);
    const row: Row = { name, label: LABELS[name], as: "chips" };
    if (!values) return [];
    if (name === "output_format") return [{ ...row, values, say: (value) => String(value).toUpperCase() }];
    return [{ ...row, values, say, usual: model?.[name] }];
  });
  return [...lists, { name: "n", label: "Images", as: "stepper", silent: 1, least: 1, most: MOST }, SEED];
}

export const image: Kind = {
  name: "image",
  label: "Picture",
  mark: marks.image,
  noun: "picture",
  placeholder: "Describe a picture: a lighthouse at dusk, waves breaking, oil on canvas…",
  rows: (model, _facts, asked) => pictureRows(model, asked),
  wordless: () => "",
  takes: PICTURES,
  slot: (at) => `img ${at + 1}`,
  masks: false,
};
