import { type Ask, problemOf } from "../kit/ask";
import { download } from "../kit/clipboard";
import { dialog } from "../kit/dialog";
import { button, h } from "../kit/dom";
import { icon } from "../kit/icons";
import * as marks from "../kit/marks";
import type { Problem } from "../kit/model";
import type { Scope } from "../kit/scope";
import type { Toast } from "../kit/toast";
import { count } from "./kept";
import { bring, type Parcel } from "./parcel";

export interface Deeds {
  rate(digests: string[], stars: number | null): void;
  /** Asks for a tag first. */
  tag(digests: string[]): void;
  /** Asks first. */
  remove(digests: string[]): void;
  /** A ZIP of files and recipes, or one sheet of small pictures. */
  take(what: "pack" | "sheet", digests: string[]): void;
  use(digest: string): void;
}

/** What can be done with what is selected. */
export function deeds(options: {
  root: HTMLElement;
  ask: Ask;
  life: Scope;
  toast: Toast;
  failed: (problem: Problem) => void;
}): Deeds {
  const { root, ask, life, toast, failed } = options;
  const refused = (error: unknown) => failed(problemOf(error));
  let ended = false;
  let taking = 0;
  life.add(() => {
    ended = true;
  });

  const undo = () => ask<number>("undo").then(({ value }) => toast(`${count(value)} put back.`), refused);
  const erase = (digests: string[]) =>
    ask<number>("delete", { digests }).then(
      ({ value }) => toast(`${count(value)} deleted.`, { words: "Undo", chosen: undo }),
      refused,
    );

  return {
    rate(digests, stars) {
      ask("rate", { digests, stars }).then(
        () => toast(stars === null ? "Not rated any more." : `${stars} of 5 stars.`),
        refused,
      );
    },
    tag(digests) {
      const field = h("input", { class: "hl-input", "aria-label": "Tag", placeholder: "A word", maxlength: 100 });
      const add = button({ words: "Add tag", look: "hl-plain" });
      const open = dialog(
        root,
        `Tag ${count(digests.length)}`,
        [field, h("div", { class: "hl-row hl-end" }, add)],
        life,
      );
      const done = () => {
        const word = field.value.trim();
        if (!word) return field.focus();
        open.close();
        ask("tag", { digests, add: [word] }).then(() => toast(`Tagged ${word}.`), refused);
      };
      add.addEventListener("click", done);
      field.addEventListener("keydown", (event) => event.key === "Enter" && done());
      field.focus();
    },
    async remove(digests) {
      if (!digests.length) return;
      let used = "";
      try {
        used = (await ask<string>("users", { digests })).value;
      } catch (error) {
        refused(error);
        return;
      }
      const no = button({ words: "Keep", look: "hl-plain" });
      const yes = button({ icon: icon(marks.trash), words: "Delete", look: "hl-plain hl-danger" });
      const open = dialog(
        root,
        `Delete ${count(digests.length)}?`,
        [
          h("p", {}, "The files go from this machine. What they cost stays in the usage table."),
          ...(used ? [h("p", { class: "hl-warn" }, used)] : []),
          h("div", { class: "hl-row hl-end" }, no, yes),
        ],
        life,
      );
      no.addEventListener("click", () => open.close());
      yes.addEventListener("click", () => {
        open.close();
        void erase(digests);
      });
      yes.focus();
    },
    async take(what, digests) {
      taking += 1;
      const mine = taking;
      let stopped = false;
      const off = () => stopped || ended || mine !== taking;
      const words = what === "pack" ? `Packing ${count(digests.length, "file")}…` : "Making the contact sheet…";
      toast(words, {
        words: "Cancel",
        chosen: () => {
          stopped = true;
        },
      });
      try {
        const { value: parcel } = await ask<Parcel>(what, { digests }, { seconds: 300 });
        const blob = await bring(ask, parcel, off);
        if (!blob) return;
        const url = URL.createObjectURL(blob);
        download(url, parcel.name);
        setTimeout(() => URL.revokeObjectURL(url), 60_000);
        toast(`${parcel.name} is in your downloads.`);
      } catch (error) {
        if (!off()) refused(error);
      }
    },
    use(digest) {
      ask<string>("use", { digest }).then(({ value }) => toast(`The picture is ${value} of the prompt now.`), refused);
    },
  };
}
