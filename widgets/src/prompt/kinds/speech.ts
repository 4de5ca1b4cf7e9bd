import * as marks from "../../kit/marks";
import type { KindFacts, ModelOption } from "../state";
import { type Kind, PICTURES, type Row, SEED, type Value } from "./kind";

export const speech: Kind = {
  name: "speech",
  label: "Speech",
  mark: marks.sound,
  noun: "sound",
  placeholder: "Write what is to be said…",
  rows(model, facts) {
    return spokenRows(model, facts, true);
  },
  wordless: () => "",
  takes: PICTURES,
  slot: (at) => `img ${at + 1}`,
  masks: false,
};

/** Fields of what is spoken, with the voice where the model has voices of its own. */
export function spokenRows(model: ModelOption | undefined, facts: KindFacts | undefined, named: boolean): Row[] {
  const [least, most] = facts?.speeds ?? [0.5, 2];
  const upper = (value: Value) => String(value).toUpperCase();
  const voice: Row = {
    name: "voice",
    label: "Voice",
    as: "words",
    values: facts?.voices ?? [],
    open: true,
    hint: "the server's choice",
  };
  return [
    { name: "feeling", label: "Feeling", as: "chips", values: facts?.feelings ?? [], open: true },
    ...(named ? [voice] : []),
    {
      name: "language",
      label: "Language",
      as: "words",
      values: facts?.languages ?? [],
      open: true,
      hint: "en, de, pt-BR",
    },
    { name: "format", label: "Format", as: "chips", values: model?.formats ?? facts?.formats ?? [], say: upper },
    { name: "speed", label: "Speed", as: "number", least, most, step: 0.1, usual: 1, silent: 1, hint: "times" },
    SEED,
  ];
}
