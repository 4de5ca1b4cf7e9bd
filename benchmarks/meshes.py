"""Meshes beside what was promised: seconds of this processor for a relief, a hull and a model of words.

python -m benchmarks.meshes            # under a minute; exit code 1 where a promise is broken
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

RELIEF, HULL, WORDS = 1.5, 2.5, 2.0
"""Seconds of CPU; the hull is carved out of 160 cells to a side."""


def plate() -> bytes:
    """A picture of 1024 x 1024 with a thing on plain ground."""
    picture = Image.new("RGB", (1024, 1024), (242, 242, 240))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((180, 120, 840, 820), fill=(205, 70, 50))
    draw.rectangle((430, 780, 600, 960), fill=(70, 120, 60))
    draw.ellipse((300, 260, 480, 440), fill=(250, 220, 120))
    return _png(picture)


def side(name: str) -> bytes:
    """One of four views of a block with a nose and rounded shoulders."""
    picture = Image.new("RGB", (640, 640), (245, 245, 240))
    draw = ImageDraw.Draw(picture)
    half = 190 if name in ("front", "back") else 110
    colour = {"front": (200, 40, 40), "right": (40, 160, 60), "back": (40, 60, 200), "left": (200, 180, 40)}[name]
    draw.rounded_rectangle((320 - half, 60, 320 + half, 590), 90, fill=colour)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    noise = np.random.default_rng(0).normal(0, 2, (*picture.size[::-1], 3))
    kept = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8)).save(kept, "PNG")
    return kept.getvalue()


def cpu(work: Callable[[], bytes], rounds: int = 3) -> float:
    """The best of some rounds, after one that loads."""
    work()
    found = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def main() -> int:
    from hypereal_lab.engines.mesh import ModelOrder, make_model

    picture, views = plate(), tuple((name, side(name)) for name in ("front", "right", "back", "left"))
    rows: list[tuple[str, float, Callable[[], bytes]]] = [
        ("relief of a picture", RELIEF, lambda: make_model(ModelOrder(image=picture))),
        ("hull of four views", HULL, lambda: make_model(ModelOrder(views=views))),
        ("model of words", WORDS, lambda: make_model(ModelOrder("a castle"))),
    ]
    kept = True
    for name, limit, work in rows:
        reached = cpu(work)
        kept &= reached <= limit
        verdict = "" if reached <= limit else "  BROKEN"
        print(f"{name:<22} {reached:6.2f} s CPU, limit {limit:4.2f}, ratio {reached / limit:4.2f}{verdict}", flush=True)
    print("promises kept" if kept else "a promise is broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
