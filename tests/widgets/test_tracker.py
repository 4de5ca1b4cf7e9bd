from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab.polling import Patience
from hypereal_lab.widgets import looks, tracker
from hypereal_lab.widgets.tracker import JobTracker
from tests.lab.servers import Studio, lab_at, patience
from tests.widgets.conftest import KEY
from tests.widgets.page import Page

SLOW = Patience(fastest=0.02, slowest=0.02, chance=lambda: 0.0)
HOSTILE = '"><script>alert(1)</script>'


class Story(Studio):
    """A studio whose job goes on until it is told how it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.now: dict[str, Any] = {"status": "processing"}
        self.end: str | None = None
        self.story = self.tell

    def tell(self, look: int) -> httpx.Response:
        if self.cancelled:
            return self.says("cancelled")
        if self.end == "completed":
            return self.done(look)
        return self.says(self.end or self.now["status"], **{key: self.now[key] for key in self.now if key != "status"})


@pytest.fixture
def studio() -> Story:
    return Story()


@pytest.fixture
def open_lab(tmp_path: Path, studio: Story) -> Iterator[Callable[..., Lab]]:
    """A kernel on this home, in front of the studio."""
    with ExitStack() as stack:
        yield lambda **more: stack.enter_context(lab_at(tmp_path / "home", studio, **{"patience": SLOW, **more}))


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker, "_TICK", 0.02)
    monkeypatch.setattr(tracker, "_REST", 0.0)
    monkeypatch.setattr(looks, "_FASTEST", 0.02)


def shown(lab: Lab, **settings: Any) -> tuple[JobTracker, Page]:
    made = JobTracker(lab, **settings)
    page = Page(made)
    page.value("hello")
    return made, page


def until(widget: JobTracker, **facts: Any) -> dict[str, Any]:
    """Wait for a row with these facts."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for row in widget.rows:
            if all(row[name] == value for name, value in facts.items()):
                return dict(row)
        time.sleep(0.005)
    raise AssertionError(f"no row has {facts}: {widget.rows}")


def test_a_lab_at_rest_has_no_rows(lab: Lab) -> None:
    made, _ = shown(lab)
    assert (made.rows, made.under_way) == ([], 0)
    assert "Nothing is under way" in made._twin()


