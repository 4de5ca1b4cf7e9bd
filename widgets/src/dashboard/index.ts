import { copy, download } from "../kit/clipboard";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import { menu } from "../kit/menu";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import { barsChart } from "./bars";
import { cards } from "./cards";
import { choose } from "./choose";
import css from "./dashboard.css";
import { given, has, isEmpty, toggled, withDays } from "./filters";
import { scatterChart } from "./scatter";
import { spendChart } from "./spend";
import {
  type DashboardState,
  DIMENSIONS,
  type Dimension,
  type Filters,
  type Hello,
  type Look,
  type Rows,
} from "./state";
import { FIRST, table } from "./table";
import { amount, count, known, moment, narrowed, number, range, TITLES } from "./words";

// Shared with Python: DashboardState. Only on this screen: what has been answered, where the focus is.
function drawDashboard({ model, root, life, ask, trouble, failed, say }: View<DashboardState>): void {
  const toast = toasts(root, life);

  let hello: Hello | null = null;
  let look: Look | null = null;
  let asked = 0;

  let unsaved = false;

  const filters = () => model.get("filters");
  const filter = (next: Filters) => {
    unsaved = true;
    model.set("filters", next);
  };
  // after the answer: the question has the filters in it, and a second message would be in its way
  const save = () => {
    if (unsaved) model.save_changes();
    unsaved = false;
  };
  const toggle = (name: Dimension, word: string) => filter(toggled(filters(), name, word));

  const sumUp = h("span", { class: "hl-sum" });
  const figures = cards();
  const chips = h("div", { class: "hl-chips", role: "group", "aria-label": "Active filters" });
  const choosers = DIMENSIONS.map((name) => ({
    name,
    made: choose(TITLES[name] ?? name, life, (words) => filter(given(filters(), name, words))),
  }));
  const first = h("input", { class: "hl-input", type: "date", "aria-label": "First day" });
  const last = h("input", { class: "hl-input", type: "date", "aria-label": "Last day" });
  const spanned = () => {
    const [low, high] = [first.value || null, last.value || null];
    if (low && high && low > high) filter(withDays(filters(), high, low));
    else filter(withDays(filters(), low, high));
  };
  life.on(first, "change", spanned);
  life.on(last, "change", spanned);

  const spend = spendChart((low, high) => filter(withDays(filters(), low, high)), life);
  const share = barsChart(
    {
      name: "share",
      title: "Share by model",
      help: "Arrows move between models, Enter shows only that model or takes it out again.",
      heads: ["Model", "Cost, share and calls"],
      chosen: (name) => toggle("model", name),
    },
    life,
  );
  const scatter = scatterChart((names, only) => {
    if (only) filter(given(filters(), "model", names));
    else toggle("model", names[0] ?? "");
  }, life);
  const top = barsChart(
    {
      name: "top",
      title: "Dearest calls",
      help: "Arrows move between calls, Enter shows only the calls of that model.",
      heads: ["Call", "Cost and time"],
      chosen: (row) => toggle("model", look?.top.find((one) => String(one.row) === row)?.model ?? ""),
    },
    life,
  );
  const grid = table(
    {
      ask: async (start, many) => (await ask<Rows>("page", { ...asking(), first: start, many })).value,
      about: () => hello,
      zone: () => model.get("zone"),
      failed,
      sorted: (sort) => {
        model.set("sort", sort);
        model.save_changes();
      },
    },
    life,
  );
  const columns = choose(
    "Columns",
    life,
    (words) => {
      const order = hello?.columns.map(([name]) => name) ?? [];
      const kept = model.get("columns").filter((name) => words.includes(name));
      const next = [...kept, ...order.filter((name) => words.includes(name) && !kept.includes(name))];
      if (!next.length) return showColumns();
      model.set("columns", next);
      model.save_changes();
    },
    false,
  );
  const showColumns = () =>
    columns.show(hello?.columns.map(([name]) => [name, ""] as const) ?? [], model.get("columns"));

  const asking = () => ({ filters: filters(), columns: model.get("columns"), sort: model.get("sort") });
  const saveAs = (format: string) => {
    ask<{ name: string }>("export", { ...asking(), format }).then(({ value, buffers }) => {
      const url = URL.createObjectURL(new Blob(buffers as BlobPart[]));
      download(url, value.name);
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      toast(`${value.name} is in the downloads.`);
    }, failed);
  };
  const copyCode = () => {
    ask<{ text: string }>("export", { ...asking(), format: "code" }).then(async ({ value }) => {
      if (await copy(root, value.text, "Python for this table", life)) toast("Python is on the clipboard.");
    }, failed);
  };
  const exporter = button({ words: "Export", icon: icon(marks.save), look: "hl-plain" });
  const exports = h("div", { class: "hl-choose" }, exporter);
  const offer = (formats: string[]) =>
    menu(
      exporter,
      [
        ...formats.map((format) => ({
          icon: icon(marks.save),
          words: format === "csv" ? "CSV" : "Parquet",
          chosen: () => saveAs(format),
        })),
        { icon: icon(marks.code), words: "Copy as pandas", chosen: copyCode },
      ],
      life,
    );

  const board = h(
    "div",
    { class: "hl-board", tabindex: -1 },
    h("header", { class: "hl-board-head" }, h("strong", {}, "Usage"), sumUp),
    trouble.element,
    figures.element,
    h(
      "div",
      { class: "hl-filters", role: "group", "aria-label": "Filters" },
      ...choosers.map(({ made }) => made.element),
      h("span", { class: "hl-dates" }, first, h("span", { "aria-hidden": "true" }, "–"), last),
    ),
    chips,
    h(
      "div",
      { class: "hl-panels" },
      spend.panel.element,
      share.panel.element,
      top.panel.element,
      scatter.panel.element,
    ),
    h(
      "section",
      { class: "hl-calls-room", "aria-label": "The calls" },
      h("div", { class: "hl-row" }, h("strong", {}, "Calls"), h("span", { class: "hl-gap" }), columns.element, exports),
      grid.element,
    ),
  );
  root.append(board);

  const showChips = () => {
    const now = filters();
    const inside = chips.contains(document.activeElement);
    const made = Object.entries(now).flatMap(([name, value]) => {
      if (name === "days") {
        const days = value as [string | null, string | null];
        return [chip(`${TITLES["days"]}: ${range(...days)}`, () => filter(withDays(filters(), null, null)))];
      }
      return (value as string[]).map((word) => chip(`${TITLES[name]}: ${word}`, () => toggle(name as Dimension, word)));
    });
    const clear = button({ words: "Clear all", look: "hl-ghost" });
    clear.addEventListener("click", () => filter({}));
    const hint = h("span", { class: "hl-quiet" }, "Click a bar or drag over days: everything else follows.");
    fill(chips, ...(made.length ? [...made, clear] : [hint]));
    if (inside) (chips.querySelector("button") ?? board).focus();
    [first.value, last.value] = [now.days?.[0] ?? "", now.days?.[1] ?? ""];
  };
  const draw = () => {
    if (!look) return;
    const now = filters();
    const { series, models, total } = look;
    const colour = (at: number) => series[at]?.colour ?? "currentColor";
    sumUp.textContent = `${amount(total) || "0 credits"}, ${count(total.calls, "call")}${isEmpty(now) ? "" : ` of ${number(look.of)}`}`;
    figures.show(look, model.get("balance"));
    for (const { name, made } of choosers) {
      const words = now[name] ?? [];
      const offered = new Set(look.choices[name].map(([word]) => word));
      const gone = words.filter((word) => !offered.has(word)).map((word) => [word, "0"] as const);
      made.show([...look.choices[name].map(([word, many]) => [word, number(many)] as const), ...gone], words);
    }
    spend.show(look, now);
    share.show(
      models.map((one) => ({
        key: one.name,
        name: one.name,
        text: [known(one), one.share].filter(Boolean).join(" · "),
        colour: colour(one.series),
        length: one.length,
        words: `${one.name}: ${[amount(one), one.share, count(one.calls, "call")].filter(Boolean).join(", ")}`,
        chosen: Boolean(now.model?.includes(one.name)),
        out: !has(now, "model", one.name),
      })),
    );
    scatter.show(look, now);
    top.show(
      look.top.map((one) => ({
        key: String(one.row),
        name: one.words || one.model,
        text: `${one.model} · ${one.text}`,
        colour: colour(one.series),
        length: one.length,
        words: `${one.text} credits, ${one.model}${one.time === null ? "" : `, ${moment(one.time, model.get("zone"))}`}: ${one.words}`,
        chosen: false,
        out: false,
      })),
      look.top.length ? "" : "No call here has a known price.",
    );
  };
  const refresh = (aloud: boolean) => {
    asked += 1;
    const mine = asked;
    set(board, { "aria-busy": "true" });
    const { columns, sort } = asking();
    // the first paint does not wait until all calls are in an order
    const wanted = look && { columns, sort, many: FIRST };
    ask<Look>("look", { filters: filters(), table: wanted }).then(
      ({ value }) => {
        if (mine !== asked) return;
        look = value;
        set(board, { "aria-busy": null });
        const asIs = String(columns) === String(model.get("columns")) && String(sort) === String(model.get("sort"));
        grid.reset(model.get("columns"), model.get("sort"), asIs ? value.rows : undefined);
        draw();
        save();
        if (aloud) say(`${narrowed(filters())}: ${sumUp.textContent}.`);
      },
      (error) => {
        if (mine !== asked) return;
        set(board, { "aria-busy": null });
        save();
        failed(error);
      },
    );
  };

  let ready = false;
  const again = (aloud: boolean) => ready && refresh(aloud);
  life.add(
    watch(model, "filters", () => {
      showChips();
      again(true);
    }),
  );
  life.add(watch(model, "revision", () => again(false)));
  life.add(watch(model, "balance", () => draw()));
  const reset = () => look && grid.reset(model.get("columns"), model.get("sort"));
  life.add(watch(model, "sort", reset));
  life.add(
    watch(model, "columns", () => {
      showColumns();
      reset();
    }),
  );
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null, inert: off });
    }),
  );
  ready = true;
  ask<Hello>("hello").then(({ value }) => {
    hello = value;
    showColumns();
    offer(value.formats);
    reset();
  }, failed);
  refresh(false);
}

function chip(words: string, gone: () => void): HTMLElement {
  const made = button({ words, look: "hl-chip" });
  made.append(icon(marks.close));
  set(made, { "aria-label": `Remove filter ${words}` });
  made.addEventListener("click", gone);
  return made;
}

export default widget<DashboardState>("dashboard", css, drawDashboard);
