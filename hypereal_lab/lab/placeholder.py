"""What stands for an asset in a dry run: a file of the right kind that opens everywhere and shows the price."""

from __future__ import annotations

import io
import tempfile
import wave
from pathlib import Path

import numpy as np

from hypereal_lab import media
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.plan import Plan
from hypereal_lab.lab.written import CALLS, kept_transcript
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["placeholder"]

_WIDTH, _HEIGHT = 512, 320
_LONGEST = 60
"""Seconds of a clip."""
_RATE = 8000
"""Samples per second of a silence."""


def placeholder(plan: Plan) -> Asset:
    """A picture with the price on it, a clip of that picture, a second of silence, a cube, or words that say so."""
    recipe, words = plan.recipe, f"dry run: {plan.shown.show()}"
    if recipe.kind == "transcript":
        data, thumbnail = kept_transcript(TranscriptAnswer(text=f"({words})")), b""
        facts = media.MediaFacts("text", CALLS)
    elif recipe.kind == "chat":
        data, thumbnail = f"({words})".encode(), b""
        facts = media.MediaFacts("text", "text/markdown")
    else:
        picture = _picture(words)
        data = _data(recipe.kind, picture, recipe.inputs.get("duration"))
        facts, thumbnail = media.probe(data), media.thumbnail(picture)
    key = media.digest(data + recipe.canonical)
    return Asset(
        digest=key,
        kind=facts.kind,
        media_type=facts.media_type,
        width=facts.width,
        height=facts.height,
        seconds=facts.seconds,
        size=len(data),
        created=0.0,
        name=None,
        path=Path(key + media.ending(facts.media_type)),
        thumbnail_path=Path(f"{key}.webp"),
        run=key,
        recipe=recipe.to_dict(),
        recipe_hash=recipe.hash,
        model=recipe.model,
        dry=True,
        shelf=_Nothing(data, thumbnail),
    )


class _Nothing:
    """Keeps the bytes of one placeholder."""

    def __init__(self, data: bytes, thumbnail: bytes) -> None:
        self._data, self._thumbnail = data, thumbnail

    def load(self, path: Path) -> bytes:
        return self._thumbnail if path.suffix == ".webp" else self._data

    def of_run(self, run: str) -> tuple[Asset, ...]:
        return ()

    def sign(self, data: bytes, **_: object) -> bytes:
        return data


def _data(kind: str, picture: bytes, duration: object) -> bytes:
    if kind == "video":
        return _clip(picture, min(duration, _LONGEST) if isinstance(duration, int) and duration > 0 else 4)
    if kind in ("speech", "clone"):
        return _silence()
    return _cube() if kind == "model3d" else picture


def _picture(words: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (_WIDTH, _HEIGHT), (236, 238, 241))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((12, 12, _WIDTH - 13, _HEIGHT - 13), 12, outline=(160, 168, 178), width=2)
    draw.text((_WIDTH // 2, _HEIGHT // 2), words, fill=(70, 78, 90), anchor="mm", font=ImageFont.load_default(26))
    kept = io.BytesIO()
    picture.save(kept, format="PNG")
    return kept.getvalue()


def _clip(picture: bytes, seconds: int) -> bytes:
    """The picture for so long, one frame each second."""
    from PIL import Image

    from hypereal_lab.engines.film import FilmOrder
    from hypereal_lab.engines.film.encoder import Encoder

    with Image.open(io.BytesIO(picture)) as still:
        pixels = np.asarray(still.convert("RGBA"))[:, :, [2, 1, 0, 3]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        order = FilmOrder(prompt="", width=_WIDTH, height=_HEIGHT, seconds=seconds, fps=1)
        with Encoder(path, order) as encoder:
            for _ in range(order.frames):
                encoder.add(pixels)
        return path.read_bytes()


def _silence() -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(2 * _RATE))
    return kept.getvalue()


def _cube() -> bytes:
    import trimesh

    data: bytes = trimesh.creation.box().export(file_type="glb")
    return data
