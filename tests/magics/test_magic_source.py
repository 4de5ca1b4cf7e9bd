"""A call written as a cell: the cell, read by the magic itself, makes the same call."""

from __future__ import annotations

from typing import Any

import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Call
from hypereal_lab.magics import parse
from hypereal_lab.magics.cell import call_of, prompt_of
from tests.labs import lab, picture, server

__all__ = ["lab", "server"]


def calls(lab: Lab) -> dict[str, Call]:
    fox, boat = (lab.shelf.keep_reference(picture(one), "one.png") for one in ((200, 0, 0), (0, 0, 200)))
    draw, film = lab.images.generate, lab.videos.generate
    return {
        "picture": draw("a fox\nin the snow", n=2, seed=4, aspect_ratio="16:9", model="gemini-3-1-flash-t2i", take=3),
        "quotes": draw('it\'s "here" -n', model="gemini-3-1-flash-t2i"),
        "references": draw("both", references=[fox, boat], model="gemini-3-1-flash-t2i"),
        "edit": lab.images.edit("at night", image=fox, mask=None, model="gemini-3-1-flash-t2i"),
        "clip": film("the fox turns", image=fox, duration=4),
        "speech": lab.audio.speak("Good morning!", speed=1.2, language="de", allow_unknown_price=True),
        "model3d": lab.models3d.generate("a mug", model="meshy6-text-to-3d", enable_pbr=True),
        "chat": lab.chat("Why?", system="Be 'short'.", temperature=0.5),
    }


NAMES = ("picture", "quotes", "references", "edit", "clip", "speech", "model3d", "chat")


@pytest.mark.parametrize("name", NAMES)
def test_the_cell_makes_the_same_call(lab: Lab, name: str) -> None:
    call = calls(lab)[name]
    before, _, cell = call.to_magic().rpartition("%%hypereal ")
    line, _, body = cell.partition("\n")
    namespace: dict[str, Any] = {"lab": lab}
    exec(before, namespace)
    made = call_of(parse(line), prompt_of(body), namespace, lab)
    assert made.recipe_hash == call.recipe_hash


def test_what_a_cell_cannot_say_is_refused_with_the_next_step(lab: Lab) -> None:
    sound = lab.shelf.keep_reference(picture((200, 0, 0)), "one.png")
    two = lab.images.edit("x", image=[sound, lab.shelf.keep_reference(picture((0, 0, 200)), "b.png")])
    with pytest.raises(InputError, match="edits one picture; copy it as Python"):
        two.to_magic()
    talk = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]
    with pytest.raises(InputError, match="one message; copy it as Python"):
        lab.chat(talk).to_magic()


@pytest.mark.parametrize("name", NAMES)
def test_no_key_is_in_any_source(lab: Lab, name: str) -> None:
    call = calls(lab)[name]
    for source in (call.to_magic(), call.to_curl(), call.to_python()):
        assert "ck_" not in source
    assert "$HYPEREAL_API_KEY" in call.to_curl()
