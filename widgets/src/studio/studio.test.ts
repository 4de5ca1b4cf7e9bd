import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kept } from "../gallery/kept";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem } from "../kit/fake_item";
import type { RenderProps } from "../kit/model";
import widget from "./index";
import type { Panes, StudioState } from "./state";

const FOX: Kept = {
  ...fakeItem({ digest: "f".repeat(64), alt: "a fox", width: 64, height: 48, size: 10, sandbox: true }),
  ...{ rating: 3, tags: ["red"], note: "", gone: false },
};
const PANES: Panes = { sizes: { left: 0.4, jobs: 0.24, inspect: 0.4, below: 0.46 }, folded: [], tab: "make" };

/** A page's manager with models that have no bundle: their views are empty elements. */
class Manager {
  readonly views: { name: string; el: HTMLElement; removed: boolean; shown: boolean }[] = [];
  readonly models: Record<string, FakeModel<object>>;
  /** Held back until it is called, where a test wants it. */
  go: Promise<void> = Promise.resolve();

  constructor(readonly gallery: FakeModel<{ chosen: string }>) {
    this.models = { p: new FakeModel({}), t: new FakeModel({ under_way: 2 }), g: gallery, m: new FakeModel({}) };
  }
  async get_model(id: string) {
    this.models[id] ??= new FakeModel({});
    return this.models[id];
  }
  async create_view(model: object) {
    await this.go;
    const name = Object.entries(this.models).find(([, one]) => one === model)?.[0] ?? "";
    const made = { name, el: document.createElement("div"), removed: false, shown: false };
    this.views.push(made);
    return {
      el: made.el,
      remove: () => {
        made.removed = true;
        made.el.remove();
      },
      trigger: (event: string) => {
        made.shown = event === "displayed";
      },
    };
  }
}

function open(more: Partial<StudioState> = {}, width = 1200, chosen = "") {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  const gallery = new FakeModel({ chosen });
  gallery.rules["facts"] = ({ digests }) => ({
    value: (digests as string[]).map((one) => (one === FOX.digest ? FOX : { digest: one, gone: true })),
  });
  gallery.rules["recipe"] = () => ({
    value: { rows: [["Prompt", "a fox"]], created: 1, python: "lab.x()", text: null },
  });
  gallery.rules["piece"] = () => ({ value: { size: 1, media_type: "image/png", next: null }, buffers: [] });
  gallery.rules["rate"] = () => ({ value: null });
  const manager = new Manager(gallery);
  const model = Object.assign(
    new FakeModel<StudioState>({
      twin_mark: "a1",
      last_error: null,
      disabled: false,
      prompt: "IPY_MODEL_p",
      tracker: "IPY_MODEL_t",
      gallery: "IPY_MODEL_g",
      meter: "IPY_MODEL_m",
      panes: PANES,
      undoable: "",
      ...more,
    }),
    { widget_manager: manager },
  );
  const el = document.createElement("div");
  document.body.append(el);
  const end = widget.render({ model, el } as unknown as RenderProps<StudioState>);
  const pane = (name: string) => el.querySelector(`[data-pane="${name}"]`) as HTMLElement;
  const button = (name: string) =>
    [...el.querySelectorAll<HTMLButtonElement>("button")].find(
      (one) => one.textContent?.trim().startsWith(name) || one.getAttribute("aria-label") === name,
    ) as HTMLButtonElement;
  const splits = () => [...el.querySelectorAll<HTMLElement>("[role=separator]")];
  return { el, end, model, manager, gallery, pane, button, splits };
}
const press = (target: Element, key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly told: () => void) {}
      observe() {
        queueMicrotask(this.told);
      }
      disconnect() {}
    },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

