import { dialog } from "../../kit/dialog";
import { button, fill, h } from "../../kit/dom";
import type { Scope } from "../../kit/scope";

interface Options {
  root: HTMLElement;
  life: Scope;
  title: string;
  /** As in `Asking for the camera`. */
  noun: "camera" | "microphone";
  wanted: MediaStreamConstraints;
  /** What is shown while the stream runs. It is told anew after each try. */
  shown: (stream: MediaStream, place: HTMLElement, close: () => void) => (() => void) | undefined;
}

const WHY: Record<string, (noun: string) => string> = {
  NotAllowedError: (noun) =>
    `The browser does not allow the ${noun} here. Allow it beside the address, then try again.`,
  NotFoundError: (noun) => `There is no ${noun} on this computer.`,
  OverconstrainedError: (noun) => `There is no ${noun} that fits.`,
  NotReadableError: (noun) => `Another program is using the ${noun}. Close it, then try again.`,
};

/** Why there is no stream, as a sentence. */
export function whyNot(error: unknown, noun: string): string {
  const name = error instanceof DOMException || error instanceof Error ? error.name : "";
  return (
    WHY[name]?.(noun) ?? `The ${noun} could not be opened. Pictures and sounds can still be dropped or browsed for.`
  );
}

/** A dialog around a camera or a microphone, which is asked for now and let go of when the dialog closes. */
export function openDevice({ root, life, title, noun, wanted, shown }: Options): void {
  const place = h("div", { class: "hl-device" });
  let stream: MediaStream | null = null;
  let leave: (() => void) | undefined;
  let isOpen = true;
  const letGo = () => {
    leave?.();
    leave = undefined;
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
  };
  const open = dialog(root, title, [place], life, {
    closed: () => {
      isOpen = false;
      letGo();
    },
  });
  const start = async () => {
    fill(place, h("p", { class: "hl-quiet", role: "status" }, `Asking for the ${noun}…`));
    try {
      const media = navigator.mediaDevices;
      if (!media) throw new Error("insecure");
      const got = await media.getUserMedia(wanted);
      stream = got;
      // the dialog was closed while the browser asked
      if (!isOpen) return letGo();
      leave = shown(got, place, open.close);
    } catch (error) {
      if (isOpen) refuse(whyNot(error, noun));
    }
  };
  const refuse = (words: string) => {
    const again = button({ words: "Try again", look: "hl-plain" });
    again.addEventListener("click", () => void start());
    fill(place, h("p", { role: "alert" }, words), h("div", { class: "hl-row hl-end" }, again));
    again.focus();
  };
  void start();
}
