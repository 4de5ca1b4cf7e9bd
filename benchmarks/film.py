"""Films at 720p beside what was promised: seconds of this processor for each second of film, everything counted.

python -m benchmarks.film            # about a minute; exit code 1 where the promise is broken

The peer is the encoder alone, given the same frames ready made: what of the work is ours to save.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

LIMIT = 1.5
"""Seconds of CPU for each second of film, one process, drawing and encoding."""
SECONDS = 4
PROMPTS = (
    "a red fox in a snowy forest, slow zoom in",
    "a lighthouse by the sea at sunset, pan left",
    "a city street in the rain at night",
)


def whole(prompt: str) -> tuple[float, list[np.ndarray]]:
    """CPU seconds of one film for each of its seconds, and some frames of it."""
    from hypereal_lab.engines.film import FilmOrder, draw_film
    from hypereal_lab.engines.film.film import _Stage

    order = FilmOrder(prompt=prompt, width=1280, height=720, seconds=SECONDS, sound=True)
    started = time.process_time()
    draw_film(order)
    spent = (time.process_time() - started) / SECONDS
    stage, frames = _Stage(order), []
    for number in range(24):
        stage.draw(number)
        frames.append(stage.pixels.copy())
    return spent, frames


def encoded(prompt: str, frames: list[np.ndarray]) -> float:
    """CPU seconds of the encoder alone for one second of these frames."""
    from hypereal_lab.engines.film import FilmOrder
    from hypereal_lab.engines.film.encoder import Encoder

    order = FilmOrder(prompt=prompt, width=1280, height=720, seconds=1)
    with TemporaryDirectory() as folder:
        started = time.process_time()
        with Encoder(Path(folder) / "film.mp4", order) as encoder:
            for frame in frames:
                encoder.add(frame)
        return time.process_time() - started


def main() -> int:
    kept = True
    whole(PROMPTS[0])
    for prompt in PROMPTS:
        spent, frames = whole(prompt)
        alone = encoded(prompt, frames)
        kept &= spent <= LIMIT
        verdict = "" if spent <= LIMIT else "  BROKEN"
        print(
            f"{prompt:<46} {spent:5.2f} s CPU a second, limit {LIMIT:4.2f}, ratio {spent / LIMIT:4.2f}, "
            f"{spent / alone:4.2f} of the encoder alone{verdict}",
            flush=True,
        )
    print("promises kept" if kept else "a promise is broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
