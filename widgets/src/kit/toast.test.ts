import { afterEach, expect, test, vi } from "vitest";
import { h } from "./dom";
import { scope } from "./scope";
import { toasts } from "./toast";

afterEach(() => void vi.useRealTimers());

test("a word goes after a while, one with a button later, and undo works once", () => {
  vi.useFakeTimers();
  const root = document.body.appendChild(h("div"));
  const toast = toasts(root, scope());
  const undo = vi.fn();
  toast("Saved");
  expect(root.textContent).toBe("Saved");
  vi.advanceTimersByTime(4000);
  expect(root.textContent).toBe("");
  toast("Deleted", { words: "Undo", chosen: undo });
  vi.advanceTimersByTime(5000);
  root.querySelector("button")?.click();
  expect([undo.mock.calls.length, root.textContent]).toEqual([1, ""]);
});

test("a word with the focus on its button waits", () => {
  vi.useFakeTimers();
  const root = document.body.appendChild(h("div"));
  toasts(root, scope())("Deleted", { words: "Undo", chosen: () => {} });
  root.querySelector("button")?.focus();
  vi.advanceTimersByTime(60_000);
  expect(root.textContent).toBe("DeletedUndo");
});