describe("the parts", () => {
  it("stand in their panes, are told that they are shown, and go with the view", async () => {
    const { manager, pane, end, el } = open();
    await settle();
    expect(manager.views.map(({ name }) => name).sort()).toEqual(["g", "m", "p", "t"]);
    expect(manager.views.every(({ shown }) => shown)).toBe(true);
    expect(pane("make").contains(manager.views.find(({ name }) => name === "p")?.el as Node)).toBe(true);
    expect(el.querySelector(".hl-number")?.textContent).toBe("2");
    end();
    expect(manager.views.every(({ removed }) => removed)).toBe(true);
    expect(el.textContent).toBe("");
  });

  it("are removed when they come after the view has ended", async () => {
    const { manager, end } = open();
    let go = () => {};
    manager.go = new Promise((done) => {
      go = done;
    });
    await settle(2);
    end();
    go();
    await settle();
    expect(manager.views.every(({ removed }) => removed)).toBe(true);
  });

  it("listens to nothing any more when it has ended", async () => {
    const { model, gallery, manager, end } = open();
    await settle();
    end();
    expect([model.listening, gallery.listening, manager.models["t"]?.listening]).toEqual([0, 0, 0]);
  });

  it("names the single widgets where the host has no manager", () => {
    const el = document.createElement("div");
    const model = new FakeModel({ twin_mark: "a1", last_error: null, disabled: false });
    widget.render({ model, el } as unknown as RenderProps<StudioState>);
    expect(el.querySelector("[role=alert]")?.textContent).toContain("lab.prompt()");
  });
});

describe("panes", () => {
  it.each([
    ["ArrowRight", 0.42],
    ["ArrowLeft", 0.38],
    ["Home", 0.15],
    ["End", 0.85],
  ])("%s on the bar between the columns leads to %d", (key, share) => {
    const { model, splits } = open();
    const bar = splits().find((one) => one.getAttribute("aria-label")?.startsWith("Width")) as HTMLElement;
    expect(press(bar, key).defaultPrevented).toBe(true);
    expect(model.state.panes.sizes.left).toBeCloseTo(share);
    expect(bar.getAttribute("aria-valuenow")).toBe(String(Math.round(share * 100)));
    press(bar, "Backspace");
    expect(model.state.panes.sizes.left).toBe(0.4);
  });

  it("Enter on a bar folds the pane behind it, and its button shows it again", () => {
    const { model, splits, pane, button } = open();
    press(splits().find((one) => one.getAttribute("aria-label")?.startsWith("Height")) as HTMLElement, "Enter");
    expect(model.state.panes.folded).toEqual(["jobs"]);
    expect(pane("jobs").hidden).toBe(true);
    expect(button("Jobs").getAttribute("aria-pressed")).toBe("false");
    button("Jobs").click();
    expect(pane("jobs").hidden).toBe(false);
  });

  it("where two columns fit, the inspector stands below the shelf", async () => {
    const { el, splits } = open({}, 800);
    await settle();
    expect(el.querySelector(".hl-live")?.getAttribute("data-mode")).toBe("medium");
    const bar = splits().find((one) => one.getAttribute("aria-label") === "Size of the shelf") as HTMLElement;
    expect(bar.getAttribute("aria-orientation")).toBe("horizontal");
  });

  it("where one fits, they are tabs, with one in the tab order", async () => {
    const { el, model, pane, button, splits } = open({}, 360);
    await settle();
    const tabs = [...el.querySelectorAll("[role=tab]")];
    expect(tabs.map((one) => one.getAttribute("tabindex"))).toEqual(["0", "-1", "-1", "-1"]);
    expect(splits().every(({ hidden }) => hidden)).toBe(true);
    press(tabs[0] as Element, "ArrowLeft");
    expect(model.state.panes.tab).toBe("inspect");
    expect(pane("make").hidden && !pane("inspect").hidden).toBe(true);
    expect(pane("inspect").getAttribute("role")).toBe("tabpanel");
    expect(pane("inspect").getAttribute("aria-labelledby")).toBe(button("Inspect").id);
    button("Shelf").click();
    expect(model.state.panes.tab).toBe("shelf");
  });

  it("F6 goes from pane to pane and leaves out the folded ones", () => {
    const { el, pane } = open({ panes: { ...PANES, folded: ["jobs"] } });
    const root = el.querySelector(".hl-live") as HTMLElement;
    press(root, "F6");
    expect(document.activeElement).toBe(pane("make"));
    press(root, "F6");
    expect(document.activeElement).toBe(pane("shelf"));
    press(root, "F6", { shiftKey: true });
    expect(document.activeElement).toBe(pane("make"));
  });
});

