"""A call of the journal once more, with the very same recipe, for each kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab.again import again
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.run import Run
from tests.lab.conftest import picture
from tests.media import files

MAKES: dict[str, Callable[[Lab, bytes], Call]] = {
    "picture": lambda lab, bear: lab.images.generate("a fox", n=2, seed=7, take=3),
    "picture of references": lambda lab, bear: lab.images.generate("a fox", references=[bear, "https://a.test/b.png"]),
    "edit": lambda lab, bear: lab.images.edit("a red sail", image=bear),
    "clip": lambda lab, bear: lab.videos.generate("it walks", image=bear, duration=8),
    "speech": lambda lab, bear: lab.audio.speak("Good morning", speed=1.2, allow_unknown_price=True),
    "words": lambda lab, bear: lab.chat("Say yes.", system="Be short.", temperature=0.5),
    "words about a picture": lambda lab, bear: lab.chat("What is it?", references=[bear]),
    "mesh": lambda lab, bear: lab.models3d.generate(images=[bear, bear]),
}


def written(lab: Lab, call: Call) -> Run:
    """As the journal would know it."""
    recipe: dict[str, Any] = call.recipe
    known = {"id": "a" * 32, "kind": recipe["kind"], "model": recipe["model"], "recipe": recipe}
    return Run(**{**dict.fromkeys(Run.__slots__), **known, "recipe_hash": call.recipe_hash})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", MAKES)
def test_every_kind_is_asked_for_in_the_same_way(lab: Lab, name: str) -> None:
    call = MAKES[name](lab, picture((120, 80, 40)))
    assert again(lab, written(lab, call)).recipe == call.recipe


def test_a_recording_is_found_on_the_shelf(lab: Lab, tmp_path: Path) -> None:
    sound = files.wav(samples=12 * files.RATE)
    for call in (lab.audio.transcribe(sound), lab.audio.clone("Hello", voice=sound, allow_unknown_price=True)):
        assert again(lab, written(lab, call)).recipe == call.recipe


def test_a_signed_link_is_not_kept_so_it_cannot_be_asked_for_again(lab: Lab) -> None:
    call = lab.images.generate("a fox", references=["https://a.test/b.png?signature=1"])
    with pytest.raises(InputError, match="signatures are not kept"):
        again(lab, written(lab, call))


def test_another_take_is_another_call(lab: Lab) -> None:
    call = lab.images.generate("a fox")
    assert again(lab, written(lab, call), take=2).recipe["take"] == 2
