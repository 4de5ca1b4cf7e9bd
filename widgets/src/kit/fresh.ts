// Set-up of every test file: a page without anything that views of another test have left.
import { beforeEach } from "vitest";

beforeEach(() => {
  const page = globalThis as Record<symbol, unknown>;
  for (const key of Object.getOwnPropertySymbols(page)) {
    if (key.description?.startsWith("hypereal-lab/")) delete page[key];
  }
});
