import { once } from "../../kit/page";
import { load } from "./model";
import { renderer } from "./renderer";
import type { Stage } from "./types";

/** The stage of this page; whoever asks gets the same one. */
export function stage(): Stage {
  return once("stage", () => {
    const drawn = renderer();
    let open = 0;
    return {
      async open(bytes) {
        const model = await load(bytes, drawn);
        open += 1;
        let ended = false;
        return {
          ...model,
          end() {
            if (ended) return;
            ended = true;
            model.end();
            open -= 1;
            if (open === 0) drawn.rest();
          },
        };
      },
      onLoss: drawn.onLoss,
    };
  });
}
