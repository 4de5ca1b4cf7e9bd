from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab.job import Job
from hypereal_lab.widgets import job as card
from hypereal_lab.widgets import looks
from hypereal_lab.widgets.job import JobCard
from tests.lab.servers import lab_at
from tests.widgets.page import Page
from tests.widgets.test_tracker import HOSTILE, SLOW, Story


@pytest.fixture
def studio() -> Story:
    return Story()


@pytest.fixture
def lab(tmp_path: Path, studio: Story) -> Iterator[Lab]:
    with lab_at(tmp_path / "home", studio, patience=SLOW) as made:
        yield made


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "_TICK", 0.02)
    monkeypatch.setattr(card, "_REST", 0.0)
    monkeypatch.setattr(looks, "_FASTEST", 0.02)


def shown(lab: Lab, job: Job) -> tuple[JobCard, Page]:
    made = JobCard(lab, job)
    page = Page(made)
    page.value("hello")
    return made, page


def until(made: JobCard, **facts: Any) -> dict[str, Any]:
    """Wait for the row to have these facts."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if all(made.row[name] == value for name, value in facts.items()):
            return made.row
        time.sleep(0.005)
    raise AssertionError(f"the row never had {facts}: {made.row}")


def test_a_job_shows_how_far_it_is_and_what_it_made(lab: Lab, studio: Story) -> None:
    made, page = shown(lab, lab.videos.generate(HOSTILE, duration=8).submit())
    studio.now["progress"] = 0.25
    row = until(made, status="running", fraction=0.25, can_cancel=True)
    assert (row["held"], row["words"]) == ("72", HOSTILE)
    studio.end = "completed"
    row = until(made, status="succeeded", charged="69", count=1)
    assert page.value("piece", digest=row["items"][0]["digest"])["media_type"] == "video/mp4"
    text = made._twin()
    assert "succeeded · video" in text and "<script" not in text


def test_a_job_is_cancelled_from_its_card_and_sent_again_there(lab: Lab, studio: Story) -> None:
    job = lab.videos.generate("a fox").submit()
    made, page = shown(lab, job)
    first = until(made, can_cancel=True)["run"]
    assert page.value("cancel", run=first)["cancelled"]
    until(made, status="cancelled", can_retry=True)
    with pytest.raises(HyperealError):
        job.result()
    studio.cancelled.clear()
    studio.charged, studio.end = 0, "completed"
    assert page.value("price_again", run=first)["known"]
    second = page.value("retry", run=first)
    row = until(made, run=second, status="succeeded")
    assert second != first and row["charged"] == "69" and studio.charged == 69
    assert made.job.id == second


def test_a_replay_has_no_row_in_the_journal_and_is_shown_all_the_same(lab: Lab) -> None:
    lab.images.generate("a fox").run()
    made, _ = shown(lab, lab.images.generate("a fox").submit())
    row = until(made, status="succeeded", open=False, count=1)
    assert row["note"] == "replayed, saved 4 credits"


def test_a_refused_call_says_why(lab: Lab, studio: Story) -> None:
    studio.answer = lambda body: httpx.Response(400, json={"error": {"message": "Not that.", "type": "invalid"}})
    made, _ = shown(lab, lab.images.generate("a fox").submit())
    assert "Not that." in until(made, status="failed", open=False)["note"]


def test_a_call_that_was_never_written_says_why(lab: Lab) -> None:
    lab.confirm_above(1)
    made, _ = shown(lab, lab.images.generate("a fox").submit())
    row = until(made, status="failed", open=False)
    assert "asks first" in row["note"] and not row["can_retry"]


def test_outside_of_notebooks_a_job_is_its_text(lab: Lab) -> None:
    job = lab.images.generate("a fox").submit()
    with pytest.raises(NotImplementedError):
        job._ipython_display_()
    assert set(job._repr_mimebundle_()) == {"text/plain", "text/html"}
    job.result()


def test_in_a_notebook_a_job_shows_its_card(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    displayed: list[object] = []
    monkeypatch.setattr("IPython.display.display", displayed.append)
    lab._spine.rules.job_face = lab._card_of
    job = lab.images.generate("a fox").submit()
    job._ipython_display_()
    assert isinstance(displayed[0], JobCard) and displayed[0].job is job
    job.result()


def test_a_closed_card_reads_no_more_and_the_job_goes_on(lab: Lab, studio: Story) -> None:
    job = lab.videos.generate("a fox").submit()
    made, _ = shown(lab, job)
    until(made, can_cancel=True)
    made.close()
    studio.end = "completed"
    assert job.result().kind == "video"
    end = time.monotonic() + 10
    while time.monotonic() < end and made._watching is not None and not made._watching.done():
        time.sleep(0.005)
    assert made._watching is not None and made._watching.done()


def test_an_unknown_keyword_is_refused(lab: Lab) -> None:
    job = lab.images.generate("a fox").submit()
    with pytest.raises(TypeError, match="unknown keyword 'disable'"):
        JobCard(lab, job, disable=True)
    job.result()
