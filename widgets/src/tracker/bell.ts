import { button, set } from "../kit/dom";
import { icon } from "../kit/icons";
import { callOf } from "../kit/kinds";
import * as marks from "../kit/marks";
import type { Row } from "../kit/run/state";
import { money, statusOf } from "../kit/run/words";
import type { Scope } from "../kit/scope";
import type { Before } from "./feed";

/** Seconds of a call that is worth a word when it ends. */
const LONG = 8;

export interface Bell {
  readonly element: HTMLButtonElement;
  show(on: boolean): void;
  /** Ring for long calls that just ended, where nobody looks at the page. */
  heard(before: Before, rows: ReadonlyMap<string, Row>): void;
}

/** Tells the desktop when a long call ends; the browser is asked when it is switched on, never before. */
export function bell(switched: (on: boolean) => void, say: (words: string) => void, life: Scope): Bell {
  const element = button({ icon: icon(marks.bell), words: "Notify", look: "hl-ghost hl-bell" });
  let wanted = false;
  const may = () => "Notification" in globalThis && Notification.permission === "granted";
  const draw = () => {
    const on = wanted && may();
    set(element, {
      "aria-pressed": String(on),
      title: on ? "The desktop is told when a long call ends" : "Tell the desktop when a long call ends",
    });
  };
  const press = async () => {
    if (wanted && may()) return switched(false);
    if (!("Notification" in globalThis)) return say("This browser knows no notifications.");
    if ((await Notification.requestPermission()) === "granted") {
      switched(true);
      draw();
      return say(
        `A notification comes when a call of more than ${LONG} seconds ends while this page is not looked at.`,
      );
    }
    switched(false);
    say(
      "Notifications are blocked for this page. Allow them in the browser's settings of this site, then press again.",
    );
  };
  life.on(element, "click", () => void press());
  draw();
  return {
    element,
    show(on) {
      wanted = on;
      draw();
    },
    heard(before, rows) {
      if (!wanted || !may() || (!document.hidden && document.hasFocus())) return;
      for (const [run, old] of before) {
        const row = rows.get(run);
        if (old?.open && row && !row.open && seconds(row) >= LONG) ring(row);
      }
    },
  };
}

function seconds(row: Row): number {
  return row.seconds ?? (Date.now() - row.sent) / 1000;
}

function ring(row: Row): void {
  const title = `${callOf(row.kind).noun}: ${statusOf(row).word.toLowerCase()}`;
  try {
    // the tag makes it one notification however many views there are
    const made = new Notification(title, { body: [row.words, money(row)].filter(Boolean).join("\n"), tag: row.run });
    made.onclick = () => window.focus();
  } catch {
    // some browsers only let service workers notify
  }
}
