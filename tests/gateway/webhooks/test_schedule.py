"""When webhooks are tried again, and how receivers are kept from delaying each other."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.webhooks.lanes import Lane, Lanes, Waiting
from hypereal_lab.gateway.webhooks.schedule import ATTEMPTS, next_attempt, read_retry_after

HOUR = 3600.0


def lane(receiver: str, wallet: str = "wallet_a") -> Lane:
    return Lane(wallet, receiver)


def test_ten_attempts_take_about_75_hours() -> None:
    pauses = [next_attempt(made, lambda: 0.5) for made in range(1, ATTEMPTS + 1)]
    assert ATTEMPTS == 10
    assert pauses[-1] is None
    assert sum(filter(None, pauses)) == pytest.approx(75.6 * HOUR, rel=0.01)


@given(made=st.integers(1, ATTEMPTS - 1), chance=st.floats(0, 1), wished=st.none() | st.floats(0, 10 * 24 * HOUR))
def test_a_pause_stays_near_its_plan_and_never_undercuts_a_wish(made: int, chance: float, wished: float | None) -> None:
    plan = next_attempt(made, lambda: 0.5)
    pause = next_attempt(made, lambda: chance, wished)
    assert plan is not None
    assert pause is not None
    assert pause >= 0.9 * plan - 1e-6
    assert pause >= min(wished or 0, 24 * HOUR)
    assert pause <= max(1.1 * plan, 24 * HOUR) + 1e-6


def test_the_pauses_of_two_webhooks_differ() -> None:
    assert next_attempt(3, lambda: 0.1) != next_attempt(3, lambda: 0.9)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(None, None), ("120", 120.0), (" 7 ", 7.0), ("soon", None), ("-5", None), ("1e3", None), ("", None)],
)
def test_retry_after_is_read_or_left(text: str | None, seconds: float | None) -> None:
    assert read_retry_after(text, 1000.0) == seconds


def test_retry_after_may_be_a_date() -> None:
    assert read_retry_after(formatdate(2000.0, usegmt=True), 1500.0) == 500.0
    assert read_retry_after(formatdate(2000.0, usegmt=True), 3000.0) == 0.0


def test_a_receiver_has_two_places_and_leaves_the_others_theirs() -> None:
    lanes = Lanes()
    for number in range(50):
        lanes.put(Waiting(0.0, f"dead {number}", lane("dead")))
    lanes.put(Waiting(1.0, "alive", lane("alive")))
    begun = [one.id for one in lanes.ready(1.0)]
    assert begun == ["dead 0", "dead 1", "alive"]
    assert lanes.ready(1.0) == []
    assert lanes.next_due() is None
    lanes.done("dead 0")
    assert [one.id for one in lanes.ready(1.0)] == ["dead 10"]


def test_many_dead_receivers_of_one_account_leave_other_accounts_theirs() -> None:
    lanes = Lanes()
    for number in range(40):
        lanes.put(Waiting(0.0, f"dead {number}", lane(f"dead {number}")))
    lanes.put(Waiting(0.0, "alive", lane("alive", "wallet_b")))
    assert "alive" in [one.id for one in lanes.ready(0.0)]
    assert len(lanes) == 17


def test_places_go_round_among_the_receivers_of_an_account() -> None:
    lanes = Lanes()
    for number in range(400):
        lanes.put(Waiting(0.0, f"dead {number}", lane(f"dead {number % 20}")))
    lanes.put(Waiting(0.0, "alive", lane("alive")))
    begun = [one.id for one in lanes.ready(0.0)]
    turns = 0
    while "alive" not in begun:
        lanes.done(begun.pop(0))
        begun += [one.id for one in lanes.ready(0.0)]
        turns += 1
    assert turns <= 2 * 21


def test_a_later_plan_for_the_same_webhook_counts() -> None:
    lanes = Lanes()
    lanes.put(Waiting(100.0, "one", lane("a")))
    lanes.put(Waiting(5.0, "one", lane("a")))
    assert [one.due for one in lanes.ready(5.0)] == [5.0]
    lanes.done("one")
    assert lanes.ready(200.0) == []


def test_a_pause_holds_for_the_whole_receiver_and_ends() -> None:
    lanes = Lanes()
    lanes.put(Waiting(0.0, "one", lane("a")))
    lanes.put(Waiting(0.0, "two", lane("b")))
    lanes.pause(lane("a"), 60.0)
    assert [one.id for one in lanes.ready(10.0)] == ["two"]
    assert lanes.next_due() == 60.0
    assert [one.id for one in lanes.ready(60.0)] == ["one"]


@given(st.lists(st.tuples(st.floats(0, 100), st.sampled_from("abc"), st.sampled_from("xy")), max_size=60))
def test_everything_that_is_put_comes_once_and_not_too_early(given_: list[tuple[float, str, str]]) -> None:
    lanes = Lanes()
    for number, (due, receiver, wallet) in enumerate(given_):
        lanes.put(Waiting(due, str(number), lane(receiver, wallet)))
    seen = []
    for now in (25.0, 50.0, 75.0, 100.0):
        while found := lanes.ready(now):
            assert all(one.due <= now for one in found)
            for one in found:
                lanes.done(one.id)
                seen.append(one.id)
        assert (due := lanes.next_due()) is None or due > now
    assert sorted(seen) == sorted(map(str, range(len(given_))))
    assert len(lanes) == 0
