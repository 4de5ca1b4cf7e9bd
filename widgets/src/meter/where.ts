import { fill, h } from "../kit/dom";
import { icon } from "../kit/icons";
import { callOf } from "../kit/kinds";
import { when } from "../kit/when";
import type { Budget, Dear } from "./state";
import { budgetName, cost, left } from "./words";

/** Where it went: the dearest calls of the session, and every budget in force. */
export function where(id: string): {
  element: HTMLElement;
  show(calls: readonly Dear[] | null): void;
  budgets(all: readonly Budget[]): void;
} {
  const list = h("ol", { class: "hl-dear" });
  const none = h("p", { class: "hl-quiet" });
  const others = h("ul", { class: "hl-caps" });
  const element = h(
    "div",
    { class: "hl-where", id, role: "region", "aria-label": "Where it went", hidden: true },
    h("h3", {}, "Dearest calls of this session"),
    list,
    none,
    others,
  );
  return {
    element,
    show(calls) {
      none.textContent = calls === null ? "…" : "Nothing was spent in this session yet.";
      none.hidden = Boolean(calls?.length);
      list.hidden = !none.hidden;
      fill(list, ...(calls ?? []).map(line));
    },
    budgets(all) {
      others.hidden = all.length < 2;
      fill(others, ...all.map((one) => h("li", {}, h("span", {}, budgetName(one)), h("span", {}, left(one)))));
    },
  };
}

function line(call: Dear): HTMLElement {
  const { noun, mark } = callOf(call.kind);
  return h(
    "li",
    { class: "hl-dear-one" },
    icon(mark),
    h("span", { class: "hl-dear-what" }, h("strong", {}, noun), ` ${call.words || "no words"}`),
    h("span", { class: "hl-dear-model hl-quiet" }, call.model),
    h("span", { class: "hl-dear-when hl-quiet" }, when(call.sent)),
    h("span", { class: "hl-dear-cost" }, cost(call)),
  );
}
