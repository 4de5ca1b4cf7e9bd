import * as marks from "../../kit/marks";
import { type Kind, PICTURES, type Row, SEED } from "./kind";

const WORDLESS = {
  text: "",
  image: "This model goes by one picture alone.",
  views: "This model goes by its views alone.",
};
const SIDES = ["front", "right", "back", "left"];

export const model3d: Kind = {
  name: "model3d",
  label: "3D",
  mark: marks.cube,
  noun: "3D model",
  placeholder: "Describe one thing: a blue enamel mug with a chipped rim…",
  rows(model, facts) {
    const by = model?.made_from ?? "text";
    const [least, most] = facts?.polygons ?? [100, 300_000];
    const words: Row[] = [
      { name: "art_style", label: "Style", as: "chips", values: facts?.art_styles ?? [] },
      {
        name: "enable_pbr",
        label: "Surface",
        as: "chips",
        values: [true, false],
        say: (on) => (on ? "Metal and roughness" : "Colour alone"),
      },
    ];
    const count: Row = {
      name: "target_polycount",
      label: "Triangles",
      as: "number",
      least,
      most,
      step: 100,
      hint: "auto",
    };
    return [...(by === "text" ? words : []), ...(by === "image" ? [] : [count]), SEED];
  },
  wordless: (model) => WORDLESS[model?.made_from ?? "text"],
  takes: PICTURES,
  slot: (at, _fields, model) => (model?.made_from === "views" && SIDES[at]) || `img ${at + 1}`,
  masks: false,
};
