"""How a job is looked at: slower and slower, never sooner than the server says, and through everything it was seen to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import errors
from hypereal_lab.lab.polling import Patience, Waits, follow, next_look
from hypereal_lab.wire.jobs import JobAnswer

SECONDS = st.floats(0.01, 100)


@given(st.integers(0, 10_000), st.none() | st.floats(0, 1e6), SECONDS, SECONDS, st.floats(0, 1))
def test_every_pause_is_bounded_and_keeps_to_the_servers_hint(
    asked: int, hint: float | None, fastest: float, slowest: float, chance: float
) -> None:
    pause = next_look(asked, hint=hint, fastest=fastest, slowest=slowest, chance=chance)
    assert 0 < pause <= max(slowest, min(hint or 0, 60)) * 1.2 + 1e-9
    assert pause >= min(hint or 0, 60) - 1e-9
    assert pause >= min(slowest, fastest) - 1e-9


def test_looks_become_slower() -> None:
    pauses = [next_look(asked, hint=None, fastest=0.25, slowest=8, chance=0) for asked in range(20)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.25, 8)


class Jobs:
    """Answers looks from a script; the last line goes on for ever."""

    def __init__(self, *script: Any) -> None:
        self.script = script
        self.looks: list[str | None] = []

    async def get(self, job_id: str, *, poll_url: str | None = None) -> JobAnswer:
        self.looks.append(poll_url)
        line = self.script[min(len(self.looks), len(self.script)) - 1]
        if isinstance(line, Exception):
            raise line
        return JobAnswer(job_id=job_id, **line)


class Waiter:
    """Notes pauses in place of waiting."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def ask(*script: Any, limit: float = 3600.0) -> tuple[JobAnswer, Jobs, list[float], list[str]]:
    jobs, waiter, heard = Jobs(*script), Waiter(), list[str]()
    patience = Patience(sleep=waiter, chance=lambda: 0.0, limit=limit)
    answer = await follow(jobs, "job_1", "/poll", lambda seen: heard.append(seen.status), patience)
    return answer, jobs, waiter.pauses, heard


def api(status: int, kind: Callable[..., Exception] = errors.APIError, **facts: Any) -> Exception:
    return kind("no", status=status, facts=facts)


async def test_a_job_is_followed_to_its_end() -> None:
    answer, jobs, _, heard = await ask({"status": "pending"}, {"status": "processing"}, {"status": "completed"})
    assert answer.state == "succeeded"
    assert heard == ["pending", "processing", "completed"]
    assert jobs.looks == ["/poll"] * 3


async def test_the_servers_hint_is_kept_from_answers_and_from_errors() -> None:
    _, _, pauses, _ = await ask(
        {"status": "processing", "retry_after": 5.0},
        api(429, errors.RateLimited, retry_after=9),
        api(503, errors.Unavailable, retry_after=1e9),
        {"status": "completed"},
    )
    assert pauses == [0.25, 5.0, 9.0, 60.0]


@pytest.mark.parametrize("error", [errors.ConnectionFailed("x"), errors.TimedOut("x"), errors.UnreadableAnswer("x")])
async def test_a_look_that_failed_is_no_verdict(error: Exception) -> None:
    answer, _, _, _ = await ask(error, error, {"status": "completed"})
    assert answer.state == "succeeded"


@pytest.mark.parametrize(
    "error", [api(404, errors.NotFound), api(410, errors.Gone), api(401, errors.AuthenticationError)]
)
async def test_a_look_that_was_refused_is_passed_on(error: Exception) -> None:
    with pytest.raises(type(error)):
        await ask(error)


async def test_early_words_of_failure_are_not_believed_and_late_ones_are() -> None:
    doubtful = {"status": "failed", "error": "Failed to check status"}
    answer, jobs, _, _ = await ask(*[doubtful] * 6, {"status": "completed"})
    assert answer.state == "succeeded"
    answer, jobs, _, _ = await ask(doubtful)
    assert (answer.state, len(jobs.looks)) == ("failed", 7)


async def test_a_failure_with_a_reason_is_believed_at_once() -> None:
    answer, jobs, _, _ = await ask({"status": "failed", "error": {"message": "flagged"}})
    assert (answer.state, len(jobs.looks)) == ("failed", 1)


async def test_the_waiting_ends_after_its_limit_and_says_how_to_come_back() -> None:
    with pytest.raises(errors.StillRunning, match=r"lab.jobs.get\('job_1'\)") as over:
        await ask({"status": "processing"}, limit=30.0)
    assert over.value.job == "job_1"


class Waiting(Jobs):
    """Lets looks wait, and says so; a look that waits takes as many seconds as the script says."""

    def __init__(self, *script: Any) -> None:
        super().__init__(*script)
        self.waits: list[int] = []
        self.since: list[str | None] = []
        self.now = 0.0

    async def get(
        self, job_id: str, *, poll_url: str | None = None, wait: int = 0, since: JobAnswer | None = None
    ) -> JobAnswer:
        self.waits.append(wait)
        self.since.append(since.tag if since else None)
        line = self.script[min(len(self.waits), len(self.script)) - 1]
        if isinstance(line, Exception):
            raise line
        seconds, facts = line
        self.now += min(seconds, wait)
        return JobAnswer(job_id=job_id, **{"longest_wait": 60, "tag": str(len(self.waits)), **facts})


async def wait_for(*script: Any, waits: Waits | None = None) -> tuple[Waiting, list[float]]:
    jobs, waiter = Waiting(*script), Waiter()
    patience = Patience(sleep=waiter, chance=lambda: 0.0, limit=600.0, clock=lambda: jobs.now, waits=waits or Waits())
    await follow(jobs, "job_1", "/poll", lambda seen: None, patience)
    return jobs, waiter.pauses


RUNS, DONE = {"status": "processing", "retry_after": 5.0}, {"status": "completed"}


async def test_looks_wait_where_the_server_lets_them() -> None:
    jobs, pauses = await wait_for((0, RUNS), (20, RUNS), (20, RUNS), (3, DONE))
    assert jobs.waits == [0, 25, 25, 25]
    assert jobs.since == [None, "1", "2", "3"]
    assert pauses == [0.25] * 4


async def test_a_server_that_offers_it_and_does_not_wait_is_polled() -> None:
    same = {**RUNS, "tag": "same"}
    jobs, pauses = await wait_for((0, same), (0, same), (0, same), (0, DONE))
    assert jobs.waits == [0, 25, 0, 25]
    assert pauses == [0.25, 0.25, 5.0, 0.25]


async def test_after_a_look_that_failed_the_next_one_does_not_wait() -> None:
    jobs, _ = await wait_for((0, RUNS), errors.TimedOut("x"), (0, RUNS), (9, DONE))
    assert jobs.waits == [0, 25, 0, 25]


async def test_a_job_far_back_in_the_queue_is_polled_as_rarely_as_the_server_says() -> None:
    far = {**RUNS, "position": 40, "retry_after": 11.0}
    jobs, pauses = await wait_for((0, far), (0, far), (0, {**far, "position": 3}), (9, DONE))
    assert jobs.waits == [0, 0, 0, 25]
    assert pauses[1:3] == [11.0, 11.0]


async def test_only_so_many_looks_wait_at_once() -> None:
    waits = Waits(1)
    with waits.one(JobAnswer(longest_wait=60, tag="x")) as seconds:
        assert seconds == 25
        jobs, _ = await wait_for((0, RUNS), (0, DONE), waits=waits)
        assert jobs.waits == [0, 0]
    jobs, _ = await wait_for((0, RUNS), (0, DONE), waits=waits)
    assert jobs.waits == [0, 25]
