"""Answers of calls that make one file, in every shape."""

from __future__ import annotations

import msgspec
import pytest

from hypereal_lab.wire.audio import AudioBody, NestedAudioBody, merged_audio
from hypereal_lab.wire.codec import encode, read
from hypereal_lab.wire.made import MadeAnswer, MadeItem
from hypereal_lab.wire.models3d import Model3dBody, merged_3d


@pytest.mark.parametrize(
    "body",
    [
        b'{"data":[{"url":"u"}]}',
        b'{"success":true,"outputUrl":"u"}',
        b'{"outputUrl":["u","v"]}',
        b'{"output_url":"u"}',
        b'{"url":"u"}',
        b'{"audio_url":"u"}',
        b'{"output":{"url":"u"}}',
        b'{"result":["u"]}',
        b'{"status":"completed","jobId":"j","outputUrl":"u"}',
    ],
)
def test_the_link_is_found_wherever_it_is(body: bytes) -> None:
    answer = read(body, MadeAnswer)
    assert answer.link == "u"
    assert answer.job is None
    assert answer.state == "succeeded"


@pytest.mark.parametrize("body", [b"{}", b'{"success":true}', b'{"url":""}', b'{"data":[]}', b'{"output":5}'])
def test_no_link_is_none(body: bytes) -> None:
    assert read(body, MadeAnswer).link is None


@pytest.mark.parametrize("name", ["jobId", "job_id", "id"])
def test_a_job_is_one_only_while_its_status_says_so(name: str) -> None:
    open_ = read(b'{"%s":"j","status":"processing"}' % name.encode(), MadeAnswer)
    assert open_.job is not None and open_.job.id == "j"
    assert read(b'{"%s":"j","status":"completed","url":"u"}' % name.encode(), MadeAnswer).job is None


def test_an_answer_of_ours_has_the_names_of_the_pages() -> None:
    answer = MadeAnswer(
        output_url="u", credits_used=0, job_id="j", poll_url="p", expires_at=5, data=[MadeItem(url="d")]
    )
    sent = msgspec.json.decode(encode(answer))
    assert sent == {
        "outputUrl": "u", "creditsUsed": 0, "jobId": "j", "pollUrl": "p", "expires_at": 5, "data": [{"url": "d"}],
    }  # fmt: skip


def test_what_is_nested_wins_over_what_is_flat() -> None:
    audio = merged_audio(NestedAudioBody(model="m", text="flat", speed=2.0, input=AudioBody(text="nested")))
    assert (audio.model, audio.text, audio.speed) == ("m", "nested", 2.0)
    model = merged_3d(msgspec.convert({"model": "m", "prompt": "flat", "input": {"prompt": "nested"}}, Model3dBody))
    assert model.prompt == "nested"
