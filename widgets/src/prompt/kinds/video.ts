import * as marks from "../../kit/marks";
import { type Kind, PICTURES, type Row, SEED, type Value } from "./kind";

const FRAMES: Record<string, string> = { first_last: "First and last frame", seen: "Seen on the way" };
/** Seconds of models that name none. */
const SHORTEST = 1;
const LONGEST = 15;

const seconds = (value: Value) => `${value} s`;

export const video: Kind = {
  name: "video",
  label: "Clip",
  mark: marks.film,
  noun: "clip",
  placeholder: "Say what happens: waves roll in, the camera pans slowly to the left…",
  rows(model, facts) {
    const length: Row = model?.durations
      ? { name: "duration", label: "Length", as: "chips", values: model.durations, usual: model.seconds, say: seconds }
      : {
          name: "duration",
          label: "Length",
          as: "number",
          least: SHORTEST,
          most: LONGEST,
          usual: model?.seconds,
          hint: "seconds",
        };
    const upper = (value: Value) => String(value).toUpperCase();
    return [
      length,
      { name: "aspect_ratio", label: "Shape", as: "chips", values: model?.aspect_ratios ?? facts?.aspect_ratios ?? [] },
      { name: "resolution", label: "Resolution", as: "chips", values: model?.resolutions ?? facts?.resolutions ?? [] },
      {
        name: "sound",
        label: "Sound",
        as: "chips",
        values: [true, false],
        say: (on) => (on ? "With sound" : "Silent"),
      },
      {
        name: "frames",
        label: "Pictures",
        as: "chips",
        values: Object.keys(FRAMES),
        usual: "First frame",
        say: (value) => FRAMES[String(value)] ?? String(value),
      },
      { name: "output_format", label: "Format", as: "chips", values: facts?.output_formats ?? [], say: upper },
      SEED,
    ];
  },
  wordless: () => "",
  takes: PICTURES,
  slot(at, { frames }) {
    if (frames !== "seen" && at === 0) return "first frame";
    return frames === "first_last" && at === 1 ? "last frame" : `img ${at + 1}`;
  },
  masks: false,
};
