"""One story over every kind of media, from a notebook's point of view: each file is what it claims to be, by decoders
that know nothing of this project, and all three books tell the same sum.
"""

from __future__ import annotations

import io
import sqlite3
import wave
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from hypereal_lab import Lab
from hypereal_lab.gateway.ledger import verify
from hypereal_lab.lab import Asset
from tests.engines.gltf_validator import find_validator, problems
from tests.lab.test_embedded import home  # noqa: F401 - the fixture

FREE: dict[str, Any] = {"allow_unknown_price": True}
STORY = "Somebody opened a window, and the noise of the street came in. Then they voted, and all went home again. " * 2
MODEL3D = "meshy6-text-to-3d"


@pytest.fixture
def lab(home: Path) -> Iterator[Lab]:  # noqa: F811
    made = Lab(home=home, environ={})
    yield made
    made.close()


def seen(asset: Asset) -> Image.Image:
    """By Pillow."""
    with Image.open(io.BytesIO(asset.data)) as opened:
        opened.load()
        return opened.convert("RGB")


def heard(asset: Asset) -> float:
    """Seconds, by the standard library."""
    with wave.open(io.BytesIO(asset.data)) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)
        assert np.abs(samples).max() > 1000
        return sound.getnframes() / sound.getframerate()


def played(asset: Asset) -> tuple[int, int, float, int]:
    """Width, height, seconds and frames, by PyAV."""
    with av.open(io.BytesIO(asset.data)) as film:
        (stream,) = film.streams.video
        frames = sum(1 for _ in film.decode(stream))
        assert stream.average_rate is not None
        return stream.width, stream.height, float(frames / stream.average_rate), frames


def distance(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, float) - np.asarray(other.resize(one.size), float)).mean())


def measured(lab: Lab, *, pictures: Any, clips: Any, sounds: Any, listened: Any, gone: Any = ()) -> None:
    """The table of usage tells how much was made, as decoders of others find it, also of what was deleted."""
    calls = {call["run"]: call for call in lab.usage.frame().to_dict("records")}
    for asset in pictures:
        width, height = seen(asset).size
        assert calls[asset.run]["pixels"] == width * height
    for asset in clips:
        assert calls[asset.run]["media_ms"] == pytest.approx(played(asset)[2] * 1000, abs=150)
    for asset in sounds:
        assert calls[asset.run]["media_ms"] == pytest.approx(heard(asset) * 1000, abs=2)
    for asset in gone:
        assert calls[asset.run]["pixels"] == asset.width * asset.height if asset.kind == "image" else True
        assert calls[asset.run]["media_ms"] > 1000 if asset.kind != "image" else True
    if listened is not None:
        (transcript,) = (call for call in calls.values() if call["kind"] == "transcript")
        assert transcript["media_ms"] == pytest.approx(heard(listened) * 1000, abs=60)
    (words,) = (call for call in calls.values() if call["kind"] == "chat")
    assert words["input_tokens"] > 5 and words["output_tokens"] > 3
    assert words["input_tokens"] + words["output_tokens"] == words["units"]
    costs = lab.usage.unit_cost().set_index("kind")
    assert costs["per_1000_tokens"]["chat"] > 0 and costs["per_minute"]["transcript"] > 0
    assert costs["per_second"]["video"] > 0 and costs["per_megapixel"]["image"] > 0
    speeds = lab.usage.latency("kind").set_index("kind")
    assert speeds["tokens_per_second"]["chat"] > 0 and speeds["megapixels_per_second"]["image"] > 0
    assert speeds["media_seconds_per_second"][["video", "speech", "transcript"]].gt(0).all()


async def test_one_feeds_the_next_and_the_books_agree(lab: Lab, home: Path, tmp_path: Path) -> None:  # noqa: F811
    before = (await lab.credits()).balance
    boat = await lab.images.generate("a red boat on the sea", resolution="0.5K")
    fox = await lab.images.generate("a fox in a forest at night", resolution="0.5K")
    assert distance(seen(boat), seen(fox)) > 10
    night = await lab.images.edit("the same boat at night", image=boat)
    assert distance(seen(boat), seen(night)) > 5

    clip = await lab.videos.generate("slow zoom", image=boat, duration=4, resolution="480p")
    width, height, seconds, frames = played(clip)
    assert width % 2 == height % 2 == 0 and frames > 40
    assert seconds == pytest.approx(4, abs=0.15)
    other = await lab.videos.generate("slow zoom", image=fox, duration=4, resolution="480p")
    assert clip.digest != other.digest

    short = await lab.audio.speak("Hello.", format="wav", **FREE)
    told = await lab.audio.speak(STORY, voice="en_clear", format="wav", **FREE)
    assert heard(told) > 4 * heard(short)
    cloned = await lab.audio.clone("Good evening, everybody.", voice=told, format="wav")
    assert heard(cloned) > 0.8
    written = await lab.audio.transcribe(told)
    said = set(STORY.lower().replace(",", "").replace(".", "").split())
    assert len(said & set(written.text.lower().split())) / len(said) > 0.6

    mug = await lab.models3d.generate("a red mug", model=MODEL3D, **FREE)
    relief = await lab.models3d.generate(image=boat, **FREE)
    assert problems(find_validator(), {"mug": mug.data, "relief": relief.data}, tmp_path) == {}
    assert mug.digest != relief.digest
    word = await lab.chat("One line about a red boat.")
    measured(lab, pictures=(boat, fox, night), clips=(clip, other), sounds=(short, told, cloned), listened=told)
    for asset in (boat, told, clip):  # what it cost a megapixel or a second stays known
        lab.shelf.delete(asset, confirm=True)
    measured(lab, pictures=(fox, night), clips=(other,), sounds=(short, cloned), listened=None, gone=(boat, told, clip))
    assert word.text

    spent = (before - (await lab.credits()).balance).decimal
    assert spent > 100
    assert spent == lab.usage.total() == lab.usage.remote(days=1).total()
    with closing(sqlite3.connect(home / "gateway" / "gateway.sqlite3")) as books:
        assert verify(books).charged.decimal == spent
