import type { Ask } from "../kit/ask";
import type { Model } from "../kit/model";
import type { Row } from "../kit/run/state";
import type { Scope } from "../kit/scope";
import { hear } from "../kit/watch";
import type { TrackerState } from "./state";

interface News {
  kind?: string;
  changed?: Record<string, Partial<Row>>;
  gone?: string[];
}
interface Rows {
  rows: Row[];
  more: string | null;
}

export interface Feed {
  /** By run; a row that changed is another object. */
  readonly rows: ReadonlyMap<string, Row>;
  /** The newest first. */
  readonly order: readonly string[];
}

/** What has changed: rows as they were, those that came and those that went with undefined. */
export type Before = ReadonlyMap<string, Row | undefined>;

/** The rows of Python: all of them when a view is opened, then only the fields that are another. */
export function feed(
  model: Model<TrackerState>,
  ask: Ask,
  told: {
    now(milliseconds: number): void;
    changed(before: Before, first: boolean): void;
    failed(error: unknown): void;
  },
  life: Scope,
): Feed {
  const rows = new Map<string, Row>();
  let order: string[] = [];

  const put = (news: Iterable<[string, Partial<Row>]>, gone: readonly string[] = [], first = false) => {
    const before = new Map<string, Row | undefined>();
    let moved = false;
    for (const [run, fields] of news) {
      const old = rows.get(run);
      // of a row that was not given yet, only the whole is of use
      if (!old && fields.run === undefined) continue;
      before.set(run, old);
      moved ||= !old;
      rows.set(run, { ...old, ...fields } as Row);
    }
    for (const run of gone) {
      const old = rows.get(run);
      if (!old) continue;
      before.set(run, old);
      rows.delete(run);
      moved = true;
    }
    if (moved) order = [...rows.values()].sort((one, other) => other.sent - one.sent).map(({ run }) => run);
    if (before.size || first) told.changed(before, first);
  };
  const page = async ({ rows, more }: Rows, first: boolean): Promise<void> => {
    put(
      rows.map((row) => [row.run, row]),
      [],
      first,
    );
    if (more !== null) await page((await ask<Rows>("page_of_rows", { after: more })).value, first);
  };
  life.add(
    hear(model, (content) => {
      const { kind, changed, gone } = (content ?? {}) as News;
      if (kind === "rows") put(Object.entries(changed ?? {}), gone);
    }),
  );
  ask<Rows & { now: number }>("hello").then(({ value }) => {
    told.now(value.now);
    return page(value, true);
  }, told.failed);
  return {
    rows,
    get order() {
      return order;
    },
  };
}
