import { button, fill, h } from "../../kit/dom";
import type { Scope } from "../../kit/scope";
import { length } from "../../kit/when";
import { openDevice } from "./device";
import { wav } from "./wav";

/** Seconds after which a recording ends by itself. */
const LONGEST = 300;

interface Options {
  root: HTMLElement;
  life: Scope;
  /** Seconds that the model needs. */
  least: number;
  took: (recording: File) => void;
  failed: (error: unknown) => void;
}

/** Record, listen, record anew, use. */
export function openMicrophone({ root, life, least, took, failed }: Options): void {
  openDevice({
    root,
    life,
    title: "Record",
    noun: "microphone",
    wanted: { audio: true },
    shown(stream, place, close) {
      const time = h("output", { class: "hl-elapsed", "aria-label": "Recorded" }, length(0));
      const note = h("span", { class: "hl-quiet" }, least ? `${least} s or more are needed` : "");
      const heard = h("audio", { controls: true, "aria-label": "The recording", hidden: true });
      const go = button({ words: "Record", look: "hl-primary" });
      const use = button({ words: "Use it", look: "hl-primary" });
      use.hidden = true;
      let recorder: MediaRecorder | null = null;
      let timer: ReturnType<typeof setInterval> | undefined;
      let made: Blob | null = null;
      let url = "";

      const label = (words: string, primary: boolean) => {
        (go.firstElementChild as HTMLElement).textContent = words;
        go.className = `hl-button ${primary ? "hl-primary" : "hl-plain"}`;
      };
      const start = () => {
        const pieces: Blob[] = [];
        const began = performance.now();
        recorder = new MediaRecorder(stream);
        recorder.ondataavailable = ({ data }) => pieces.push(data);
        recorder.onstop = () => {
          clearInterval(timer);
          made = new Blob(pieces, { type: recorder?.mimeType ?? "audio/webm" });
          URL.revokeObjectURL(url);
          url = URL.createObjectURL(made);
          heard.src = url;
          heard.hidden = false;
          use.hidden = false;
          label("Record anew", false);
          if (place.isConnected) use.focus();
        };
        recorder.start();
        heard.hidden = true;
        use.hidden = true;
        label("Stop", true);
        timer = setInterval(() => {
          const seconds = (performance.now() - began) / 1000;
          time.textContent = length(Math.floor(seconds));
          if (seconds >= LONGEST) recorder?.stop();
        }, 250);
      };
      go.addEventListener("click", () => {
        if (recorder?.state === "recording") recorder.stop();
        else start();
      });
      use.addEventListener("click", async () => {
        if (!made) return;
        try {
          took(new File([await wav(made)], "recording.wav", { type: "audio/wav" }));
        } catch (error) {
          failed(error);
        }
        close();
      });
      fill(place, h("div", { class: "hl-row" }, time, note), heard, h("div", { class: "hl-row hl-end" }, go, use));
      go.focus();
      return () => {
        clearInterval(timer);
        if (recorder?.state === "recording") recorder.stop();
        URL.revokeObjectURL(url);
      };
    },
  });
}
