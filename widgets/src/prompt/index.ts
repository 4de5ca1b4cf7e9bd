import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { button, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { credits, KINDS, replay } from "../kit/item";
import { live } from "../kit/live";
import * as marks from "../kit/marks";
import type { Off, Problem, RenderProps } from "../kit/model";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import { arm } from "./arm";
import { buttons } from "./buttons";
import { showCode } from "./code";
import { type Change, fieldRows } from "./fields";
import { aboutReferences, type Form, sent } from "./form";
import { MAKES } from "./kinds/all";
import { modelPicker } from "./models";
import { presses } from "./press";
import { spend } from "./price";
import css from "./prompt.css";
import { purse } from "./purse";
import { quotes } from "./quote";
import { referencePicker } from "./references";
import { stage } from "./stage";
import type { Fields, KindName, ModelOption, Price, PromptState, Reference, Result } from "./state";
import { tabs } from "./tabs";
import { wordBox } from "./words/box";

// Shared with Python: PromptState. Only on this screen: what is typed and not yet told, open menus, the ticked consent.
function render(props: RenderProps<PromptState>): Off {
  const { model } = props;
  const life = scope();
  const root = live(props, "prompt", css, life);
  if (!root) return life.end;
  const ask = asker(model, life);
  const blobs = keepBlobs(ask, life);

  const asked: Fields = { ...model.get("value").fields };
  let { kind, model: chosen } = model.get("value");
  let fields: Fields = { ...asked };
  let references: readonly Reference[] = [];
  /** The model that was chosen for each kind. */
  const before = new Map<KindName, string>([[kind, chosen]]);
  const seen = new Set<string>();
  let problem: Problem | null = null;
  /** Whether the form of Python's side is here, so that it is drawn once and not for each part of it. */
  let ready = false;

  const makes = () => MAKES[kind];
  const option = (): ModelOption | undefined => model.get("models").find(({ id }) => id === chosen);
  const facts = (name = kind) => model.get("kinds").find((one) => one.name === name);
  const rows = () => makes().rows(option(), facts(), asked);
  const form = (): Form => ({
    ...box.said(),
    kind,
    model: chosen,
    fields: sent(rows(), fields),
    references: references.map(({ digest }) => digest),
    seen: [...seen],
  });
  const isRunning = () => send.starting || model.get("state") === "running";
  const isDisabled = () => model.get("disabled");

  // what is on the screen

  const heard = h("div", { class: "hl-hear", role: "status" });
  const say = (said: string) => {
    heard.textContent = said;
  };
  const kinds = tabs((name) => {
    before.set(kind, chosen);
    kind = name;
    if (!option()?.modes.includes(name)) chosen = before.get(name) ?? facts()?.model ?? chosen;
    changed();
    say(`${makes().label}, made by ${chosen}.`);
  });
  const offered = () => model.get("models").filter(({ modes }) => modes.includes(kind));
  const models = modelPicker(
    offered,
    (id) => {
      chosen = id;
      changed();
    },
    ask,
    life,
  );
  const inputs = fieldRows((change) => edited(change));
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
      if (first(list) !== first(references)) fields = without(fields, "mask");
      references = list;
      changed();
    },
    masked: (mask) => edited({ mask }),
  });
  const box = wordBox(
    {
      root,
      ask,
      life,
      say,
      failed,
      changed: (typing) => changed(typing),
      slots: () => references.filter((one) => one.kind === "image" && makes().takes.includes("image")),
      fits: (one) => one.kind === kind,
      chosen: (one) => {
        kind = one.kind;
        chosen = one.model;
        changed();
        say("The words of that call are here.");
      },
    },
    model.get("value"),
  );
  const scene = stage({ root, ask, blobs, life, say, failed, stop: () => void send.stop() });

  const question = arm((timedOut) => {
    showButtons();
    if (question.asked) say(`${spend(quote.price)}? Press again to send it. Escape takes it back.`);
    else if (timedOut) say("Nothing was spent; the question was taken back.");
  }, life);
  const tick = h("input", { type: "checkbox" });
  const consent = h("label", { class: "hl-consent", hidden: true }, tick, "Price unknown: spend anyway");
  const money = purse();
  const play = h(
    "span",
    { class: "hl-sandbox", title: "Sandbox: made on this machine by simple engines, paid with play credits" },
    icon(marks.flask),
    "Sandbox: made on this machine, play credits",
  );
  const code = button({ icon: icon(marks.code), label: "Show as code", look: "hl-ghost hl-square hl-tall" });
  // the second click of a double click is no answer to what the first one asked
  const both = buttons((which, event) => {
    if (!(question.asked && event.detail > 1)) void send.press(which);
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
    kinds.element,
    h(
      "div",
      { class: "hl-paper" },
      box.words,
      ...box.parts,
      h("div", { class: "hl-paper-foot" }, picker.element, box.history),
    ),
    h("div", { class: "hl-rows" }, modelRow, inputs.element),
    trouble.element,
    h("div", { class: "hl-bottom" }, consent, foot, play),
  );
  root.append(h("div", { class: "hl-panel" }, desk, scene.element), heard);

  // how it follows what changes

  function tell(found: Problem | null): void {
    problem = found;
    trouble.show(found ?? quiet());
    const field = (found ?? quiet())?.field ?? null;
    inputs.blame(field);
    picker.blame(field);
    const isWords = field === "prompt" || field === "text";
    box.words.classList.toggle("hl-blamed", isWords);
    modelRow.classList.toggle("hl-blamed", field === "model");
    set(box.words, { "aria-invalid": isWords ? "true" : null });
  }
  /** A form the model does not take is said as soon as it is seen, except what the slots already say. */
  function quiet(): Problem | null {
    const said = quote.price?.problem;
    return said && !aboutReferences(said.field) ? said : null;
  }
  function showForm(): void {
    if (!ready) return;
    const wordless = makes().wordless(option());
    kinds.show(model.get("kinds"), kind);
    inputs.show(rows(), fields);
    picker.show(references, option(), makes(), fields);
    box.show({
      placeholder: wordless || makes().placeholder,
      wordless: wordless !== "",
      disabled: isDisabled(),
    });
    const taken = sent(rows(), fields);
    scene.frame(taken.aspect_ratio ?? taken.size ?? option()?.aspect_ratio ?? option()?.size ?? "1:1", makes());
    models.show(chosen);
  }
  function showPrice(): void {
    const { price } = quote;
    picker.refuse(aboutReferences(price?.problem?.field) ? (price?.problem?.message ?? null) : null);
    box.resolve(price?.words);
    consent.hidden = !price || price.known || Boolean(price.problem);
    money.show({ price, kept: keptNow(), balance: model.get("balance"), waiting: quote.waiting });
    play.hidden = model.get("sandbox") !== true;
    showButtons();
  }
  /** What the shelf has of this form, where that is sure to be what is on the screen. */
  function keptNow(): Price["kept"] {
    return quote.price?.kept && !quote.price.problem ? quote.price.kept : null;
  }
  function showButtons(): void {
    both.show({
      price: quote.price,
      kept: Boolean(keptNow()),
      running: isRunning(),
      disabled: isDisabled(),
      asked: question.asked,
    });
  }
  function changed(typing = false): void {
    quote.changed(typing);
    question.back();
    if (problem) tell(null);
    showForm();
  }
  function edited(change: Change): void {
    fields = { ...fields, ...change } as Fields;
    for (const key of Object.keys(change) as (keyof Fields)[])
      if (fields[key] === undefined) fields = without(fields, key);
    changed();
  }
  const quote = quotes({
    ask,
    form,
    life,
    failed,
    busy: money.wait,
    told: () => {
      showPrice();
      if (!problem) tell(null);
    },
  });
  const send = presses({
    ask,
    form,
    quote,
    question,
    isShut: () => isRunning() || isDisabled(),
    isKept: () => Boolean(keptNow()),
    consent: { asked: () => !consent.hidden, given: () => tick.checked, focus: () => tick.focus() },
    tell,
    shown: showPrice,
    say,
  });

  // hands

  life.on(code, "click", () => void showCode(root, ask, form, life));
  life.on(tick, "change", () => tell(null));
  life.on(root, "keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && question.back()) {
      event.preventDefault();
      say("Nothing was spent.");
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if ((event.target as Element).closest("dialog")) return;
    event.preventDefault();
    // a key that is held down says one thing once
    if (!event.repeat) void send.press(event.shiftKey && keptNow() ? "another" : "make");
  });

  // Python's side

  life.add(
    watch(model, "value", (value) => {
      if (quote.open) return;
      box.take(value);
      chosen = value.model;
      kind = value.kind ?? option()?.modes[0] ?? kind;
      fields = { ...fields, ...value.fields };
      showForm();
    }),
  );
  life.add(
    watch(model, "references", (list) => {
      const fresh = list.filter(({ digest }) => !seen.has(digest));
      for (const { digest } of list) seen.add(digest);
      if (references.length && !list.some(({ digest }) => digest === first(references)))
        fields = without(fields, "mask");
      references = quote.open ? [...references, ...fresh] : list;
      showForm();
    }),
  );
  life.add(watch(model, "models", showForm));
  life.add(watch(model, "kinds", showForm));
  ready = true;
  showForm();
  life.add(
    watch(model, "price", (found) => {
      // a question was about the price that it showed
      if (found?.text !== quote.price?.text) question.back();
      quote.take(found);
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
  let wasRunning = false;
  const showState = () => {
    const state = model.get("state");
    const result = model.get("result");
    scene.show(state, result);
    set(root, { "data-state": state, "aria-busy": String(state === "running") });
    showPrice();
    if (state === "running") say(`Making your ${makes().noun}.`);
    if (state === "done" && result) say(arrived(result));
    if (state === "done" && wasRunning) {
      inputs.made();
      models.look();
    }
    wasRunning = state === "running";
  };
  life.add(watch(model, "state", showState));
  life.add(watch(model, "result", () => model.get("state") !== "running" && showState()));
  life.add(watch(model, "progress", scene.progress));

  ask("hello").catch((error) => failed(problemOf(error)));
  models.look();
  requestAnimationFrame(box.grow);
  return life.end;
}

/** Digest of the picture that a mask would be painted on. */
function first(list: readonly Reference[]): string | undefined {
  return list.find(({ kind }) => kind === "image")?.digest;
}

function without(fields: Fields, name: keyof Fields): Fields {
  const { [name]: _, ...rest } = fields;
  return rest;
}

function arrived({ items, cost, replayed, saved }: Result): string {
  const noun = KINDS[items[0]?.kind ?? "image"].noun;
  if (replayed) return `The ${noun} is here, from the shelf: ${replay(saved)}.`;
  return `The ${noun} is here.${cost ? ` It cost ${credits(cost)}.` : ""}`;
}

export default { render };
