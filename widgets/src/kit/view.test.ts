import { afterEach, expect, test } from "vitest";
import { FakeModel } from "./fake";
import { type View, widget } from "./view";

const base = { twin_mark: "abc", last_error: null, disabled: false };
afterEach(() => document.body.replaceChildren());

function drawn(model = new FakeModel(base)) {
  const el = document.body.appendChild(document.createElement("div"));
  let view: View<typeof base> | undefined;
  const module = widget<typeof base>("odd", ".hl-odd{}", (given) => {
    view = given;
    given.root.append(given.trouble.element);
  });
  const off = module.render({ model: model as never, el });
  return { model, el, view, off };
}

test("an error of Python's is shown, and taken away for all views when it is dismissed", () => {
  const { model, el } = drawn(
    new FakeModel({ ...base, last_error: { message: "Too little.", field: null, next: "Top up." } as never }),
  );
  const line = el.querySelector<HTMLElement>(".hl-strip");
  expect(line?.hidden).toBe(false);
  expect(line?.textContent).toContain("Too little.");
  line?.querySelector("button")?.click();
  expect(line?.hidden).toBe(true);
  expect(model.get("last_error")).toBe(null);
});

test("a problem is shown in its own words, and what is said is heard", () => {
  const { el, view } = drawn();
  view?.failed({ message: "It is gone.", field: null, next: "Make it again." });
  expect(el.querySelector(".hl-strip")?.textContent).toContain("Make it again.");
  view?.say("Ready");
  expect(el.querySelector("[role=status]")?.textContent).toBe("Ready");
});

test("nothing stays when the view ends", () => {
  const { el, off } = drawn();
  off();
  expect(el.childElementCount).toBe(0);
});

test("a page without a kernel keeps the static twin", () => {
  const state = document.body.appendChild(document.createElement("script"));
  state.type = "application/vnd.jupyter.widget-state+json";
  expect(drawn().view).toBeUndefined();
});
