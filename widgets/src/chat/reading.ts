import { type Ask, problemOf } from "../kit/ask";
import type { Problem } from "../kit/model";
import type { Words } from "./state";

/** Seconds an answer may take: Python answers after a quarter of them though nothing was told. */
const PATIENCE = 60;
const TRIES = 3;

export interface Reading {
  end(): void;
}

/** Read along with a turn that is being said: the next words are asked for when the last are on the screen. */
export function reading(
  ask: Ask,
  key: string,
  told: (words: Words) => void,
  failed: (problem: Problem) => void,
): Reading {
  let over = false;
  const run = async () => {
    let place = { part: 0, piece: 0, revision: -1 };
    let misses = 0;
    while (!over) {
      try {
        const { value } = await ask<Words>("words", { key, ...place }, { seconds: PATIENCE });
        if (over) return;
        misses = 0;
        told(value);
        if (value.ended) return;
        place = { part: value.part ?? 0, piece: value.piece ?? 0, revision: value.revision ?? 0 };
        await frame();
      } catch (error) {
        misses += 1;
        if (over) return;
        failed(problemOf(error));
        if (misses >= TRIES) return;
      }
    }
  };
  void run();
  return {
    end() {
      over = true;
    },
  };
}

/** The next frame, or a moment where the page is not seen and has none. */
function frame(): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, 200);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      done();
    });
  });
}
