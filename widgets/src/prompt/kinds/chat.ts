import * as marks from "../../kit/marks";
import { type Kind, PICTURES, SEED } from "./kind";

export const chat: Kind = {
  name: "chat",
  label: "Chat",
  mark: marks.spark,
  noun: "answer",
  placeholder: "Ask something; img 1 can be asked about too…",
  rows: () => [
    { name: "system", label: "System", as: "words", open: true, hint: "said before the words" },
    { name: "max_tokens", label: "Longest", as: "number", least: 1, most: 100_000, step: 1, hint: "tokens" },
    { name: "temperature", label: "Heat", as: "number", least: 0, most: 2, step: 0.1, hint: "0 to 2" },
    SEED,
  ],
  wordless: () => "",
  takes: PICTURES,
  slot: (at) => `img ${at + 1}`,
  masks: false,
};
