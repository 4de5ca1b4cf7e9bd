import { asker, problemOf } from "../kit/ask";
import { blobs as keepBlobs } from "../kit/blobs";
import { copy } from "../kit/clipboard";
import { combobox } from "../kit/combobox";
import { dialog } from "../kit/dialog";
import { button, fill, h, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { live } from "../kit/live";
import type { Off, Problem, RenderProps } from "../kit/model";
import { credits } from "../kit/recipe";
import { scope } from "../kit/scope";
import { strip } from "../kit/strip";
import { watch } from "../kit/watch";
import { fieldRows } from "./fields";
import { aboutReferences, type Form, sent } from "./form";
import css from "./prompt.css";
import { referencePicker } from "./references";
import { stage } from "./stage";
import type { Fields, ModelOption, Price, PromptState, Reference } from "./state";

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

  const tick = h("input", { type: "checkbox" });
  const consent = h("label", { class: "hl-consent", hidden: true }, tick, "Price unknown: spend anyway");
  const cost = h("span", { class: "hl-cost" });
  const account = h("span", { class: "hl-account" });
  const play = h(
    "span",
    { class: "hl-sandbox", title: "Sandbox: made on this machine by simple engines, paid with play credits" },
    icon("flask"),
    "Sandbox: made on this machine, play credits",
  );
  const code = button({ icon: icon("code"), label: "Show as code", look: "hl-ghost hl-square hl-tall" });
  const go = button({ words: "Generate", look: "hl-primary", title: "Ctrl+Enter" });
  const goWords = go.querySelector("span") as HTMLElement;
  const foot = h(
    "div",
    { class: "hl-foot" },
    h("div", { class: "hl-money" }, cost, account),
    h("div", { class: "hl-row hl-go" }, code, go),
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
    const text = price?.text ?? "";
    picker.refuse(aboutReferences(price?.problem?.field) ? (price?.problem?.message ?? null) : null);
    const known = Boolean(price?.known);
    const amount = price?.problem ? "no price" : text;
    const basis = known ? h("span", { class: "hl-basis" }, price?.basis ?? "") : null;
    fill(cost, h("strong", {}, amount || "…"), basis);
    cost.title = known
      ? `${price?.basis}, price book ${price?.version}${price?.source ? `: ${price.source}` : ""}`
      : "";
    cost.classList.toggle("hl-waiting", asking && dirty);
    consent.hidden = known || !price || Boolean(price.problem);
    const balance = model.get("balance");
    const after = known ? price?.after : null;
    fill(
      account,
      balance === null ? "" : `Balance ${balance}`,
      balance !== null && after
        ? h(
            "span",
            { class: price?.enough === false ? "hl-short" : "" },
            ` → ${price?.low === price?.high ? "" : "about "}${after}`,
          )
        : null,
    );
    goWords.textContent = isRunning() ? "Working…" : known ? `Generate · ${text}` : "Generate";
    go.disabled = isRunning() || isDisabled();
    play.hidden = model.get("sandbox") !== true;
  }

  const quote = async () => {
    if (asking) return;
    asking = true;
    const busy = setTimeout(() => cost.classList.add("hl-waiting"), BUSY);
    while (dirty) {
      dirty = false;
      try {
        const { value } = await ask<Price>("quote", { form: form() });
        // an answer to a form that has changed since is old
        if (!dirty) price = value;
      } catch (error) {
        failed(problemOf(error));
      }
    }
    clearTimeout(busy);
    asking = false;
    showPrice();
    if (!problem) tell(null);
  };
  const soon = life.later(() => void quote(), REST);
  function changed(): void {
    dirty = true;
    if (problem) tell(null);
    showForm();
    soon();
  }

  const generate = async () => {
    if (isRunning() || isDisabled()) return;
    if (!consent.hidden && !tick.checked) {
      tell({
        message: "The price of this model is not known.",
        field: "model",
        next: "Tick “spend anyway” to go on, or choose another model.",
      });
      tick.focus();
      return;
    }
    starting = true;
    tell(null);
    showPrice();
    try {
      await ask("generate", { form: form(), spend_anyway: tick.checked }, { seconds: 600 });
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
  const showCode = async () => {
    const area = h("textarea", {
      class: "hl-code",
      readonly: true,
      rows: 12,
      spellcheck: "false",
      "aria-label": "Source",
    });
    const note = h("span", { class: "hl-quiet", role: "status" });
    const tabs = (["python", "curl"] as const).map((language) => {
      const tab = button({ words: language === "python" ? "Python" : "curl", look: "hl-plain" });
      tab.addEventListener("click", () => void load(language));
      return { language, tab };
    });
    const take = button({ words: "Copy", look: "hl-primary" });
    const load = async (language: "python" | "curl") => {
      for (const one of tabs) set(one.tab, { "aria-pressed": String(one.language === language) });
      try {
        area.value = (await ask<string>("code", { form: form(), language })).value;
        note.textContent = "";
        take.disabled = false;
      } catch (error) {
        take.disabled = true;
        area.value = "";
        note.textContent = problemOf(error).message;
      }
    };
    take.addEventListener("click", async () => {
      if (await copy(root, area.value, "Source", life)) note.textContent = "Copied.";
    });
    const row = h(
      "div",
      { class: "hl-row" },
      ...tabs.map(({ tab }) => tab),
      h("span", { class: "hl-gap" }),
      note,
      take,
    );
    dialog(root, "This form as code", [area, row], life);
    await load("python");
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
  life.on(go, "click", () => void generate());
  life.on(code, "click", () => void showCode());
  life.on(tick, "change", () => tell(null));
  life.on(root, "keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void generate();
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
    if (state === "done" && result)
      say(`The picture is here.${result.cost ? ` It cost ${credits(result.cost)}.` : ""}`);
  };
  life.add(watch(model, "state", showState));
  life.add(watch(model, "result", () => model.get("state") !== "running" && showState()));

  ask("hello").catch((error) => failed(problemOf(error)));
  requestAnimationFrame(grow);
  return life.end;
}

export default { render };
