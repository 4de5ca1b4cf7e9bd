import type { Model, Problem } from "./model";
import type { Scope } from "./scope";
import { hear } from "./watch";

export interface Answer<Value> {
  value: Value;
  buffers: DataView[];
}

/** A question that failed: Python's words, or ours when no answer came. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

export type Ask = <Value>(
  name: string,
  args?: object,
  options?: { buffers?: ArrayBuffer[]; seconds?: number },
) => Promise<Answer<Value>>;

interface Waiting {
  answered(answer: Answer<never>): void;
  refused(error: Refused): void;
  timer: ReturnType<typeof setTimeout>;
}

interface Said {
  kind?: string;
  id?: string;
  ok?: boolean;
  value?: unknown;
  error?: Problem;
}

/** A kernel that computes answers late; one that was restarted never does. */
const PATIENCE = 60;

const SILENT: Problem = {
  message: "The kernel has not answered.",
  field: null,
  next: "If it is busy, wait for its cell to end. If it was restarted, run this cell again.",
};

/** Ask Python by name; each question has an id and ends with an answer, a refusal, or our patience. */
export function asker<State>(model: Model<State>, life: Scope): Ask {
  const waiting = new Map<string, Waiting>();
  const prefix = Math.random().toString(36).slice(2, 8);
  let count = 0;

  const take = (id: string): Waiting | undefined => {
    const found = waiting.get(id);
    if (found) clearTimeout(found.timer);
    waiting.delete(id);
    return found;
  };

  life.add(
    hear(model, (content, buffers) => {
      const said = content as Said;
      if (said?.kind !== "answer" || typeof said.id !== "string") return;
      const found = take(said.id);
      if (said.ok) found?.answered({ value: said.value as never, buffers: buffers ?? [] });
      else found?.refused(new Refused(said.error ?? { message: "The question failed.", field: null, next: null }));
    }),
  );
  life.add(() => {
    for (const one of waiting.values()) clearTimeout(one.timer);
    waiting.clear();
  });

  return (name, args = {}, { buffers, seconds = PATIENCE } = {}) =>
    new Promise((answered, refused) => {
      count += 1;
      const id = `${prefix}-${count}`;
      const timer = setTimeout(() => take(id)?.refused(new Refused(SILENT)), seconds * 1000);
      waiting.set(id, { answered: answered as Waiting["answered"], refused, timer });
      model.send({ kind: "ask", id, name, args }, undefined, buffers);
    });
}

/** Whatever went wrong, as a problem to show. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  if (isProblem(error)) return error;
  return { message: error instanceof Error ? error.message : String(error), field: null, next: null };
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "message" in error && "field" in error && "next" in error;
}
