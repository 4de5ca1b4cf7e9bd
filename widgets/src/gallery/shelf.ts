import type { Ask } from "../kit/ask";
import type { Blobs } from "../kit/blobs";
import type { Kept, Known } from "./kept";
import { type Listed, listed } from "./listed";
import type { Sort } from "./state";

/** Assets of one question, and questions at the same time. */
const [BATCH, AT_ONCE] = [12, 1];
/** Assets whose facts are kept: of all that were passed by they would weigh more than the page. */
const KEPT = 1200;

export interface Shelf {
  /** Everything that fits, in order; null where a later question overtook this one. */
  list(search: string, sort: Sort): Promise<Listed[] | null>;
  /** Facts of what is in sight; what was wanted before and is not any more is not asked for. */
  want(digests: readonly string[]): void;
  known(digest: string): Known | undefined;
  /** Ask for these anew, or for all, when they are wanted; until then what is known is shown. */
  forget(digests?: readonly string[]): void;
}

/** The page's side of the shelf: one long list of digests, and facts in pages for what is looked at. */
export function shelf(
  ask: Ask,
  blobs: Blobs,
  told: (digests: string[]) => void,
  failed: (error: unknown) => void,
): Shelf {
  const facts = new Map<string, Known>();
  const asked = new Set<string>();
  const stale = new Set<string>();
  let wanted: readonly string[] = [];
  let underWay = 0;
  let newest = 0;

  const pump = () => {
    while (underWay < AT_ONCE) {
      const next = wanted.filter((digest) => (!facts.has(digest) || stale.has(digest)) && !asked.has(digest));
      if (!next.length) return;
      void bring(next.slice(0, BATCH));
    }
  };
  const bring = async (digests: string[]) => {
    underWay += 1;
    for (const one of digests) {
      asked.add(one);
      stale.delete(one);
    }
    try {
      const { value, buffers } = await ask<Kept[]>("facts", { digests });
      value.forEach((item, at) => {
        const bytes = buffers[at];
        const small = bytes?.byteLength ? blobs.keep(item.digest, bytes) : null;
        // what the shelf has forgotten comes as a digest alone
        facts.set(item.digest, { item: item.kind ? item : null, small });
      });
      told(value.map(({ digest }) => digest));
      if (facts.size > KEPT) prune();
    } catch (error) {
      wanted = [];
      failed(error);
    } finally {
      for (const one of digests) asked.delete(one);
      underWay -= 1;
    }
    pump();
  };

  /** Forget what was brought first, but for what is in sight. */
  const prune = () => {
    const seen = new Set(wanted);
    for (const digest of facts.keys()) {
      if (facts.size <= KEPT / 2) return;
      if (seen.has(digest)) continue;
      facts.delete(digest);
      stale.delete(digest);
    }
  };

  return {
    async list(search, sort) {
      newest += 1;
      const mine = newest;
      const found: Listed[] = [];
      let offset: number | null = 0;
      while (offset !== null) {
        const answer: { value: { next: number | null }; buffers: DataView[] } = await ask("index", {
          search,
          sort,
          offset,
        });
        if (mine !== newest) return null;
        if (answer.buffers[0]) found.push(...listed(answer.buffers[0]));
        offset = answer.value.next;
      }
      return found;
    },
    want(digests) {
      wanted = digests;
      pump();
    },
    known: (digest) => facts.get(digest),
    forget(digests = [...facts.keys()]) {
      for (const one of digests) if (facts.has(one)) stale.add(one);
    },
  };
}
