"""Jobs as every server writes them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from hypereal_lab.wire.codec import encode, read
from hypereal_lab.wire.jobs import STATES, JobAnswer, JobsAnswer, job_state


def job(**told: Any) -> JobAnswer:
    return read(json.dumps(told).encode(), JobAnswer)


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("queued pending QUEUED in-queue submitted", "queued"),
        ("running processing Processing starting in_progress in-progress", "running"),
        ("succeeded completed Complete success done", "succeeded"),
        ("failed error Failure timeout", "failed"),
        ("cancelled canceled", "cancelled"),
        ("expired", "expired"),
        ("asleep", "unknown"),
    ],
)
def test_every_spelling_is_one_of_our_words(words: str, state: str) -> None:
    assert state in STATES
    for word in words.split():
        assert job(status=word).state == state, word


def test_no_word_is_unknown() -> None:
    assert job().state == job_state(None) == job_state("") == "unknown"


@pytest.mark.parametrize(
    "told",
    [
        {"outputUrl": "u"},
        {"output_url": "u"},
        {"result": {"url": "u"}},
        {"output": {"url": "u"}},
        {"output": "u"},
        {"output": ["u", "v"]},
        {"outputUrl": None, "url": "u"},
        {"outputUrl": "u", "url": "other"},
    ],
)
def test_the_link_is_found_wherever_it_stands(told: dict[str, Any]) -> None:
    assert job(status="completed", **told).output == "u"


def test_no_link_is_none() -> None:
    assert job(status="processing", result={}, output=None).output is None


@pytest.mark.parametrize(
    ("error", "reason"),
    [("too hot", "too hot"), ({"type": "x", "message": "too hot"}, "too hot"), ({"code": "E1001"}, "E1001"), (None, None), ("", None), ({}, None)],
)  # fmt: skip
def test_an_error_is_text_or_an_object(error: Any, reason: str | None) -> None:
    assert job(error=error).reason == reason


def test_the_id_is_found_under_any_name() -> None:
    assert [job(**{name: "j"}).id for name in ("jobId", "job_id", "id")] == ["j", "j", "j"]
    assert job().id == ""


def test_names_on_the_wire_are_those_of_the_pages() -> None:
    answer = JobAnswer(job_id="j", status="processing", poll_url="/p", credits_used=Decimal("1.5"), output_url="u")
    assert json.loads(encode(answer)) == {
        "jobId": "j", "status": "processing", "pollUrl": "/p", "creditsUsed": 1.5, "outputUrl": "u",
    }  # fmt: skip
    again = read(encode(JobsAnswer(jobs=[answer], next_cursor="c")), JobsAnswer)
    assert (again.jobs, again.next_cursor) == ([answer], "c")
