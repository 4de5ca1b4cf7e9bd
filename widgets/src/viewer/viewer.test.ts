import { beforeEach, expect, test, vi } from "vitest";
import { FakeModel, settle } from "../kit/fake";
import { fakeItem } from "../kit/fake_item";
import type { Item } from "../kit/item";
import { once } from "../kit/page";
import type { Room, View } from "../lib/view/view";
import { rows } from "./facts";
import viewer from "./index";
import type { Report, ViewerState } from "./state";

let look: (seen: boolean) => void;
beforeEach(() => {
  document.body.replaceChildren();
  globalThis.IntersectionObserver = class {
    constructor(told: (entries: object[]) => void) {
      look = (seen) => told([{ isIntersecting: seen }]);
    }
    observe() {}
    disconnect() {}
  } as never;
  URL.createObjectURL = () => "blob:1";
});

const item = fakeItem({
  ...{ kind: "model3d", width: null, height: null, size: 9000, media_type: "model/gltf-binary", ending: ".glb" },
  ...{ alt: '<img src=x onerror="alert(1)">', model: "clay-1", cost: "45" },
});
const report: Report = {
  ...{ faces: 12, vertices: 24, size: [0.4, 0.4, 0.4], area: 0.96, watertight: true, volume: 0.064 },
  materials: ["crate"],
  textures: [{ name: "wood", media_type: "image/png", width: 64, height: 64, size: 6737 }],
  ...{ motions: [], counts: [1, 1, 0] },
};

function desk(more: Partial<ViewerState> = {}, opened?: () => Promise<View>) {
  const model = new FakeModel<ViewerState>({
    ...{ twin_mark: "abc", last_error: null, disabled: false, item, inputs: [], camera: null, light: "studio" },
    ...{ wireframe: false, normals: false, grid: false, box: false, turning: false, report: null },
    ...more,
  });
  model.rules["piece"] = () => ({ value: { size: 3, media_type: "x", next: null }, buffers: [] });
  model.rules["measure"] = () => ({ value: report });
  const made = { see: vi.fn(), reset: vi.fn(), keep: vi.fn(async () => item) } satisfies View;
  const rooms: Room[] = [];
  const view = async (_bytes: ArrayBuffer, room: Room) => {
    rooms.push(room);
    return opened ? opened() : made;
  };
  once("libraries", () => new Map<string, Promise<unknown>>()).set("three", Promise.resolve({ view }));
  const el = document.body.appendChild(document.createElement("div"));
  const end = viewer.render({ model, el });
  const root = el.querySelector(".hl-viewer") as HTMLElement;
  const press = async (label: string) => {
    root.querySelector<HTMLElement>(`[aria-label="${label}"]`)?.click();
    await settle(30);
  };
  const state = () => root.dataset["state"];
  const go = async () => {
    look(true);
    await settle(30);
    rooms[0]?.drawn();
  };
  return { model, made, rooms, el, root, end, press, state, go };
}

test("the poster stands until the view is in sight, and then it is drawn", async () => {
  const { state, go, rooms, made, root } = desk();
  await settle(30);
  expect([state(), rooms.length]).toEqual(["poster", 0]);
  await go();
  expect([state(), rooms.length]).toEqual(["live", 1]);
  expect(made.see).toHaveBeenLastCalledWith(true);
  look(false);
  expect(made.see).toHaveBeenLastCalledWith(false);
  expect(root.querySelector("img[onerror]")).toBeNull();
});

test("a heavy file waits until it is asked for", async () => {
  const { state, go, rooms, root } = desk({ item: { ...item, size: 48_000_000 } });
  await go();
  expect([state(), rooms.length]).toEqual(["poster", 0]);
  const begin = root.querySelector<HTMLElement>(".hl-pane button");
  expect(begin?.textContent).toBe("Show in 3D · 48 MB");
  begin?.click();
  await settle(30);
  rooms[0]?.drawn();
  expect(state()).toBe("live");
});

test("one of 500 MB is never fetched to be drawn, and can be saved", async () => {
  const { state, go, rooms, root, model } = desk({ item: { ...item, size: 500_000_000 } });
  await go();
  expect([state(), rooms.length]).toEqual(["still", 0]);
  expect(root.querySelector(".hl-note")?.textContent).toContain("500 MB: more than the 150 MB");
  expect(model.named("piece").every(({ args }) => args["form"] === "thumb")).toBe(true);
  const saved = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
  root.querySelector<HTMLElement>(".hl-note button")?.click();
  await settle(30);
  expect(saved).toHaveBeenCalledTimes(1);
});

