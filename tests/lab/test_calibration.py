"""After some calls the estimate is the user's own, and says so."""

from __future__ import annotations

from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits, Lab
from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.calibration import LEAST_CALLS, calibrated
from tests.lab.conftest import Server


def book(expected: int | None) -> Estimate:
    amount = None if expected is None else Credits(expected)
    return Estimate(low=amount, expected=amount, high=amount, unit=None, basis="observed", version="7", source="book")


PAIRS = st.lists(
    st.tuples(st.integers(1, 10**9).map(Credits), st.integers(0, 10**9).map(Credits)), min_size=LEAST_CALLS, max_size=60
)


@given(st.integers(1, 10**9), PAIRS)
def test_the_spread_is_p50_to_p90_of_what_was_charged_for_what_was_expected(
    expected: int, calls: list[tuple[Credits, Credits]]
) -> None:
    found = calibrated(book(expected), calls)
    assert found.low is not None and found.high is not None
    assert found.low == found.expected <= found.high
    ratios = sorted(-(-expected * charged.micros // one.micros) for one, charged in calls)
    assert sum(ratio <= found.low.micros for ratio in ratios) * 100 >= 50 * len(ratios)
    assert sum(ratio <= found.high.micros for ratio in ratios) * 100 >= 90 * len(ratios)
    assert found.low.micros in ratios and found.high.micros in ratios
    assert (found.basis, found.version) == ("own calls", "7")
    assert f"your own last {len(calls)} calls" in (found.source or "")


def test_few_calls_or_an_unknown_price_leave_the_book_as_it_is() -> None:
    pairs = [(Credits(4), Credits(5))] * LEAST_CALLS
    assert calibrated(book(4), pairs[1:]) == book(4)
    assert calibrated(book(None), pairs) == book(None)


async def test_the_estimate_of_a_model_becomes_the_users_own(lab: Lab, server: Server) -> None:
    make = server.make
    charges = iter([2, 2, 2, 2, 2, 3, 3, 3, 3, 6])
    server.answer = lambda body: httpx.Response(200, json={**make(body).json(), "creditsUsed": next(charges)})
    for number in range(10):
        assert lab.images.generate("a bear").estimate().basis != ("own calls" if number < LEAST_CALLS else None)
        await lab.images.generate(f"number {number}")
    own = lab.images.generate("a bear", n=2).estimate()
    assert (own.low, own.expected, own.high) == (Credits.of(4), Credits.of(4), Credits.of(6))
    assert "your own last 10 calls" in (own.source or "")


async def test_what_is_held_stays_the_price_of_the_book(lab: Lab, server: Server) -> None:
    make = server.make
    server.answer = lambda body: httpx.Response(200, json={**make(body).json(), "creditsUsed": 1})
    for number in range(LEAST_CALLS):
        await lab.images.generate(f"number {number}")
    held: list[Any] = []

    def look(body: dict[str, Any]) -> httpx.Response:
        held.extend(run.held for run in lab.journal.unresolved())
        return make(body)

    server.answer = look
    assert lab.images.generate("a bear").estimate().expected == Credits.of(1)
    await lab.images.generate("a bear")
    assert held == [Credits.of(4)]


async def test_replays_and_failures_teach_nothing(lab: Lab, server: Server) -> None:
    for number in range(LEAST_CALLS - 1):
        await lab.images.generate(f"number {number}")
    for _ in range(3):
        await lab.images.generate("number 0")
    assert lab.images.generate("a bear").estimate().basis != "own calls"
