import { afterEach, expect, test } from "vitest";
import { insertBelow } from "./cells";
import { h } from "./dom";

const page = window as unknown as { jupyterapp?: unknown };
afterEach(() => {
  delete page.jupyterapp;
});

test("cells go below the one that shows the widget", async () => {
  const inside = h("p");
  const said: string[] = [];
  const content = {
    activeCellIndex: 0,
    widgets: [{ node: h("div") }, { node: h("div", {}, inside) }],
    activeCell: { model: { sharedModel: { setSource: (text: string) => said.push(text) } } },
  };
  const commands = { execute: async (name: string) => said.push(`${name} at ${content.activeCellIndex}`) };
  page.jupyterapp = { commands, shell: { currentWidget: { content } } };
  expect(
    await insertBelow(inside, [
      { kind: "code", source: "1 + 1" },
      { kind: "markdown", source: "two" },
    ]),
  ).toBe(true);
  expect(said).toEqual([
    "notebook:insert-cell-below at 1",
    "1 + 1",
    "notebook:insert-cell-below at 1",
    "notebook:change-cell-to-markdown at 1",
    "two",
  ]);
});

test("a page that lets no widget do that is left alone", async () => {
  expect(await insertBelow(h("p"), [])).toBe(false);
  page.jupyterapp = { commands: {}, shell: { currentWidget: null } };
  expect(await insertBelow(h("p"), [])).toBe(false);
});
