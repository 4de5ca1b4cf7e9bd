"""A target that fails is left alone, then tried with one call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.upstream.breaker import Breaker, BreakerRule
from tests.gateway.conftest import FakeClock

RULE = BreakerRule(window=30, least=4, share=0.5, pause=10)


@pytest.fixture
def breaker(clock: FakeClock) -> Breaker:
    return Breaker(clock, RULE)


def opened(breaker: Breaker) -> Breaker:
    for _ in range(RULE.least):
        breaker.failed()
    assert breaker.state == "open"
    return breaker


def test_it_opens_when_half_of_enough_calls_failed(breaker: Breaker) -> None:
    for well in (True, False, True):
        breaker.succeeded() if well else breaker.failed()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "open"
    assert not breaker.allows()


def test_a_few_failures_are_no_pattern(breaker: Breaker) -> None:
    for _ in range(RULE.least - 1):
        breaker.failed()
    assert breaker.allows()


def test_failures_of_long_ago_do_not_count(breaker: Breaker, clock: FakeClock) -> None:
    for _ in range(RULE.least - 1):
        breaker.failed()
    clock.forward(RULE.window + 1)
    breaker.failed()
    assert breaker.state == "closed"


def test_after_the_pause_exactly_one_call_tries(breaker: Breaker, clock: FakeClock) -> None:
    opened(breaker)
    clock.forward(RULE.pause)
    assert breaker.state == "half_open"
    assert [breaker.allows() for _ in range(5)] == [True, False, False, False, False]


def test_a_probe_that_ends_well_closes_it(breaker: Breaker, clock: FakeClock) -> None:
    opened(breaker)
    clock.forward(RULE.pause)
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.state == "closed"
    breaker.failed()
    assert breaker.state == "closed", "what was before is forgotten"


def test_a_probe_that_fails_begins_another_pause(breaker: Breaker, clock: FakeClock) -> None:
    opened(breaker)
    clock.forward(RULE.pause)
    assert breaker.allows()
    breaker.failed()
    assert breaker.state == "open"
    clock.forward(RULE.pause - 1)
    assert not breaker.allows()


def test_a_probe_that_nobody_hears_of_again_does_not_close_the_door_for_ever(
    breaker: Breaker, clock: FakeClock
) -> None:
    opened(breaker)
    clock.forward(RULE.pause)
    assert breaker.allows()
    clock.forward(RULE.pause)
    assert breaker.allows()


@given(st.lists(st.sampled_from(["well", "bad", "time"]), max_size=60))
def test_an_open_breaker_lets_at_most_one_call_through_in_each_pause(steps: list[str]) -> None:
    clock = FakeClock()
    breaker = Breaker(clock, RULE)
    through: list[float] = []
    for step in steps:
        if step == "time":
            clock.forward(3)
            continue
        before = breaker.state
        if breaker.allows():
            if before != "closed":
                assert not [one for one in through if one > clock.now - RULE.pause]
                through.append(clock.now)
            breaker.succeeded() if step == "well" else breaker.failed()
            if step == "well":
                assert breaker.state == "closed"
                through.clear()
