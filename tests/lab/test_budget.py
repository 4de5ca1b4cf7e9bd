"""Budgets: what is held counts as spent, in every kernel, until it is settled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.call import Call
from tests.lab.conftest import KEY, Server
from tests.lab.ledger import Clock

PRICE = 4
"""Credits of one picture of the default model."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def again(server: Server, tmp_path: Path, clock: Clock) -> Iterator[Callable[[], Lab]]:
    """Another kernel on the same home each time."""
    with ExitStack() as stack:

        def one() -> Lab:
            transport = httpx.MockTransport(server)
            made = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=transport, clock=clock)
            stack.callback(made.close)
            return made

        yield one


@pytest.fixture
def lab(again: Callable[[], Lab]) -> Lab:
    return again()


def picture(lab: Lab, words: str, **more: Any) -> Call:
    return lab.images.generate(words, **more)


def unpriced(call: Call) -> Call:
    unknown = Estimate.unknown("nobody tells")
    call._plan = replace(call._plan, price=unknown)
    return call


async def outcomes(calls: list[Call]) -> list[Any]:
    return await asyncio.gather(*(call.submit() for call in calls), return_exceptions=True)


@pytest.mark.parametrize("cap", [0, 3, 4, 50, 79, 80, 1000])
async def test_of_twenty_calls_at_once_just_those_that_fit_are_sent(lab: Lab, server: Server, cap: int) -> None:
    with lab.budget(credits=cap) as budget:
        found = await outcomes([picture(lab, f"number {i}") for i in range(20)])
    fitting = min(20, cap // PRICE)
    refused = [one for one in found if isinstance(one, errors.BudgetExceeded)]
    assert (len(found) - len(refused), len(server.made)) == (fitting, fitting)
    assert (budget.spent, budget.held) == (Credits.of(PRICE * fitting), Credits(0))
    assert budget.left == Credits.of(cap - PRICE * fitting)
    for error in refused:
        assert error.asked == Credits.of(PRICE)
        assert error.cap == Credits.of(cap)
        assert error.spent + error.held + error.left == error.cap  # type: ignore[operator]
        assert error.left < error.asked  # type: ignore[operator]


async def test_the_refused_call_says_what_was_asked_spent_held_and_left(lab: Lab, server: Server) -> None:
    with lab.budget(credits="9.5"):
        await picture(lab, "one")
        with pytest.raises(errors.BudgetExceeded) as refused:
            await picture(lab, "three", n=3)
    said = str(refused.value)
    assert all(words in said for words in ("9.5", "4 are spent", "0 held", "5.5 are left", "need 12"))
    assert len(server.made) == 1
    assert [run.status for run in lab.journal.runs()] == ["succeeded"]


async def test_outside_of_its_block_a_budget_counts_nothing(lab: Lab) -> None:
    with lab.budget(credits=4) as budget:
        inside = picture(lab, "inside").submit()
    await picture(lab, "outside")
    await inside
    assert budget.spent == Credits.of(4)


async def test_a_call_counts_where_it_was_submitted_not_where_it_was_awaited(lab: Lab) -> None:
    before = picture(lab, "before").submit()
    with lab.budget(credits=0):
        await before


async def test_nested_blocks_all_hold_and_the_widest_full_one_is_named(lab: Lab) -> None:
    with lab.budget(credits=10) as outer:
        with lab.budget(credits=100) as inner:
            await outcomes([picture(lab, f"number {i}") for i in range(5)])
            assert (outer.spent, inner.spent) == (Credits.of(8), Credits.of(8))
        with lab.budget(credits=1), pytest.raises(errors.BudgetExceeded, match="allows 10 credits"):
            await picture(lab, "more")


async def test_one_budget_may_surround_many_tasks_at_once(lab: Lab, server: Server) -> None:
    budget = lab.budget(credits=10)

    async def one(i: int) -> bool:
        with budget:
            await asyncio.sleep(0)
            try:
                await picture(lab, f"number {i}")
            except errors.BudgetExceeded:
                return False
            return True

    assert sum(await asyncio.gather(*(one(i) for i in range(6)))) == 2
    with budget, budget:
        pass
    await picture(lab, "outside")
    assert budget.spent == Credits.of(8)
    assert len(server.made) == 3


async def test_the_same_tag_said_twice_is_held_once(lab: Lab, server: Server) -> None:
    held: list[Credits] = []
    budget = lab.budget(credits=4, tag="bears")
    make = server.make

    def look(body: dict[str, Any]) -> httpx.Response:
        held.append(budget.held)
        return make(body)

    server.answer = look
    with budget, budget, lab.tag("bears", "bears"):
        await picture(lab, "a bear")
    assert held == [Credits.of(4)]
    assert (budget.spent, budget.held) == (Credits.of(4), Credits(0))


@pytest.mark.parametrize("per", ["session", "notebook", "month"])
async def test_a_standing_budget_counts_what_was_spent_before_it(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, per: str
) -> None:
    monkeypatch.setenv("HYPEREAL_LAB_NOTEBOOK", "/home/me/bears.ipynb")
    await picture(lab, "before")
    budget = lab.budget(credits=9, per=per)
    assert budget.spent == Credits.of(4)
    await picture(lab, "second")
    with pytest.raises(errors.BudgetExceeded):
        await picture(lab, "third")


async def test_a_tag_counts_what_was_spent_under_it_before(lab: Lab) -> None:
    with lab.tag("bears"):
        await picture(lab, "before")
    assert lab.budget(credits=9, tag="bears").spent == Credits.of(4)


@pytest.mark.parametrize("scope", [{"per": "notebook"}, {"per": "month"}, {"tag": "bears"}])
async def test_a_standing_budget_survives_the_kernel(
    again: Callable[[], Lab], monkeypatch: pytest.MonkeyPatch, scope: dict[str, str]
) -> None:
    monkeypatch.setenv("HYPEREAL_LAB_NOTEBOOK", "bears.ipynb")
    first = again()
    first.budget(credits=9, **scope)
    with first.tag("bears"):
        await picture(first, "one")
    first.close()
    second = again()
    with second.tag("bears"):
        await picture(second, "two")
        with pytest.raises(errors.BudgetExceeded) as refused:
            await picture(second, "three")
    assert refused.value.spent == Credits.of(8)


async def test_a_budget_of_a_session_ends_with_it(again: Callable[[], Lab]) -> None:
    first = again()
    first.budget(credits=4, per="session")
    await picture(first, "one")
    with pytest.raises(errors.BudgetExceeded):
        await picture(first, "two")
    await picture(again(), "two")


async def test_two_kernels_share_a_standing_budget(again: Callable[[], Lab], server: Server) -> None:
    labs = [again(), again()]
    budget = labs[0].budget(credits=20, tag="bears")

    async def some(lab: Lab, name: str) -> list[Any]:
        with lab.tag("bears"):
            return await outcomes([picture(lab, f"{name} {i}") for i in range(6)])

    await asyncio.gather(some(labs[0], "a"), some(labs[1], "b"))
    assert len(server.made) == 5
    assert (budget.spent, budget.held) == (Credits.of(20), Credits(0))


async def test_each_calendar_month_of_the_zone_has_its_own_sum(lab: Lab, clock: Clock) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    clock.now = datetime(2026, 3, 31, 23, 59, 59, tzinfo=berlin).timestamp()
    march = lab.budget(credits=4, per="month", zone="Europe/Berlin")
    await picture(lab, "in March")
    with pytest.raises(errors.BudgetExceeded, match="2026-03"):
        await picture(lab, "in April")
    clock.now += 1
    await picture(lab, "in April")
    with pytest.raises(errors.BudgetExceeded, match="2026-04"):
        await picture(lab, "in March again")
    assert march.spent == Credits.of(4)
    clock.now -= 1
    with pytest.raises(errors.BudgetExceeded, match="2026-03"):
        await picture(lab, "with the clock set back")


async def test_a_call_that_ends_in_the_next_month_counts_in_its_own(lab: Lab, server: Server, clock: Clock) -> None:
    clock.now = datetime(2026, 10, 31, 23, 59, 59, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()
    october = lab.budget(credits=100, per="month", zone="Europe/Berlin")
    make = server.make

    def slowly(body: dict[str, Any]) -> httpx.Response:
        clock.now += 3600
        return make(body)

    server.answer = slowly
    await picture(lab, "over midnight")
    assert october.spent == Credits.of(4)


async def test_more_than_was_asked_for_is_still_written_down(lab: Lab, server: Server) -> None:
    make = server.make
    server.answer = lambda body: httpx.Response(200, json={**make(body).json(), "creditsUsed": 7.25})
    with lab.budget(credits=8) as budget:
        await picture(lab, "one")
        assert (budget.spent, budget.left) == (Credits.of("7.25"), Credits.of("0.75"))
        with pytest.raises(errors.BudgetExceeded):
            await picture(lab, "two")


async def test_a_refused_or_failed_call_gives_back_what_it_held(lab: Lab, server: Server) -> None:
    server.answer = lambda _: httpx.Response(402, json={"error": {"type": "insufficient_credits", "message": "no"}})
    with lab.budget(credits=4) as budget:
        with pytest.raises(errors.InsufficientCredits):
            await picture(lab, "one")
        assert budget.left == Credits.of(4)
        server.answer = server.make
        await picture(lab, "one")


async def test_a_replay_needs_no_room(lab: Lab) -> None:
    await picture(lab, "one")
    with lab.budget(credits=0):
        assert (await picture(lab, "one")).replayed


async def test_equal_calls_at_once_each_have_their_own_budget_and_consent(lab: Lab, server: Server) -> None:
    lab.confirm_above(credits=5)
    with lab.budget(credits=1):
        tight = [picture(lab, "one", n=2, confirm=True).submit() for _ in range(2)]
    unasked = picture(lab, "one", n=2).submit()
    free = picture(lab, "one", n=2, confirm=True).submit()
    found = await asyncio.gather(*tight, unasked, free, return_exceptions=True)
    assert not isinstance(found[-1], BaseException)
    assert all(isinstance(one, errors.SpendingRefused) or one == found[-1] for one in found[:-1])
    assert len(server.made) == 1


async def test_an_unknown_price_in_a_budget_needs_a_most(lab: Lab, server: Server) -> None:
    with lab.budget(credits=10) as budget:
        with pytest.raises(errors.PriceUnknown, match="max_cost"):
            await unpriced(picture(lab, "one", allow_unknown_price=True))
        with pytest.raises(errors.BudgetExceeded):
            await unpriced(picture(lab, "one", allow_unknown_price=True, max_cost=11))
        await unpriced(picture(lab, "one", allow_unknown_price=True, max_cost=10))
        assert budget.spent == Credits.of(4)
    assert len(server.made) == 1


async def test_an_unpriced_call_under_way_counts_in_a_budget_that_came_after_it(lab: Lab, server: Server) -> None:
    budgets: list[Any] = []
    make = server.make

    def look(body: dict[str, Any]) -> httpx.Response:
        budgets.append(lab.budget(credits=100, per="session"))
        return make(body)

    server.answer = look
    await unpriced(picture(lab, "one", allow_unknown_price=True))
    assert budgets[0].spent == Credits.of(4)


async def test_a_call_may_have_a_most_of_its_own(lab: Lab, server: Server) -> None:
    with pytest.raises(errors.CostAboveLimit, match="nothing was sent"):
        await picture(lab, "one", n=2, max_cost=7.999999)
    await picture(lab, "one", n=2, max_cost=Decimal(8))
    assert len(server.made) == 1


async def test_a_dear_call_needs_a_yes(lab: Lab, server: Server) -> None:
    lab.confirm_above(credits=5)
    await picture(lab, "cheap")
    with pytest.raises(errors.ConfirmationNeeded, match="confirm=True"):
        await picture(lab, "dear", n=2)
    assert len(server.made) == 1
    await picture(lab, "dear", n=2, confirm=True)
    assert (await picture(lab, "dear", n=2)).replayed
    lab.confirm_above(None)
    await picture(lab, "dearer", n=4)


async def test_a_raised_cap_lets_calls_pass_again_and_a_removed_budget_all(lab: Lab) -> None:
    budget = lab.budget(credits=4, per="session")
    await picture(lab, "one")
    assert lab.budget(credits=8, per="session").left == Credits.of(4)
    await picture(lab, "two")
    budget.remove()
    await picture(lab, "three")
    with pytest.raises(errors.InputError, match="removed"):
        _ = budget.left


@pytest.mark.parametrize(
    "wrong",
    [
        {"credits": -1},
        {"credits": "many"},
        {"credits": float("nan")},
        {"credits": float("inf")},
        {"credits": None},
        {"credits": True},
        {"credits": "0.0000001"},
        {"credits": 10**30},
        {"credits": 5, "per": "year"},
        {"credits": 5, "per": "month", "zone": "Nowhere/Land"},
        {"credits": 5, "per": "month", "zone": "../../etc/passwd"},
        {"credits": 5, "per": "session", "tag": "x"},
        {"credits": 5, "tag": " "},
        {"credits": 5, "per": "notebook"},
    ],
)
def test_what_is_no_budget_is_refused(lab: Lab, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]) -> None:
    for name in ("HYPEREAL_LAB_NOTEBOOK", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(errors.InputError):
        lab.budget(**wrong)


def test_a_budget_shows_its_four_amounts(lab: Lab) -> None:
    budget = lab.budget(credits="12.5", tag="bears")
    assert "12.5 of 12.5 credits left" in repr(budget)
    assert "12.5 credits" in budget._repr_mimebundle_()["text/html"]
