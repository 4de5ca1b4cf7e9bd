import type { Model } from "./model";

export interface Question {
  kind: string;
  id: string;
  name: string;
  args: Record<string, unknown>;
}

type Hear = (...said: unknown[]) => void;
type Answer = { value?: unknown; buffers?: DataView[]; error?: object };

/** A model for tests: state in a record, questions kept and answered by hand or by rule. */
export class FakeModel<State extends object> implements Model<State> {
  readonly asked: Question[] = [];
  readonly sentBuffers: (ArrayBuffer[] | undefined)[] = [];
  readonly rules: Record<string, (args: Record<string, unknown>) => Answer> = {};
  saved = 0;
  private readonly listeners = new Map<string, Set<Hear>>();

  constructor(readonly state: State) {}

  get<Key extends keyof State>(key: Key): State[Key] {
    return this.state[key];
  }
  set<Key extends keyof State>(key: Key, value: State[Key]): void {
    this.state[key] = value;
    this.emit(`change:${String(key)}`);
  }
  save_changes(): void {
    this.saved += 1;
  }
  send(content: unknown, _callbacks?: unknown, buffers?: ArrayBuffer[]): void {
    const question = content as Question;
    this.asked.push(question);
    this.sentBuffers.push(buffers);
    const rule = this.rules[question.name];
    if (rule) queueMicrotask(() => this.answer(question, rule(question.args)));
  }
  on(event: string, hear: (...said: never[]) => void): void {
    const found = this.listeners.get(event) ?? new Set();
    found.add(hear as Hear);
    this.listeners.set(event, found);
  }
  off(event: string, hear: (...said: never[]) => void): void {
    this.listeners.get(event)?.delete(hear as Hear);
  }

  answer({ id }: { id: string }, { value, buffers = [], error }: Answer): void {
    this.emit("msg:custom", { kind: "answer", id, ok: !error, value, error }, buffers);
  }
  emit(event: string, ...said: unknown[]): void {
    for (const hear of [...(this.listeners.get(event) ?? [])]) hear(...said);
  }
  named(name: string): Question[] {
    return this.asked.filter((question) => question.name === name);
  }
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** Let everything that only waits for promises happen. */
export async function settle(times = 10): Promise<void> {
  for (let i = 0; i < times; i += 1) await Promise.resolve();
}