def test_a_job_is_a_row_from_its_first_moment_to_its_result(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    job = lab.videos.generate(HOSTILE, duration=8).submit()
    row = until(made, status="running", can_cancel=True)
    assert (row["kind"], row["model"], row["held"], row["open"]) == ("video", "veo-3-1-i2v", "72", True)
    assert row["words"] == HOSTILE and row["sent"] <= time.time() * 1000
    assert made.under_way == 1 and "1 under way" in repr(made)
    studio.now["progress"] = 0.25
    until(made, fraction=0.25)
    studio.end = "completed"
    row = until(made, status="succeeded")
    assert (row["held"], row["charged"], row["open"], row["count"]) == ("0", "69", False, 1)
    assert row["items"][0]["digest"] == job.result().digest and row["items"][0]["kind"] == "video"
    assert row["seconds"] is not None
    assert made.under_way == 0
    assert page.value("piece", digest=row["items"][0]["digest"])["media_type"] == "video/mp4"


def test_a_queued_job_says_so(lab: Lab, studio: Story) -> None:
    made, _ = shown(lab)
    studio.now["status"] = "queued"
    lab.videos.generate("a fox").submit()
    until(made, status="queued")
    studio.end = "completed"
    until(made, status="succeeded")


def test_a_call_that_answers_at_once_is_a_row_too_and_a_replay_is_not(lab: Lab) -> None:
    made, _ = shown(lab)
    lab.images.generate("a fox", n=2).run()
    row = until(made, status="succeeded")
    assert (row["charged"], row["count"], row["can_cancel"]) == ("8", 2, False)
    lab.images.generate("a fox", n=2).run()
    lab.images.generate("another").run()
    until(made, words="another", status="succeeded")
    assert [row["words"] for row in made.rows] == ["another", "a fox"]


def test_what_ended_before_it_was_shown_is_not_there(lab: Lab) -> None:
    lab.images.generate("a fox").run()
    assert shown(lab)[0].rows == []


def test_a_cancelled_job_says_what_is_refunded(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    lab.videos.generate("a fox").submit()
    run = until(made, can_cancel=True)["run"]
    said = page.value("cancel", run=run)
    assert said["cancelled"] and "72 credits are free again" in said["message"]
    row = until(made, status="cancelled")
    assert (row["held"], row["charged"], row["note"]) == ("0", "0", said["message"])
    assert studio.cancelled == ["job_1"]


def test_a_failed_job_says_why(lab: Lab, studio: Story) -> None:
    made, _ = shown(lab)
    studio.now["error"] = "The prompt was refused."
    lab.videos.generate("a fox").submit()
    until(made, can_cancel=True)
    time.sleep(0.3)  # a job may be called failed early on while it is only queued
    studio.end = "failed"
    row = until(made, status="failed")
    assert "The prompt was refused." in row["note"] and row["charged"] == "0"


def test_a_job_that_an_ended_kernel_left_is_resumed_when_it_is_shown(
    open_lab: Callable[..., Lab], studio: Story
) -> None:
    first = open_lab()
    first.videos.generate("a fox").submit()
    until(shown(first)[0], can_cancel=True)
    first.close()
    second = open_lab()
    made, _ = shown(second)
    row = until(made, status="running")
    assert row["can_cancel"]
    studio.end = "completed"
    assert until(made, status="succeeded")["charged"] == "69"
    assert studio.charged == 69


def test_without_resume_a_left_job_waits_for_a_press(open_lab: Callable[..., Lab], studio: Story) -> None:
    first = open_lab()
    first.videos.generate("a fox").submit()
    until(shown(first)[0], can_cancel=True)
    first.close()
    made, page = shown(open_lab(), resume=False)
    row = until(made, left=True)
    studio.end = "completed"
    page.value("fetch", run=row["run"])
    until(made, status="succeeded", left=False)


def test_what_was_paid_for_and_never_came_is_fetched_by_a_press(open_lab: Callable[..., Lab], studio: Story) -> None:
    studio.end, whole = "completed", studio.file

    def gone() -> httpx.Response:
        raise httpx.ReadError("the line went dead")

    studio.file = gone
    first = open_lab()
    with pytest.raises(HyperealError):
        first.videos.generate("a fox").run()
    first.close()
    made, page = shown(open_lab())
    row = until(made, left=True)
    assert (row["status"], row["charged"], row["open"]) == ("succeeded", "69", False)
    assert "never came here" in row["note"]
    studio.file = whole
    page.value("fetch", run=row["run"])
    row = until(made, left=False)
    assert row["count"] == 1 and not row["note"] and studio.charged == 69


def test_a_job_of_a_kernel_that_lives_is_seen_with_its_progress(open_lab: Callable[..., Lab], studio: Story) -> None:
    first, second = open_lab(), open_lab()
    made, _ = shown(second)
    first.videos.generate("a fox").submit()
    second.images.generate("wakes the tracker").submit()
    studio.now["progress"] = 0.5
    row = until(made, kind="video", fraction=0.5)
    assert not row["left"]
    studio.end = "completed"
    until(made, kind="video", status="succeeded")


def test_a_lost_answer_can_be_given_up(open_lab: Callable[..., Lab], studio: Story) -> None:
    def lost(body: dict[str, Any]) -> httpx.Response:
        raise httpx.ReadError("the line went dead")

    lab = open_lab(patience=patience())
    made, page = shown(lab)
    studio.answer = lost
    lab.images.generate("a fox").submit()
    row = until(made, status="unknown")
    assert row["left"] and row["held"] == "4" and row["note"]
    page.value("fetch", run=row["run"])
    until(made, status="unknown", left=True)
    page.value("forget", run=row["run"])
    row = until(made, status="failed")
    assert row["held"] == "0" and "given up" in row["note"].lower()


def test_ended_rows_are_cleared_and_stay_away(lab: Lab) -> None:
    made, page = shown(lab)
    lab.images.generate("a fox").run()
    until(made, status="succeeded")
    assert page.value("clear") == 1
    assert made.rows == []
    lab.images.generate("another").run()
    until(made, words="another", status="succeeded")
    assert len(made.rows) == 1


def test_the_twin_has_the_rows_as_text(lab: Lab) -> None:
    made, _ = shown(lab)
    lab.images.generate(HOSTILE).run()
    until(made, status="succeeded")
    text = made._twin()
    assert "succeeded · image · gemini-3-1-flash-t2i · 4 credits" in text
    assert "<script" not in text and "&lt;script" in text


def test_the_state_is_small_and_rows_travel_in_pages(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker, "_MOST", 20)
    monkeypatch.setattr(tracker, "_PAGE", 8)
    made, page = shown(lab)
    for number in range(30):
        lab.images.generate(f"a fox, take {number}").run()
    until(made, words="a fox, take 29", status="succeeded")
    assert len(made.rows) == 20
    first = page.value("hello")
    rest = page.value("page_of_rows", after=first["more"])
    last = page.value("page_of_rows", after=rest["more"])
    assert [len(one["rows"]) for one in (first, rest, last)] == [8, 8, 4] and last["more"] is None
    assert [*first["rows"], *rest["rows"], *last["rows"]] == made.rows
    state = str({name: value for name, value in made.get_state().items() if name != "_esm"})
    assert len(state) < 5_000 and KEY not in state + str(made.rows)


def test_a_page_hears_only_what_is_another(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    lab.videos.generate("a fox").submit()
    run = until(made, status="running", can_cancel=True)["run"]
    studio.now["progress"] = 0.25
    until(made, fraction=0.25)
    while not page.comm.sent.empty():
        page.comm.sent.get()
    studio.now["progress"] = 0.5
    until(made, fraction=0.5)
    said, _ = page.hear()
    assert (said["kind"], said["gone"], [*said["changed"]]) == ("rows", [], [run])
    assert said["changed"][run]["fraction"] == 0.5 and "words" not in said["changed"][run]
    studio.end = "completed"
    until(made, status="succeeded")


def test_whole_rows_come_in_several_messages_and_what_only_went_on_in_one(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker, "_VALUES", 60)
    made, page = shown(lab)
    rows = {f"{number}": {"run": f"{number}", **dict.fromkeys("abcdefghi", number)} for number in range(10)}
    made._rows = rows
    made._tell({"gone": rows["0"]})
    said = [page.hear()[0] for _ in range(2)]
    assert [(len(one["changed"]), one["gone"]) for one in said] == [(6, ["gone"]), (4, [])]
    made._rows = {run: {**row, "a": -1} for run, row in rows.items()}
    made._tell(rows)
    assert page.hear()[0]["changed"] == {run: {"a": -1} for run in rows}
    made._rows = {}
    made._tell({"9": rows["9"]})
    assert page.hear()[0] == {"kind": "rows", "changed": {}, "gone": ["9"]}


def test_the_end_is_told_from_calls_that_were_made_before(lab: Lab, studio: Story) -> None:
    made, _ = shown(lab)
    studio.end = "completed"
    for number in range(5):
        lab.videos.generate(f"a fox {number}").run()
    studio.end = None
    lab.videos.generate("a bear").submit()
    end = time.monotonic() + 10
    while not (ends := until(made, words="a bear", status="running")["eta"]) and time.monotonic() < end:
        time.sleep(0.005)
    low, middle, high = ends
    assert time.time() * 1000 - 60_000 < low <= middle <= high
    studio.end = "completed"
    assert until(made, words="a bear", status="succeeded")["eta"] is None


def test_without_calls_before_it_the_server_is_believed_and_its_queue_too(lab: Lab, studio: Story) -> None:
    made, _ = shown(lab)
    studio.now |= {"status": "queued", "eta": 40.0, "position": 3}
    lab.videos.generate("a fox").submit()
    row = until(made, status="queued", position=3)
    low, middle, high = row["eta"]
    assert low == middle == high and 30_000 < middle - time.time() * 1000 < 41_000
    studio.end = "completed"
    until(made, status="succeeded")


def broken(made: JobTracker, page: Page, lab: Lab, studio: Story) -> str:
    """A clip that was cancelled."""
    job = lab.videos.generate("a fox").submit()
    run = str(until(made, can_cancel=True)["run"])
    page.value("cancel", run=run)
    until(made, status="cancelled", can_retry=True)
    with pytest.raises(HyperealError):
        job.result()
    studio.cancelled.clear()
    return run


def test_a_call_that_ended_badly_is_sent_again_once_however_often_it_is_pressed(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    run = broken(made, page, lab, studio)
    studio.charged = 0
    studio.end = "completed"
    price = page.value("price_again", run=run)
    assert (price["text"], price["known"], price["asks"]) == ("48-72 credits", True, False)
    sent = {page.value("retry", run=run) for _ in range(10)}
    assert len(sent) == 1 and sent != {run}
    row = until(made, run=sent.pop(), status="succeeded")
    assert row["words"] == "a fox" and studio.charged == 69
    assert lab.journal.run(row["run"]).recipe_hash == lab.journal.run(run).recipe_hash
    old = until(made, run=run, can_retry=False)
    assert old["note"] == "Sent again."
    assert page.value("retry", run=run) == row["run"] and studio.charged == 69


def test_presses_at_the_same_time_send_it_once(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    run = broken(made, page, lab, studio)
    studio.charged, studio.end = 0, "completed"
    for number in range(20):
        page.send({"kind": "ask", "id": f"press-{number}", "name": "retry", "args": {"run": run}})
    answers: set[str] = set()
    heard = 0
    while heard < 20:
        said, _ = page.hear()
        if said["kind"] == "answer":
            heard += 1
            answers.add(said["value"])
    assert len(answers) == 1
    until(made, run=answers.pop(), status="succeeded")
    assert studio.charged == 69


def test_above_the_sum_at_which_the_lab_asks_a_second_press_is_needed(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    run = broken(made, page, lab, studio)
    studio.charged, studio.end = 0, "completed"
    lab.confirm_above(10)
    assert page.value("price_again", run=run)["asks"]
    assert "asks first" in page.error("retry", run=run)["message"]
    assert studio.charged == 0
    new = page.value("retry", run=run, confirm=True)
    until(made, run=new, status="succeeded")
    assert studio.charged == 69


def test_what_is_sent_again_counts_in_the_budget_of_its_tag(lab: Lab, studio: Story) -> None:
    made, page = shown(lab)
    with lab.tag("foxes"):
        run = broken(made, page, lab, studio)
    studio.end = "completed"
    budget = lab.budget(500, tag="foxes")
    until(made, run=page.value("retry", run=run), status="succeeded")
    assert str(budget.spent) == "69"


def test_a_closed_tracker_reads_no_more(lab: Lab, studio: Story) -> None:
    made, _ = shown(lab)
    lab.videos.generate("a fox").submit()
    until(made, can_cancel=True)
    made.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and made._watching is not None and not made._watching.done():
        time.sleep(0.005)
    assert made._watching is not None and made._watching.done()


def test_an_unknown_call_is_an_answer(lab: Lab) -> None:
    _, page = shown(lab)
    assert page.error("cancel", run="nothing")["message"]


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab) -> None:
    with pytest.raises(TypeError, match="unknown keyword 'resum'; did you mean 'resume'"):
        JobTracker(lab, resum=True)
