import { button, fill, h, set, unique } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import css from "./meter.css";
import type { Dear, MeterState } from "./state";
import { where } from "./where";
import { budgetName, fresh, holding, left, sent, standing } from "./words";

/** A number that stays where it is while its words change. */
function figure(name: string, look: string) {
  const title = h("dt", {}, name);
  const amount = h("dd", { class: "hl-amount" });
  const note = h("dd", { class: "hl-quiet" });
  return { element: h("div", { class: `hl-figure ${look}` }, title, amount, note), title, amount, note };
}

// Shared with Python: MeterState. Only on this screen: whether it is open, and the calls that were asked for.
function drawMeter({ model, root, life, ask, trouble, failed, say }: View<MeterState>): void {
  const balance = figure("Balance", "hl-of-balance");
  const spent = figure("Spent in this session", "hl-of-spent");
  const held = figure("Held now", "hl-of-held");
  const saved = figure("Saved by replay", "hl-of-saved");
  const budget = figure("Budget", "hl-of-budget");
  const again = button({ icon: icon(marks.turn), label: "Ask for the balance again", look: "hl-ghost hl-square" });
  const fillUp = h("div", { class: "hl-gauge-fill" });
  const gauge = h("div", { class: "hl-gauge", role: "meter", "aria-valuemin": 0, "aria-valuemax": 100 }, fillUp);
  const panel = where(unique("where"));
  const open = button({ words: "Where it went", look: "hl-ghost hl-open" });
  open.append(icon(marks.chevron));
  set(open, { "aria-expanded": "false", "aria-controls": panel.element.id });
  const alarms = h("ul", { class: "hl-alarms", "aria-label": "Warnings" });
  const bar = h(
    "div",
    { class: "hl-purse" },
    h("dl", { class: "hl-figures" }, ...[balance, spent, held, saved, budget].map(({ element }) => element)),
    open,
  );
  const board = h("div", { class: "hl-meter-board", role: "group", "aria-label": "Cost meter" });
  board.append(bar, alarms, trouble.element, panel.element);
  root.append(board);
  balance.element.append(h("dd", {}, again));
  budget.element.append(h("dd", {}, gauge));

  let asked = 0;
  const look = () => {
    if (panel.element.hidden) return;
    asked += 1;
    const mine = asked;
    ask<Dear[]>("where").then(({ value }) => mine === asked && panel.show(value), failed);
  };
  const lookSoon = life.later(look, 150);
  const unfold = (shown: boolean) => {
    panel.element.hidden = !shown;
    set(open, { "aria-expanded": String(shown) });
    if (shown) look();
  };
  life.on(open, "click", () => unfold(panel.element.hidden !== false));
  life.on(board, "keydown", (event) => {
    if (event.key !== "Escape" || panel.element.hidden) return;
    event.preventDefault();
    unfold(false);
    open.focus();
  });
  life.on(again, "click", () => {
    set(again, { "aria-disabled": "true" });
    ask("ask")
      .catch(failed)
      .finally(() => set(again, { "aria-disabled": null }));
  });

  const showBalance = () => {
    const [amount, play] = [model.get("balance"), model.get("sandbox")];
    fill(balance.amount, amount ?? "unknown", play && icon(marks.flask));
    balance.note.textContent = standing({
      balance: amount,
      reach: model.get("reach"),
      asked: model.get("asked"),
      sandbox: play,
    });
    again.hidden = model.get("reach") === "known";
    set(balance.element, { "data-reach": model.get("reach") });
  };
  const showSums = () => {
    const notes = sent(model.get("calls"), model.get("replays"));
    spent.amount.textContent = model.get("spent");
    spent.note.textContent = notes.spent;
    saved.amount.textContent = model.get("saved");
    saved.note.textContent = notes.saved;
    held.amount.textContent = model.get("held");
    held.note.textContent = holding(model.get("under_way"), model.get("unpriced"));
    lookSoon();
  };
  for (const name of ["balance", "reach", "asked", "sandbox"] as const) life.add(watch(model, name, showBalance));
  for (const name of ["spent", "saved", "held", "calls", "replays", "under_way", "unpriced"] as const) {
    life.add(watch(model, name, showSums));
  }
  life.add(
    watch(model, "budgets", (all) => {
      panel.budgets(all);
      const first = all[0];
      budget.element.hidden = !first;
      if (!first) return;
      budget.title.textContent = budgetName(first);
      budget.amount.textContent = `${first.left} left`;
      budget.note.textContent = `of ${first.cap}, ${first.used} % used`;
      fillUp.style.width = `${Math.min(100, first.used)}%`;
      set(gauge, {
        "aria-label": budgetName(first),
        "aria-valuenow": Math.min(100, first.used),
        "aria-valuetext": left(first),
        "data-low": first.used >= 80,
      });
    }),
  );
  let known: readonly string[] = model.get("warnings");
  life.add(
    watch(model, "warnings", (all) => {
      alarms.hidden = all.length === 0;
      fill(alarms, ...all.map((words) => h("li", {}, icon(marks.alert), h("span", {}, words))));
      const said = fresh(known, all);
      if (said) say(said);
      known = all;
    }),
  );
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null, inert: off });
    }),
  );
  panel.show(null);
  ask("hello").catch(failed);
}

export default widget<MeterState>("meter", css, drawMeter);
