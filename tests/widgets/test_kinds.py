"""What the prompt can make besides pictures: the form of each kind as a call of the lab."""

from __future__ import annotations

import io
import json
import math
import wave
from typing import Any

import pytest
from PIL import Image

from hypereal_lab import Lab
from hypereal_lab.engines.speech import FEELINGS
from hypereal_lab.errors import InputError
from hypereal_lab.widgets.kinds import KINDS, kind_of
from hypereal_lab.widgets.kinds.speech import OFFERED_FEELINGS
from hypereal_lab.widgets.prompt import Prompt
from tests.widgets.conftest import picture
from tests.widgets.page import Page


def mask(size: tuple[int, int] = (64, 48)) -> bytes:
    """One that asks for its left half."""
    made = Image.new("RGBA", size, (0, 0, 0, 255))
    made.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    kept = io.BytesIO()
    made.save(kept, format="PNG")
    return kept.getvalue()


def send(page: Page, data: bytes, **more: Any) -> dict[str, Any]:
    said = page.value("upload", [data], key="k", name="one.png", size=len(data), offset=0, **more)
    return dict(said["entry"])


def inputs(prompt: Prompt) -> dict[str, Any]:
    return dict(prompt.call.recipe["inputs"])


def roles(prompt: Prompt) -> list[str | None]:
    return [one.get("role") for one in prompt.call.recipe["references"]]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_kind_begins_with_a_model_that_can_make_it(lab: Lab, kind: Any) -> None:
    made = Prompt(lab, kind=kind.name)
    assert made.value["kind"] == kind.name and made.value["model"] == kind.model
    (option,) = [one for one in made.models if one["id"] == kind.model]
    assert kind.name in option["modes"]
    assert [one["name"] for one in made.kinds] == [one.name for one in KINDS]


def test_a_model_is_told_once_with_all_it_makes(lab: Lab) -> None:
    models = Prompt(lab).models
    assert len({one["id"] for one in models}) == len(models)
    modes = {one["id"]: one["modes"] for one in models}
    assert modes["gemini-3-1-flash-t2i"] == ["image", "edit"]
    assert (modes["audio-asr"], modes["audio-clone"], modes["gpt-5.4-nano"]) == (["transcript"], ["clone"], ["chat"])
    assert "lyria-3-pro" not in modes
    assert len(json.dumps(models)) < 50_000


@pytest.mark.parametrize(
    ("model", "kind"), [("veo-3-1-i2v", "video"), ("audio-tts", "speech"), ("meshy6-text-to-3d", "model3d")]
)
def test_the_model_says_the_kind(lab: Lab, model: str, kind: str) -> None:
    assert Prompt(lab, model).value["kind"] == kind
    made = Prompt(lab)
    made.value = {"prompt": "a fox", "model": model, "fields": {}}
    assert made.call.recipe["model"] == model


def test_a_kind_or_a_model_that_no_prompt_has_is_refused(lab: Lab) -> None:
    with pytest.raises(InputError, match="choose one of image, edit, video, speech, clone, transcript, model3d, chat"):
        Prompt(lab, kind="song")
    with pytest.raises(InputError, match="makes nothing with lyria-3-pro"):
        kind_of(None, lab.models.card("lyria-3-pro"))
    with pytest.raises(TypeError, match="unknown keyword 'voise'; did you mean .*'voice'"):
        Prompt(lab, kind="speech", voise="en_male_calm")
    with pytest.raises(TypeError, match="unknown keyword 'voice'"):
        Prompt(lab, kind="video", voice="en_male_calm")


def test_speech_has_its_feeling_before_the_words(lab: Lab) -> None:
    made = Prompt(lab, prompt="Good morning!", kind="speech", feeling="happy", voice="en_male_calm", speed=1.2)
    assert inputs(made) == {"text": "(happy) Good morning!", "voice": "en_male_calm", "format": "mp3", "speed": 1.2}
    assert made.price["text"] == "price unknown" and not made.price["known"]


def test_every_feeling_that_is_offered_is_one() -> None:
    assert set(OFFERED_FEELINGS) <= set(FEELINGS)


def test_speech_takes_no_pictures(lab: Lab) -> None:
    made = Prompt(lab, prompt="Hello", kind="speech", references=[picture()])
    assert made.price["problem"]["field"] == "references"


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        (None, ["first_frame", None]),
        ("first_last", ["first_frame", "last_frame"]),
        ("seen", [None, None]),
    ],
)
def test_the_slots_of_a_clip_are_its_frames(lab: Lab, frames: str | None, found: list[str | None]) -> None:
    both = [picture((1, 1, 1)), picture((2, 2, 2))]
    made = Prompt(lab, kind="video", references=both, duration=4, **({"frames": frames} if frames else {}))
    assert roles(made) == found and inputs(made)["duration"] == 4
    assert made.price["known"] and made.price["unit"] == "clip"


def test_a_last_frame_that_is_missing_is_said(lab: Lab) -> None:
    made = Prompt(lab, kind="video", prompt="waves", references=[picture()], frames="first_last")
    assert made.price["problem"]["field"] == "frames" and "second picture" in made.price["problem"]["message"]


def test_a_3d_model_takes_words_or_a_picture_or_views_as_its_model_does(lab: Lab) -> None:
    assert inputs(Prompt(lab, "meshy6-text-to-3d", "a mug", art_style="realistic"))["art_style"] == "realistic"
    assert roles(Prompt(lab, "hunyuan3d-v2-base", "not sent", references=[picture()])) == ["image"]
    sides = [picture((shade, 0, 0)) for shade in (1, 2, 3)]
    assert roles(Prompt(lab, "tripo3d-multiview-to-3d", references=sides)) == ["front", "right", "back"]


