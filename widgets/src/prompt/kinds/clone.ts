import * as marks from "../../kit/marks";
import { type Kind, RECORDING } from "./kind";
import { spokenRows } from "./speech";

export const clone: Kind = {
  name: "clone",
  label: "Voice",
  mark: marks.voice,
  noun: "sound",
  placeholder: "Write what the voice of the recording is to say. Only use recordings of people who agreed…",
  rows: (model, facts) => spokenRows(model, facts, false),
  wordless: () => "",
  takes: RECORDING,
  slot: () => "voice",
  masks: false,
};
