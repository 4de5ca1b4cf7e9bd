import * as marks from "../../kit/marks";
import { image, pictureRows } from "./image";
import type { Kind } from "./kind";

export const edit: Kind = {
  ...image,
  name: "edit",
  label: "Edit",
  mark: marks.pencil,
  placeholder: "Say what to change in img 1: make it night, take the car away…",
  // the mask has no row of its own: it is painted on the first slot
  rows: (model, _facts, asked) => [...pictureRows(model, asked), { name: "mask", label: "Mask", as: "hidden" }],
  masks: true,
};
