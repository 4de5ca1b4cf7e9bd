import { type Cell, insertBelow } from "../kit/cells";
import { copy } from "../kit/clipboard";
import { combobox } from "../kit/combobox";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import type { Item } from "../kit/item";
import * as marks from "../kit/marks";
import { menu } from "../kit/menu";
import { order } from "../kit/order";
import { enlarge } from "../kit/recipe";
import { toasts } from "../kit/toast";
import { type View, widget } from "../kit/view";
import { watch } from "../kit/watch";
import css from "./chat.css";
import { composer } from "./composer";
import { fence } from "./fence";
import { type SayingView, sayingView, thumbs } from "./saying";
import type { ChatState, Facts, Failed, Form, Head } from "./state";
import { type Around, asked, type TurnView, turnView } from "./turn";
import { SAID, spoken, total } from "./words";

/** Pixels from the end within which the log follows what is added. */
const NEAR = 48;

// Shared with Python: ChatState. Only on this screen: what is typed and not yet told, open menus, what is unfolded.
function drawChat({ model, root, life, ask, blobs, trouble, failed, say }: View<ChatState>): void {
  const views = new Map<number, { view: TurnView; facts: Facts | null; state: string }>();
  let saying: SayingView | null = null;
  let ours = "";
  let starting = false;
  let fetching = false;
  let near = true;

  const doing = async (name: string, args: object = {}): Promise<boolean> => {
    try {
      await ask(name, args);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  };
  const isBusy = () => starting || model.get("running") !== null || model.get("disabled");

  // what is on the screen

  const list = h("div", { class: "hl-log-list" });
  const blank = h("div", { class: "hl-blank-log" }, icon(marks.spark), h("p", {}, SAID.empty));
  const log = h(
    "div",
    { class: "hl-log", role: "log", "aria-live": "off", "aria-label": "Conversation", tabindex: 0 },
    blank,
    list,
  );
  const models = combobox(
    "Model",
    () =>
      model.get("models").map(({ id, kind, price, basis }) => ({
        id,
        words: kind,
        aside: price,
        note: [kind, basis].filter(Boolean).join(" · "),
      })),
    (id) => {
      model.set("model", id);
      model.save_changes();
    },
    life,
  );
  models.element.title = "Credits per 1000 tokens, read / written";
  const sums = h("span", { class: "hl-sums" });
  const more = button({ icon: icon(marks.more), label: "More", look: "hl-ghost hl-square" });
  const head = h("header", { class: "hl-chat-head" }, models.element, sums, h("div", { class: "hl-more" }, more));
  const play = h("span", { class: "hl-sandbox" }, icon(marks.flask), "Sandbox: made on this machine, play credits");
  const panel = h("div", { class: "hl-panel" }, head, log, trouble.element);
  root.append(panel);
  const toast = toasts(root, life);

  const open = (item: Item) => void enlarge({ root, item, ask, blobs, life, say });
  const send = async (form: Form, yes: { confirm: boolean; spend_anyway: boolean }) => {
    starting = true;
    trouble.show(null);
    near = true;
    showBusy();
    const isSent = await doing("say", { form, ...yes });
    if (isSent) say("Sent.");
    starting = false;
    showBusy();
    desk.focus();
    return isSent;
  };
  const around: Around = {
    root,
    ask,
    blobs,
    life,
    fence: fence(root, life, () => toast(SAID.copied)),
    open,
    say,
    toast,
    failed,
    send,
    goTo: (id) => void doing("go_to", { id }),
    isBusy,
  };
  const desk = composer(around);
  panel.append(h("div", { class: "hl-chat-foot" }, desk.element, play));

  menu(
    more,
    [
      { icon: icon(marks.text), words: "Copy as Markdown", chosen: () => void take("markdown") },
      { icon: icon(marks.code), words: "Copy as Python", chosen: () => void take("python") },
      { icon: icon(marks.add), words: "To notebook cells", chosen: () => void cells() },
      { icon: icon(marks.close), words: "Clear", chosen: () => void clear() },
    ],
    life,
  );
  const take = async (form: "markdown" | "python") => {
    try {
      const { value } = await ask<string>("export", { form });
      if (await copy(root, value, "Conversation", life)) toast(SAID.copied);
    } catch (error) {
      failed(error);
    }
  };
  const cells = async () => {
    try {
      const { value } = await ask<Cell[]>("export", { form: "cells" });
      if (await insertBelow(root, value)) return toast(SAID.inserted);
      await take("python");
      toast(SAID.noCells);
    } catch (error) {
      failed(error);
    }
  };
  const clear = async () => {
    if (isBusy() || !(await doing("clear"))) return;
    const back = async () => {
      if (await doing("undo_clear")) say(SAID.back);
      desk.focus();
    };
    toast(SAID.cleared, { words: "Undo", chosen: () => void back() });
    desk.focus();
  };

  // the turns

  const viewOf = (id: number) => {
    const found = views.get(id) ?? { view: turnView(around), facts: null, state: "" };
    views.set(id, found);
    return found;
  };
  /** What the page lacks of the branch, one message after the other. */
  const fetchTurns = async () => {
    if (fetching) return;
    fetching = true;
    for (;;) {
      const lacking = model.get("turns").filter(({ id, state }) => viewOf(id).state !== state);
      if (!lacking.length) break;
      try {
        const { value } = await ask<Facts[]>("turns", { ids: lacking.map(({ id }) => id) });
        for (const facts of value) {
          const one = viewOf(facts.id);
          one.facts = facts;
          one.state = lacking.find(({ id }) => id === facts.id)?.state ?? "";
          if (ours && !model.get("running")) announce(facts);
        }
        if (!value.length) break;
      } catch (error) {
        failed(error);
        break;
      }
      draw();
    }
    fetching = false;
    draw();
  };
  /** A whole answer that was waited for here is read out once. */
  const announce = (facts: Facts) => {
    if (facts.id !== model.get("turns").at(-1)?.id) return;
    ours = "";
    say(spoken(facts.text));
  };

  const draw = () => {
    const running = model.get("running");
    const broken = model.get("failed");
    const heads = model.get("turns");
    const cut = running ?? broken;
    const path = cut ? upTo(heads, cut.follows) : heads;
    const elements: HTMLElement[] = [];
    let lacks = false;
    for (const head of path) {
      const { view, facts } = viewOf(head.id);
      if (facts) {
        const written = !running && head === heads.at(-1) && !view.element.isConnected ? saying?.take() : null;
        if (written) view.adopt(written);
        view.show(facts, head);
        elements.push(view.element);
      } else lacks = true;
      view.busy();
    }
    if (saying && (running || lacks)) elements.push(saying.element);
    else if (saying && !running) {
      saying.end();
      saying = null;
    }
    if (broken && !running) elements.push(brokenOf(broken));
    blank.hidden = elements.length > 0 || heads.length > 0;
    order(list, elements);
    follow();
  };
  let drawnBroken: { key: string; element: HTMLElement } | null = null;
  const brokenOf = (one: Failed): HTMLElement => {
    if (drawnBroken?.key === one.key) return drawnBroken.element;
    const again = button({ words: one.asks ? "Send anyway" : "Try again", icon: icon(marks.turn), look: "hl-plain" });
    const back = button({ words: "Edit", icon: icon(marks.pencil), look: "hl-ghost" });
    again.addEventListener("click", () => void retry(one));
    back.addEventListener("click", async () => {
      await doing("give_up");
      desk.focus();
    });
    const next = one.problem.next ? h("span", { class: "hl-quiet" }, one.problem.next) : null;
    const words = h("div", { class: "hl-strip-words" }, one.problem.message, next);
    const box = h("div", { class: "hl-strip", role: "alert" }, icon(marks.alert), words);
    const element = h(
      "article",
      { class: "hl-turn" },
      asked(one.asked, thumbs(one.references)),
      box,
      h("div", { class: "hl-turn-tools" }, again, back),
    );
    drawnBroken = { key: one.key, element };
    return element;
  };
  const retry = async ({ asks }: Failed) => {
    if (isBusy()) return;
    await doing("retry", { confirm: asks });
    desk.focus();
  };
  const stop = async () => {
    if (await doing("stop")) say(SAID.stopped);
    desk.focus();
  };
  const follow = () => {
    if (near) log.scrollTop = log.scrollHeight;
  };
  const showBusy = () => {
    desk.busy(model.get("disabled"));
    set(root, {
      "aria-busy": String(model.get("running") !== null),
      "data-state": model.get("running") ? "running" : "idle",
    });
    models.input.disabled = model.get("disabled") || model.get("running") !== null;
    for (const { view } of views.values()) view.busy();
  };
  life.on(log, "scroll", () => {
    near = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  });
  if (typeof ResizeObserver === "function") {
    const watcher = new ResizeObserver(follow);
    watcher.observe(list);
    life.add(() => watcher.disconnect());
  }

  // hands

  life.on(root, "keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !model.get("running")) return;
    event.preventDefault();
    void stop();
  });

  // Python's side

  life.add(
    watch(model, "running", (running) => {
      if (running && saying?.key !== running.key) {
        saying?.end();
        saying = sayingView(around, running, () => void stop());
        ours = running.key;
      }
      showBusy();
      draw();
    }),
  );
  life.add(
    watch(model, "turns", () => {
      void fetchTurns();
      draw();
    }),
  );
  life.add(
    watch(model, "failed", (one) => {
      if (!one) drawnBroken = null;
      draw();
    }),
  );
  life.add(watch(model, "draft", desk.draft));
  life.add(watch(model, "references", desk.references));
  life.add(watch(model, "price", desk.price));
  life.add(watch(model, "model", (id) => models.show(id)));
  life.add(watch(model, "models", () => models.show(model.get("model"))));
  life.add(
    watch(model, "account", (account) => {
      const balance = account.balance === null ? null : h("span", { class: "hl-quiet" }, ` Balance ${account.balance}`);
      fill(sums, h("span", {}, total(account)), balance);
    }),
  );
  life.add(
    watch(model, "sandbox", (isPlay) => {
      play.hidden = isPlay !== true;
    }),
  );
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null });
      showBusy();
    }),
  );
  life.add(() => {
    saying?.end();
    for (const { view } of views.values()) view.end();
  });
  ask("hello").catch(failed);
}

/** The turns up to one; none where it is null. */
function upTo(heads: readonly Head[], id: number | null): readonly Head[] {
  return heads.slice(0, heads.findIndex((one) => one.id === id) + 1);
}

export default widget<ChatState>("chat", css, drawChat);
