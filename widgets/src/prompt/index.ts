import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { combobox } from "../kit/combobox";
import { button, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits } from "../kit/item";
import { live } from "../kit/live";
import type { Off, Problem, RenderProps } from "../kit/model";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import { type Asked, arm } from "./arm";
import { buttons } from "./buttons";
import { showCode } from "./code";
import { fieldRows } from "./fields";
import { aboutReferences, type Form, sent } from "./form";
import { replay, spend } from "./price";
import css from "./prompt.css";
import { purse } from "./purse";
import { referencePicker } from "./references";
import { stage } from "./stage";
import type { Fields, ModelOption, Price, PromptState, Reference, Result } from "./state";

/** A price is asked when the hands rest for so long, in milliseconds. */
const REST = 80;
/** After so long without an answer the kernel counts as busy. */
const BUSY = 1500;

// Shared with Python: PromptState. Only on this screen: what is typed and not yet told, open menus, the ticked consent.
function render(props: RenderProps<PromptState>): Off {
  const { model } = props;
  const life = scope();
  const root = live(props, "prompt", css, life);
  if (!root) return life.end;
  const ask = asker(model, life);
  const blobs = keepBlobs(ask, life);

  const asked: Fields = { ...model.get("value").fields };
  let { prompt, model: chosen } = model.get("value");
  let fields: Fields = { ...asked };
  let references: readonly Reference[] = [];
  const seen = new Set<string>();
  let price: Price | null = null;
  let dirty = false;
  let asking = false;
  let starting = false;
  let pressing = false;
  let quoting: Promise<boolean> = Promise.resolve(true);
  let problem: Problem | null = null;

  const option = (): ModelOption | undefined => model.get("models").find(({ id }) => id === chosen);
  const form = (): Form => ({
    prompt,
    model: chosen,
    fields: sent(option(), fields, asked),
    references: references.map(({ digest }) => digest),
    seen: [...seen],
  });
  const isRunning = () => starting || model.get("state") === "running";
  const isDisabled = () => model.get("disabled");

  // what is on the screen

  const heard = h("div", { class: "hl-hear", role: "status" });
  const say = (words: string) => {
    heard.textContent = words;
  };
  const words = h("textarea", {
    class: "hl-words",
    rows: 3,
    placeholder: "Describe a picture: a lighthouse at dusk, waves breaking, oil on canvas…",
    "aria-label": "Prompt",
  });
  words.value = prompt;
  const models = combobox(
    "Model",
    () =>
      model.get("models").map(({ id, kind, price: costs, basis }) => ({
        id,
        words: kind.replace("_", " "),
        aside: costs,
        note: [kind.replace("_", " "), basis].filter(Boolean).join(" · "),
      })),
    (id) => {
      chosen = id;
      changed();
    },
    life,
  );
  const rows = fieldRows((change) => {
    fields = { ...fields, ...change };
    for (const key of Object.keys(change) as (keyof Fields)[]) if (fields[key] === undefined) delete fields[key];
    changed();
  }, life);
  const trouble = strip(() => {
    model.set("last_error", null);
    model.save_changes();
    tell(null);
  }, life);
  const failed = (found: Problem) => tell(found);
  const picker = referencePicker({
    root,
    ask,
    blobs,
    life,
    say,
    failed,
    isDisabled,
    changed: (list) => {
      references = list;
      changed();
    },
  });
  const scene = stage({ root, ask, blobs, life, say, failed, stop: () => void stop() });

  const question = arm((timedOut) => {
    showButtons();
    if (question.asked) say(`${spend(price)}? Press again to send it. Escape takes it back.`);
    else if (timedOut) say("Nothing was spent; the question was taken back.");
  }, life);
  const tick = h("input", { type: "checkbox" });
  const consent = h("label", { class: "hl-consent", hidden: true }, tick, "Price unknown: spend anyway");
  const money = purse();
  const play = h(
    "span",
    { class: "hl-sandbox", title: "Sandbox: made on this machine by simple engines, paid with play credits" },
    icon("flask"),
    "Sandbox: made on this machine, play credits",
  );
  const code = button({ icon: icon("code"), label: "Show as code", look: "hl-ghost hl-square hl-tall" });
  // the second click of a double click is no answer to what the first one asked
  const both = buttons((which, event) => {
    if (!(question.asked && event.detail > 1)) void press(which);
  }, life);
  const foot = h(
    "div",
    { class: "hl-foot" },
    money.element,
    h("div", { class: "hl-row hl-go" }, code, both.another, both.make),
  );
  const modelRow = h("div", { class: "hl-field" }, h("span", { class: "hl-label" }, "Model"), models.element);
  const desk = h(
    "div",
    { class: "hl-desk" },
    h("div", { class: "hl-paper" }, words, picker.element),
    h("div", { class: "hl-rows" }, modelRow, rows.element),
    trouble.element,
    h("div", { class: "hl-bottom" }, consent, foot, play),
  );
  root.append(h("div", { class: "hl-panel" }, desk, scene.element), heard);

  // how it follows what changes

  function tell(found: Problem | null): void {
    problem = found;
    trouble.show(found ?? quiet());
    const field = (found ?? quiet())?.field ?? null;
    rows.blame(field);
    picker.blame(field);
    words.classList.toggle("hl-blamed", field === "prompt");
    modelRow.classList.toggle("hl-blamed", field === "model");
    set(words, { "aria-invalid": field === "prompt" ? "true" : null });
  }
  /** A form the model does not take is said as soon as it is seen, except what the slots already say. */
  function quiet(): Problem | null {
    return price?.problem && !aboutReferences(price.problem.field) ? price.problem : null;
  }
  function showForm(): void {
    rows.show(option(), fields, asked);
    picker.show(references, option());
    const taken = sent(option(), fields, asked);
    scene.frame(taken.aspect_ratio ?? taken.size ?? option()?.aspect_ratio ?? option()?.size ?? "1:1");
    models.show(chosen);
  }
  function showPrice(): void {
    picker.refuse(aboutReferences(price?.problem?.field) ? (price?.problem?.message ?? null) : null);
    consent.hidden = !price || price.known || Boolean(price.problem);
    money.show({ price, kept: keptNow(), balance: model.get("balance"), waiting: asking && dirty });
    play.hidden = model.get("sandbox") !== true;
    showButtons();
  }
  /** What the shelf has of this form, where that is sure to be what is on the screen. */
  function keptNow(): Price["kept"] {
    return price?.kept && !price.problem ? price.kept : null;
  }
  function showButtons(): void {
    both.show({
      price,
      kept: Boolean(keptNow()),
      running: isRunning(),
      disabled: isDisabled(),
      asked: question.asked,
    });
  }

  /** True where the price that is shown is that of the form. */
  const quote = async (): Promise<boolean> => {
    asking = true;
    let sure = true;
    const busy = setTimeout(money.wait, BUSY);
    while (dirty) {
      dirty = false;
      try {
        const { value } = await ask<Price>("quote", { form: form() });
        // an answer to a form that has changed since is old
        if (!dirty) price = value;
        sure = true;
      } catch (error) {
        failed(problemOf(error));
        sure = false;
      }
    }
    clearTimeout(busy);
    asking = false;
    // what could not be priced is asked about again by the next press
    dirty = !sure;
    showPrice();
    if (!problem) tell(null);
    return sure;
  };
  const fresh = (): Promise<boolean> => {
    if (dirty && !asking) quoting = quote();
    return asking ? quoting : Promise.resolve(true);
  };
  const soon = life.later(() => void fresh(), REST);
  function changed(): void {
    dirty = true;
    question.back();
    if (problem) tell(null);
    showForm();
    soon();
  }

  /** A press of the main button, or of the one beside it where there is one. */
  const press = async (which: Asked) => {
    if (pressing || isRunning() || isDisabled()) return;
    pressing = true;
    // what is on the screen decides, not what the last answer was about
    const sure = await fresh();
    pressing = false;
    if (!sure || isRunning() || isDisabled()) return;
    const kept = keptNow();
    const spends = !kept || which === "another";
    if (spends && !consent.hidden && !tick.checked) {
      tell({
        message: "The price of this model is not known.",
        field: "model",
        next: "Tick “spend anyway” to go on, or choose another model.",
      });
      tick.focus();
      return;
    }
    const confirmed = question.asked === which;
    question.back();
    if (spends && price?.asks && !confirmed) question.ask(which);
    else await generate(confirmed, Boolean(kept) && which === "another");
  };
  const generate = async (confirm: boolean, another: boolean) => {
    starting = true;
    tell(null);
    showPrice();
    try {
      await ask("generate", { form: form(), spend_anyway: tick.checked, confirm, another }, { seconds: 600 });
    } catch (error) {
      failed(problemOf(error));
    }
    starting = false;
    showPrice();
  };
  const stop = async () => {
    try {
      await ask("stop_waiting");
      say("You stopped waiting. If the picture is made, it lands on the shelf.");
    } catch (error) {
      failed(problemOf(error));
    }
  };
  // hands

  const grow = () => {
    words.style.height = "auto";
    words.style.height = `${Math.min(words.scrollHeight, 260)}px`;
  };
  life.on(words, "input", () => {
    prompt = words.value;
    grow();
    changed();
  });
  life.on(code, "click", () => void showCode(root, ask, form, life));
  life.on(tick, "change", () => tell(null));
  life.on(root, "keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && question.back()) {
      event.preventDefault();
      say("Nothing was spent.");
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    // a key that is held down says one thing once
    if (!event.repeat) void press(event.shiftKey && keptNow() ? "another" : "make");
  });

  // Python's side

  life.add(
    watch(model, "value", (value) => {
      if (dirty || asking) return;
      if (value.prompt !== prompt) {
        prompt = value.prompt;
        words.value = prompt;
        grow();
      }
      chosen = value.model;
      fields = { ...fields, ...value.fields };
      showForm();
    }),
  );
  life.add(
    watch(model, "references", (list) => {
      const fresh = list.filter(({ digest }) => !seen.has(digest));
      for (const { digest } of list) seen.add(digest);
      references = dirty || asking ? [...references, ...fresh] : list;
      showForm();
    }),
  );
  life.add(watch(model, "models", showForm));
  life.add(
    watch(model, "price", (found) => {
      // a question was about the price that it showed
      if (found?.text !== price?.text) question.back();
      if (!dirty && !asking) price = found;
      showPrice();
    }),
  );
  life.add(
    watch(model, "balance", (amount) => {
      scene.balance(amount);
      showPrice();
    }),
  );
  life.add(watch(model, "sandbox", showPrice));
  life.add(
    watch(model, "disabled", (off) => {
      set(root, { "aria-disabled": off ? "true" : null });
      for (const one of desk.querySelectorAll<HTMLInputElement>("input, textarea, button")) one.disabled = off;
      if (!off) showForm();
      showPrice();
    }),
  );
  life.add(watch(model, "last_error", tell));
  const showState = () => {
    const state = model.get("state");
    scene.show(state, model.get("result"));
    set(root, { "data-state": state, "aria-busy": String(state === "running") });
    showPrice();
    const result = model.get("result");
    if (state === "running") say("Making your picture.");
    if (state === "done" && result) say(arrived(result));
  };
  life.add(watch(model, "state", showState));
  life.add(watch(model, "result", () => model.get("state") !== "running" && showState()));

  ask("hello").catch((error) => failed(problemOf(error)));
  requestAnimationFrame(grow);
  return life.end;
}

function arrived({ cost, replayed, saved }: Result): string {
  if (replayed) return `The picture is here, from the shelf: ${replay(saved)}.`;
  return `The picture is here.${cost ? ` It cost ${credits(cost)}.` : ""}`;
}

export default { render };
