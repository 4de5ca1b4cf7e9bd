import { button, fill, h } from "../../kit/dom";
import type { Scope } from "../../kit/scope";
import { openDevice } from "./device";

interface Options {
  root: HTMLElement;
  life: Scope;
  took: (picture: File) => void;
}

/** Look, take, take anew, use. */
export function openCamera({ root, life, took }: Options): void {
  openDevice({
    root,
    life,
    title: "Reference from the camera",
    noun: "camera",
    wanted: { video: { width: { ideal: 1920 }, height: { ideal: 1080 } } },
    shown(stream, place, close) {
      const video = h("video", { autoplay: true, playsinline: true, "aria-label": "What the camera sees" });
      video.muted = true;
      video.srcObject = stream;
      const canvas = h("canvas", { role: "img", "aria-label": "The picture that was taken", hidden: true });
      const take = button({ words: "Take the picture", look: "hl-primary" });
      const anew = button({ words: "Take another", look: "hl-plain" });
      const use = button({ words: "Use it", look: "hl-primary" });
      const turn = (taken: boolean) => {
        video.hidden = taken;
        canvas.hidden = !taken;
        take.hidden = taken;
        anew.hidden = !taken;
        use.hidden = !taken;
        (taken ? use : take).focus();
      };
      take.addEventListener("click", () => {
        if (!video.videoWidth) return;
        canvas.width = video.videoWidth;
        canvas.height = video.videoHeight;
        canvas.getContext("2d")?.drawImage(video, 0, 0);
        turn(true);
      });
      anew.addEventListener("click", () => turn(false));
      use.addEventListener("click", () => {
        canvas.toBlob(
          (blob) => {
            close();
            if (blob) took(new File([blob], "camera.jpg", { type: "image/jpeg" }));
          },
          "image/jpeg",
          0.93,
        );
      });
      fill(place, video, canvas, h("div", { class: "hl-row hl-end" }, anew, take, use));
      turn(false);
      return undefined;
    },
  });
}
