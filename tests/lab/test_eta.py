from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits
from hypereal_lab.lab.eta import FEWEST, Eta, Etas, Spread, spread_of, work_of
from hypereal_lab.lab.history import History
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.run import Run
from tests.lab.ledger import Clock, Kernel

SECONDS = st.floats(0.001, 10_000)
WORK = st.sampled_from([1.0, 4.0, 5.0, 8.0])
PAST = st.lists(st.tuples(SECONDS, WORK), max_size=40)


@given(past=PAST, work=WORK)
def test_a_spread_is_never_negative_and_holds_its_middle(past: list[tuple[float, float]], work: float) -> None:
    found = spread_of(past, work)
    assert (found is None) is (len(past) < FEWEST)
    if found is not None:
        assert 0 <= found.low <= found.middle <= found.high


@given(past=st.lists(SECONDS, min_size=FEWEST, max_size=40), work=WORK)
def test_calls_of_the_same_work_hold_the_spread_between_the_fastest_and_the_slowest(
    past: list[float], work: float
) -> None:
    found = spread_of([(seconds, work) for seconds in past] + [(1e6, 3.0)], work)
    assert found is not None
    assert min(past) <= found.low and found.high <= max(past)
    assert sum(seconds <= found.middle for seconds in past) * 2 >= len(past) - 1
    assert sum(seconds >= found.middle for seconds in past) * 2 >= len(past) - 1


def test_other_work_is_taken_by_its_unit() -> None:
    past = [(float(seconds), 4.0) for seconds in (20, 22, 24, 26, 28)]
    assert spread_of(past, 4.0) == Spread(20.8, 24.0, 27.2)
    assert spread_of(past, 8.0) == Spread(41.6, 48.0, 54.4)


def test_few_calls_tell_nothing() -> None:
    assert spread_of([(3.0, 1.0)] * (FEWEST - 1), 1.0) is None
    assert spread_of([(3.0, 1.0)] * FEWEST, 1.0) == Spread(3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    ("kind", "inputs", "work"),
    [
        ("video", {"duration": 8}, 8.0),
        ("image", {"n": 3, "prompt": "a"}, 3.0),
        ("speech", {"text": "Good morning"}, 12.0),
        ("model3d", {"prompt": "a chair"}, 1.0),
        ("video", {}, 1.0),
        ("video", {"duration": "long"}, 1.0),
    ],
)
def test_the_work_of_a_call_is_what_it_asks_for(kind: str, inputs: Mapping[str, Any], work: float) -> None:
    assert work_of(kind, inputs) == work


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    return Kernel(tmp_path)


def sent(kernel: Kernel, seconds: float | None, *, duration: int = 4) -> Run:
    """A clip that took so long; one that is under way for None."""
    intent = kernel.intent()
    recipe = Recipe.of("video", "m", {"prompt": intent.run, "duration": duration})
    run = kernel.journal.begin(type(intent)(**{**_fields(intent), "recipe": recipe, "flight": recipe.hash}))
    if seconds is not None:
        kernel.journal.settle(run.id, model="m", units=1, charged=Credits(0), source="reported", latency=seconds)
    return run


def _fields(intent: Any) -> dict[str, Any]:
    return {name: getattr(intent, name) for name in intent.__slots__}


def test_a_run_ends_when_those_before_it_did(kernel: Kernel) -> None:
    for seconds in (10, 20, 30, 40, 50):
        sent(kernel, seconds)
    now = kernel.clock.now
    etas = Etas(kernel.journal)
    assert etas.of(sent(kernel, None), None, queued=False) == Eta(now + 14, now + 30, now + 46)
    assert etas.of(sent(kernel, None, duration=8), now + 5, queued=False) == Eta(now + 28, now + 60, now + 92)
    kernel.close()


def test_without_a_history_the_server_is_asked_or_nothing_is_said(kernel: Kernel) -> None:
    run, etas = sent(kernel, None), Etas(kernel.journal)
    assert etas.of(run, None, queued=False) is None
    assert etas.of(run, 1_800_000_040.0, queued=False) == Eta(1_800_000_040.0, 1_800_000_040.0, 1_800_000_040.0)
    kernel.close()


def test_a_queue_is_known_to_the_server_alone(kernel: Kernel) -> None:
    for _ in range(FEWEST):
        sent(kernel, 10)
    run, etas = sent(kernel, None), Etas(kernel.journal)
    waits = etas.of(run, run.time + 300, queued=True)
    assert waits is not None and waits.middle == run.time + 300
    silent = etas.of(run, None, queued=True)
    assert silent is not None and silent.middle == run.time + 10
    kernel.close()


def test_the_history_is_read_once_for_many_runs(kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, read = Clock(0.0), []
    latencies = History.latencies

    def counted(self: History, *values: Any) -> Any:
        read.append(values)
        return latencies(self, *values)

    monkeypatch.setattr(History, "latencies", counted)
    etas = Etas(kernel.journal, clock)
    runs = [sent(kernel, None) for _ in range(10)]
    for run in runs:
        etas.of(run, None, queued=False)
    assert read == [("m", "video", "hypereal")]
    clock.now += 31
    etas.of(runs[0], None, queued=False)
    assert len(read) == 2
    kernel.close()
