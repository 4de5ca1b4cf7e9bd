import { type Ask, problemOf } from "../kit/ask";
import type { Problem } from "../kit/model";
import type { Arm, Asked } from "./arm";
import type { Form } from "./form";
import type { Quote } from "./quote";

export interface Press {
  /** A call was asked for and Python has not answered yet. */
  readonly starting: boolean;
  /** Of the main button, or of the one beside it where there is one. */
  press(which: Asked): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  ask: Ask;
  form: () => Form;
  quote: Quote;
  question: Arm;
  /** Nothing can be sent now. */
  isShut: () => boolean;
  isKept: () => boolean;
  consent: { asked(): boolean; given(): boolean; focus(): void };
  tell: (problem: Problem | null) => void;
  shown: () => void;
  say: (words: string) => void;
}

/** What may spend: the press, the question before a dear call, and the sending. */
export function presses(options: Options): Press {
  const { ask, form, quote, question, isShut, isKept, consent, tell, shown, say } = options;
  let starting = false;
  let pressing = false;

  const generate = async (confirm: boolean, another: boolean) => {
    starting = true;
    tell(null);
    shown();
    try {
      const args = { form: form(), spend_anyway: consent.given(), confirm, another };
      await ask("generate", args, { seconds: 600 });
    } catch (error) {
      tell(problemOf(error));
    }
    starting = false;
    shown();
  };
  return {
    get starting() {
      return starting;
    },
    async press(which) {
      if (pressing || isShut()) return;
      pressing = true;
      // what is on the screen decides, not what the last answer was about
      const sure = await quote.fresh();
      pressing = false;
      if (!sure || isShut()) return;
      const spends = !isKept() || which === "another";
      if (spends && consent.asked() && !consent.given()) {
        tell({
          message: "The price of this model is not known.",
          field: "model",
          next: "Tick “spend anyway” to go on, or choose another model.",
        });
        consent.focus();
        return;
      }
      const confirmed = question.asked === which;
      question.back();
      if (spends && quote.price?.asks && !confirmed) question.ask(which);
      else await generate(confirmed, isKept() && which === "another");
    },
    async stop() {
      try {
        await ask("stop_waiting");
        say("You stopped waiting. What is made lands on the shelf.");
      } catch (error) {
        tell(problemOf(error));
      }
    },
  };
}