describe("undo", () => {
  it("takes the last act back and says which it was", async () => {
    const { model, pane, el } = open({ undoable: "deletion of 2 assets" });
    model.rules["undo"] = () => ({ value: "deletion of 2 assets" });
    press(pane("shelf"), "z", { ctrlKey: true });
    await settle();
    expect(el.querySelector(".hl-toast")?.textContent).toBe("Taken back: deletion of 2 assets.");
  });

  it("leaves text fields and dialogs their own", () => {
    const { model, pane } = open({ undoable: "note" });
    const field = document.createElement("textarea");
    const dialog = document.createElement("dialog");
    const inside = document.createElement("button");
    dialog.append(inside);
    pane("make").append(field, dialog);
    for (const one of [field, inside]) expect(press(one, "z", { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(model.named("undo")).toEqual([]);
  });

  it("asks nothing where there is nothing", () => {
    const { model, button, el } = open();
    expect(button("Undo").getAttribute("aria-disabled")).toBe("true");
    button("Undo").click();
    expect(model.named("undo")).toEqual([]);
    expect(el.querySelector(".hl-toast")?.textContent).toContain("nothing");
  });
});

describe("the inspector", () => {
  it("shows what is chosen, and its stars go to the gallery", async () => {
    const { pane, gallery, model } = open({}, 1200, FOX.digest);
    await settle(40);
    const room = pane("inspect");
    expect(room.textContent).toContain("a fox");
    expect(room.textContent).toContain("red");
    expect(room.querySelectorAll(".hl-stars [data-lit]")).toHaveLength(3);
    (room.querySelector("[aria-label='5 stars']") as HTMLElement).click();
    expect(gallery.named("rate").map(({ args }) => args)).toEqual([{ digests: [FOX.digest], stars: 5 }]);
    expect(model.named("play")).toEqual([]);
  });

  it("follows what is changed elsewhere", async () => {
    const { pane, gallery } = open({}, 1200, FOX.digest);
    await settle(40);
    gallery.rules["facts"] = () => ({ value: [{ ...FOX, rating: 5, note: "for the cover" }] });
    gallery.emit("msg:custom", { kind: "facts", digests: [FOX.digest] }, []);
    await settle(20);
    expect(pane("inspect").querySelectorAll(".hl-stars [data-lit]")).toHaveLength(5);
    expect((pane("inspect").querySelector(".hl-note") as HTMLTextAreaElement).value).toBe("for the cover");
  });

  it("gives a sound its own player, and takes it away with the next", async () => {
    const { pane, gallery, model, manager } = open();
    await settle();
    gallery.rules["facts"] = ({ digests }) => ({
      value: [{ ...FOX, digest: (digests as string[])[0], kind: "audio" }],
    });
    model.rules["play"] = () => ({ value: "IPY_MODEL_player" });
    gallery.set("chosen", "a".repeat(64));
    await settle(60);
    const player = manager.views.find(({ name }) => name === "player");
    expect(pane("inspect").contains(player?.el as Node)).toBe(true);
    gallery.set("chosen", "");
    await settle(20);
    expect(player?.removed).toBe(true);
    expect(pane("inspect").textContent).toContain("Nothing is chosen");
  });

  it("says what is gone", async () => {
    const { pane, gallery } = open();
    await settle();
    gallery.set("chosen", "0".repeat(64));
    await settle(20);
    expect(pane("inspect").textContent).toContain("gone from the shelf");
  });
});
