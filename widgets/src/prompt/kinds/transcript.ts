import * as marks from "../../kit/marks";
import { type Kind, RECORDING } from "./kind";

export const transcript: Kind = {
  name: "transcript",
  label: "Transcript",
  mark: marks.text,
  noun: "transcript",
  placeholder: "",
  rows: (_model, facts) => [
    { name: "language", label: "Language", as: "words", values: facts?.languages ?? [], open: true, hint: "as heard" },
  ],
  wordless: () => "A transcript goes by its recording alone.",
  takes: RECORDING,
  slot: () => "recording",
  masks: false,
};
