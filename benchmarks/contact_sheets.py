"""What the embedded engines make of twenty prompts each, as three small pictures for the handbook.

python -m benchmarks.contact_sheets            # some minutes; writes docs/contact-sheet-*.webp
python -m benchmarks.contact_sheets films      # one of pictures, films, meshes
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import av
from PIL import Image

DOCS = Path(__file__).resolve().parents[1] / "docs"
LARGEST = 150_000
"""Bytes of one sheet."""
GAP, GROUND = 4, (246, 245, 242)

PICTURES = (
    "a camel in the desert at sunset", "a dancer under a spotlight", "three red kites over the sea",
    "an astronaut riding a horse", "a lighthouse by the sea at night", "a cat on a sofa", "a wizard in a dark forest",
    "a full moon over the mountains", "a fox in a snowy forest", "a hot air balloon over a valley at dawn",
    "a steaming cup of coffee on a wooden table", "a bicycle in the street", "two lions in the savanna at sunset",
    "a bowl of strawberries", "a woman walking a dog in the rain", "a tiger, low poly", "a castle, watercolour",
    "a city at night, neon", "a robot, pixel art", "a ship in a storm, oil painting",
)  # fmt: skip
FILMS = (
    "a fox in a snowy forest, slow zoom in", "a lighthouse by the sea at sunset, pan left",
    "a city in the rain at night",
    "a dragon and a campfire at night", "a boat on a misty lake", "a rocket in space, zoom out", "fish underwater",
    "a hot air balloon over the hills, drone shot", "cherry blossom in a park", "autumn leaves in a forest",
    "a camel in the desert", "a dancer on a stage, orbit", "a waterfall in the fog", "a train in the mountains",
    "fireflies in a meadow at night", "a red kite over the beach", "a castle in a storm", "a penguin in the snow",
    "a cup of tea on a table, push in", "two horses in a field at dawn, pan right",
)  # fmt: skip
MESHES = (
    "a ginger cat", "a dog", "a teddy bear", "a penguin", "a rubber duck", "an elephant", "a goldfish", "a turtle",
    "a red car", "a blue bicycle", "a guitar", "a teapot", "a castle", "a snowman", "a rocket", "an oak tree",
    "a golden trophy", "a sailing boat", "a mug of coffee", "two cats on a sofa",
)  # fmt: skip


def pictures() -> Iterator[Image.Image]:
    """One each."""
    from hypereal_lab.engines.picture import PictureOrder, draw

    for prompt in PICTURES:
        with Image.open(io.BytesIO(draw(PictureOrder(prompt, 768, 576, 1)))) as opened:
            yield opened.convert("RGB").resize((256, 192), Image.Resampling.LANCZOS)


def films() -> Iterator[Image.Image]:
    """The first, the middle and the last frame of each, side by side."""
    from hypereal_lab.engines.film import FilmOrder, draw_film

    for prompt in FILMS:
        data = draw_film(FilmOrder(prompt=prompt, width=480, height=272, seconds=4, fps=8, seed=1))
        with av.open(io.BytesIO(data), "r") as opened:
            frames = [frame.to_image() for frame in opened.decode(video=0)]
        strip = Image.new("RGB", (3 * 160, 90))
        for place, frame in enumerate((frames[0], frames[len(frames) // 2], frames[-1])):
            strip.paste(frame.resize((160, 90), Image.Resampling.LANCZOS), (place * 160, 0))
        yield strip


def meshes() -> Iterator[Image.Image]:
    """As the lab's own poster shows them."""
    from hypereal_lab.engines.mesh import ModelOrder, make_model
    from hypereal_lab.media import poster

    for prompt in MESHES:
        cell = Image.new("RGB", (200, 200), GROUND)
        with Image.open(
            io.BytesIO(poster(make_model(ModelOrder(prompt)), longest=380, budget=60_000) or b"")
        ) as opened:
            small = opened.convert("RGBA")
        small.thumbnail((190, 190), Image.Resampling.LANCZOS)
        cell.paste(small, ((200 - small.width) // 2, (200 - small.height) // 2), small)
        yield cell


def sheet(cells: list[Image.Image], columns: int) -> bytes:
    """All of them on one WebP that is no larger than `LARGEST`."""
    wide, high = cells[0].size
    rows = -(-len(cells) // columns)
    whole = Image.new("RGB", (columns * (wide + GAP) + GAP, rows * (high + GAP) + GAP), GROUND)
    for place, cell in enumerate(cells):
        whole.paste(cell, (GAP + place % columns * (wide + GAP), GAP + place // columns * (high + GAP)))
    for quality in range(84, 20, -6):
        kept = io.BytesIO()
        whole.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= LARGEST:
            return kept.getvalue()
    raise SystemExit(f"the sheet does not fit into {LARGEST} bytes")


SHEETS: dict[str, tuple[Callable[[], Iterator[Image.Image]], int]] = {
    "pictures": (pictures, 5),
    "films": (films, 2),
    "meshes": (meshes, 5),
}


def main(names: list[str]) -> int:
    for name in names or list(SHEETS):
        cells, columns = SHEETS[name]
        data = sheet(list(cells()), columns)
        (DOCS / f"contact-sheet-{name}.webp").write_bytes(data)
        print(f"contact-sheet-{name}.webp {len(data) / 1000:.0f} kB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