test.each([
  ["Error creating WebGL context.", "draws no 3D here"],
  [
    "This file keeps parts of itself in other files. Nothing was fetched, so it cannot be shown.",
    "Nothing was fetched",
  ],
])("where it cannot be drawn the poster stays with a sentence: %s", async (words, said) => {
  const { state, go, root } = desk({}, () => Promise.reject(new Error(words)));
  await go();
  expect(state()).toBe("still");
  expect(root.querySelector(".hl-note")?.textContent).toContain(said);
  expect(root.querySelector<HTMLButtonElement>('[aria-label="Keep a still"]')?.disabled).toBe(true);
});

test("an asset that was deleted says so", async () => {
  const { model, go, root } = desk();
  model.rules["piece"] = () => ({
    error: { message: "crate.glb is no longer on the shelf.", field: null, next: null },
  });
  await go();
  expect(root.querySelector(".hl-note")?.textContent).toContain("no longer on the shelf");
});

test("switches and light are traits", async () => {
  const { model, go, press, root } = desk();
  await go();
  await press("Wireframe");
  expect(model.state.wireframe).toBe(true);
  expect(root.querySelector('[aria-label="Wireframe"]')?.getAttribute("aria-pressed")).toBe("true");
  model.set("light", "night");
  expect(root.querySelector("select")?.value).toBe("night");
});

test("the report is asked for once", async () => {
  const { model, go, press, root } = desk();
  await go();
  await press("Facts of the mesh");
  expect(root.querySelector(".hl-mesh")?.textContent).toContain("64 litres");
  await press("Facts of the mesh");
  model.set("report", report);
  await press("Facts of the mesh");
  expect(model.named("measure")).toHaveLength(1);
});

test("a still is kept once, however often it is pressed", async () => {
  const { made, go, press, root } = desk();
  await go();
  let done = (_: Item) => {};
  made.keep.mockImplementation(
    () =>
      new Promise((kept) => {
        done = kept;
      }),
  );
  await press("Keep a still");
  await press("Keep a still");
  done(item);
  await settle(30);
  expect(made.keep).toHaveBeenCalledTimes(1);
  expect(root.querySelector(".hl-toast")?.textContent).toBe("The still is on the shelf.");
});

test("a film can be stopped by the button that began it", async () => {
  const { made, go, press, root } = desk();
  await go();
  let isStopped = () => false;
  made.keep.mockImplementation((async (_work: string, _told: unknown, asked: () => boolean) => {
    isStopped = asked;
    while (!isStopped()) await settle(1);
    return null;
  }) as never);
  void press("Keep a turntable film");
  await settle(5);
  expect(root.querySelector("progress")?.hidden).toBe(false);
  await press("Stop the film");
  await settle(50);
  expect(root.querySelector("progress")?.hidden).toBe(true);
  expect(root.querySelector(".hl-toast")?.textContent).toBe("Nothing was kept.");
});

test("switched off, nothing of it can be pressed", async () => {
  const { model, go, root } = desk({ disabled: true });
  await go();
  const off = () => [...root.querySelectorAll<HTMLButtonElement>("[role=toolbar] select, [aria-label='Keep a still']")];
  expect(off().every((one) => one.disabled)).toBe(true);
  model.set("disabled", false);
  await go();
  expect(off().some((one) => one.disabled)).toBe(false);
});

test("the end leaves nothing behind", async () => {
  const { model, go, end, el } = desk();
  await go();
  end();
  expect([model.listening, el.childElementCount]).toEqual([0, 0]);
});

test("input pictures stand beside it with the names of their sides", async () => {
  const { root } = desk({ inputs: [{ digest: "e", role: "front", alt: "a vase" }] });
  await settle(30);
  expect(root.querySelector(".hl-inputs")?.textContent).toBe("Front");
  expect(root.querySelector(".hl-inputs img")?.getAttribute("alt")).toBe("a vase");
});

test("facts are words with units", () => {
  const said = Object.fromEntries(
    rows({ ...report, watertight: false, volume: null, textures: [], counts: [0, 0, 0] }),
  );
  expect(said["Width × height × depth"]).toBe("0.4 × 0.4 × 0.4 m");
  expect(said["Watertight"]).toContain("no");
  expect([said["Volume"], said["Materials"], said["Textures"]]).toEqual([undefined, "none", "none"]);
});