@pytest.mark.parametrize(
    ("model", "count", "said"),
    [
        ("meshy6-text-to-3d", 1, "takes no picture"),
        ("hunyuan3d-v2-base", 0, "needs one picture"),
        ("hunyuan3d-v2-base", 2, "takes one picture"),
        ("tripo3d-multiview-to-3d", 1, "two at the least"),
    ],
)
def test_slots_that_a_3d_model_does_not_take_are_a_problem(lab: Lab, model: str, count: int, said: str) -> None:
    made = Prompt(lab, model, "a mug", references=[picture((shade, 0, 0)) for shade in range(count)])
    assert made.price["problem"]["field"] == "references" and said in made.price["problem"]["message"]


def test_a_mask_is_kept_without_a_slot_and_goes_along_with_the_edit(lab: Lab) -> None:
    made = Prompt(lab, kind="edit", prompt="a red sail", references=[picture()])
    entry = send(Page(made), mask(), mask=True)
    assert len(made.references) == 1
    made.value = {**made.value, "fields": {"mask": entry["digest"]}}
    assert roles(made) == [None, "mask"]
    given = Prompt(lab, kind="edit", prompt="a red sail", references=[picture()], mask=mask())
    assert given.call.recipe == made.call.recipe


def test_a_mask_of_another_size_is_said(lab: Lab) -> None:
    made = Prompt(lab, kind="edit", prompt="a red sail", references=[picture()], mask=mask((32, 32)))
    assert made.price["problem"]["field"] == "mask"


def test_an_edit_without_a_picture_is_said(lab: Lab) -> None:
    assert Prompt(lab, kind="edit", prompt="a red sail").price["problem"]["field"] == "image"


def test_a_picture_that_was_cut_takes_the_place_of_the_whole_one(lab: Lab) -> None:
    made = Prompt(lab, references=[picture((1, 1, 1)), picture((2, 2, 2))])
    first, second = (one["digest"] for one in made.references)
    page = Page(made)
    cut = send(page, picture((1, 1, 1), (8, 8)), instead=first)
    assert [one["digest"] for one in made.references] == [cut["digest"], second]
    gone = send(page, picture((3, 3, 3)), instead=first)
    assert [one["digest"] for one in made.references] == [cut["digest"], second, gone["digest"]]


def sound(seconds: float, pitch: int = 220) -> bytes:
    """A tone as WAV."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        swings = (round(9000 * math.sin(math.tau * pitch * at / 8000)) for at in range(int(seconds * 8000)))
        file.writeframes(b"".join(one.to_bytes(2, "little", signed=True) for one in swings))
    return kept.getvalue()


def test_a_voice_goes_by_its_recording_and_pictures_wait_for_another_kind(lab: Lab) -> None:
    made = Prompt(lab, prompt="Good morning!", kind="clone", feeling="calm", references=[picture(), sound(12)])
    assert (made.call.recipe["kind"], inputs(made)["text"], roles(made)) == ("clone", "(calm) Good morning!", ["voice"])
    assert [one["kind"] for one in made.references] == ["image", "audio"]
    assert made.references[1]["seconds"] == pytest.approx(12) and made.references[1]["thumb"]
    made.value = {**made.value, "kind": "image", "model": "gemini-3-1-flash-t2i", "fields": {}}
    assert len(made.call.recipe["references"]) == 1
    assert len(made.references) == 2


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("clone", [], "one recording of the voice, 10 seconds or more; 0 are there"),
        ("clone", [sound(2)], "lasts 2.0 seconds and a voice reference needs 10"),
        ("transcript", [picture()], "one recording to write down; 0 are there"),
        ("transcript", [sound(1), sound(1, 440)], "2 are there"),
    ],
)
def test_a_recording_that_will_not_do_is_said_before_anything_is_sent(
    lab: Lab, kind: str, given: list[bytes], said: str
) -> None:
    made = Prompt(lab, prompt="Hello", kind=kind, references=given)
    assert said in made.price["problem"]["message"]


def test_a_transcript_needs_no_words(lab: Lab) -> None:
    made = Prompt(lab, kind="transcript", references=[sound(3)], language="en")
    assert (made.call.recipe["kind"], inputs(made), roles(made)) == ("transcript", {"language": "en"}, ["audio"])
    assert made.price["problem"] is None


def test_a_question_is_asked_with_its_pictures(lab: Lab) -> None:
    made = Prompt(lab, prompt="What is this?", kind="chat", system="Be brief.", max_tokens=50, references=[picture()])
    assert (made.call.recipe["kind"], inputs(made)["max_tokens"]) == ("chat", 50)
    assert [one["role"] for one in inputs(made)["messages"]] == ["system", "user"]
    assert made.price["known"] and made.price["low"] != made.price["high"]


def test_a_mask_is_a_picture(lab: Lab) -> None:
    with pytest.raises(InputError, match="This is audio, and image is needed"):
        Prompt(lab, kind="edit", mask=sound(1))
    page = Page(Prompt(lab))
    data = sound(1)
    answer = page.ask("upload", [data], key="k", name="one.wav", size=len(data), offset=0, mask=True)
    assert "This is audio" in answer["error"]["message"]
