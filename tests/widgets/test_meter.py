from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits, Lab
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab import Sums
from hypereal_lab.lab.budget import BudgetNow
from hypereal_lab.widgets import meter
from hypereal_lab.widgets.alarms import alarms
from hypereal_lab.widgets.meter import Meter
from tests.lab.servers import Gate, Studio, lab_at
from tests.widgets.conftest import KEY
from tests.widgets.page import Page

HOSTILE = '"><script>alert(1)</script>'
AMOUNTS = st.integers(0, 500_000_000).map(Credits)


@pytest.fixture
def studio() -> Studio:
    made = Studio()
    made.balance = 1000
    return made


@pytest.fixture
def open_lab(tmp_path: Path, studio: Studio) -> Iterator[Callable[..., Lab]]:
    """A kernel on this home, in front of the studio."""
    with ExitStack() as stack:
        yield lambda server=studio, **more: stack.enter_context(lab_at(tmp_path / "home", server, **more))


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("_TICK", 0.02), ("_REST", 0.0), ("_ASK", 0.02)):
        monkeypatch.setattr(meter, name, seconds)


def shown(lab: Lab) -> tuple[Meter, Page]:
    made = lab.meter()
    page = Page(made)
    page.value("hello")
    return made, page


def until(widget: Meter, **facts: Any) -> None:
    """Wait for traits with these values."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if all(getattr(widget, name) == value for name, value in facts.items()):
            return
        time.sleep(0.005)
    raise AssertionError(f"{facts} never came: { {name: getattr(widget, name) for name in facts} }")


def asked(studio: Studio) -> int:
    return sum(request.url.path == "/api/credits" for request in studio.requests)


def asked_at_rest(made: Meter, studio: Studio) -> int:
    """How often the server was asked once it was asked about the last thing that moved."""
    end = time.monotonic() + 10
    while made._must_ask() or made._moved != made._moved_then or made._asking is None or not made._asking.done():
        assert time.monotonic() < end, "the meter never came to rest"
        time.sleep(0.005)
    return asked(studio)


def test_a_new_lab_has_spent_nothing_and_its_balance_is_asked_when_it_is_shown(lab: Lab, studio: Studio) -> None:
    made = lab.meter()
    assert (made.balance, made.reach, made.spent, made.held, made.saved) == (None, "unasked", "0", "0", "0")
    assert asked(studio) == 0
    made, _ = shown(lab)
    until(made, reach="known", balance="1,000", sandbox=False)
    assert repr(made) == "Meter(balance=1,000, spent=0, held=0)"


def test_the_sums_are_those_of_the_journal(lab: Lab) -> None:
    made, _ = shown(lab)
    lab.images.generate("a fox", n=2).run()
    lab.images.generate("a fox", n=2).run()
    lab.images.generate("a bear").run()
    until(made, spent="12", saved="8", calls=2, replays=1, held="0", under_way=0, balance="988")
    ledger = sum((amount for _, amount, _ in lab.journal.charges()), Credits(0))
    assert made.sums.spent == ledger and Credits.of(Decimal(made.spent)) == ledger


def test_what_was_spent_before_the_lab_was_opened_is_no_part_of_the_session(open_lab: Callable[..., Lab]) -> None:
    open_lab().images.generate("a fox").run()
    made, _ = shown(open_lab())
    assert (made.spent, made.calls) == ("0", 0)


def test_what_calls_hold_is_seen_while_they_are_under_way(open_lab: Callable[..., Lab], studio: Studio) -> None:
    gate = Gate(studio)
    lab = open_lab(httpx.MockTransport(gate))
    made = lab.meter()
    Page(made)
    made._on_shown()
    call = lab.images.generate("a fox").submit()
    until(made, held="4", under_way=1)
    gate.open()
    call.result()
    until(made, held="0", under_way=0, spent="4", balance="996")


def test_calls_of_another_kernel_move_what_is_held_and_the_balance(open_lab: Callable[..., Lab]) -> None:
    made, _ = shown(open_lab())
    until(made, balance="1,000")
    open_lab().images.generate("a fox").run()
    until(made, balance="996", spent="0", held="0")


def test_the_server_is_not_asked_while_nothing_moves(lab: Lab, studio: Studio) -> None:
    made, page = shown(lab)
    until(made, reach="known")
    for _ in range(20):
        page.value("hello")
    lab.images.generate("a fox").run()
    lab.images.generate("a fox").run()
    until(made, balance="996", replays=1, under_way=0)
    before = asked_at_rest(made, studio)
    for _ in range(20):
        page.value("hello")
    time.sleep(0.2)
    assert asked(studio) == before <= 5


def test_many_calls_at_once_ask_the_server_a_few_times(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = shown(lab)
    until(made, reach="known")
    monkeypatch.setattr(meter, "_ASK", 0.5)
    before, began = asked(studio), time.monotonic()
    for number in range(40):
        lab.images.generate(f"take {number}").submit()
    until(made, spent="160", balance="840")
    assert asked(studio) - before <= 2 + (time.monotonic() - began) / 0.5


def test_a_server_that_does_not_answer_leaves_the_last_balance_and_is_asked_again(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, page = shown(lab)
    until(made, reach="known", balance="1,000")
    down = {"is": True}
    answer = lab.credits

    async def credits() -> Any:
        if down["is"]:
            raise HyperealError("no line")
        return await answer()

    monkeypatch.setattr(lab, "credits", credits)
    page.value("ask")
    until(made, reach="offline", balance="1,000", last_error=None)
    down["is"] = False
    page.value("ask")
    until(made, reach="known")


def test_a_balance_that_was_never_told_is_unknown(open_lab: Callable[..., Lab]) -> None:
    def silent(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no line")

    made, _ = shown(open_lab(httpx.MockTransport(silent)))
    until(made, reach="offline", balance=None, sandbox=None)
    assert "balance unknown" in made._twin() and not made.warnings


def test_a_refused_key_is_an_error_with_its_next_step(open_lab: Callable[..., Lab]) -> None:
    def refused(_: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": {"message": "No such key.", "type": "authentication_error"}})

    made, _ = shown(open_lab(httpx.MockTransport(refused)))
    until(made, reach="offline")
    assert made.last_error is not None and "HYPEREAL_API_KEY" in made.last_error["next"]


def test_budgets_in_force_are_there_with_what_is_left(lab: Lab) -> None:
    made, _ = shown(lab)
    lab.budget(50, per="session")
    lab.budget(1000, per="month")
    lab.images.generate("a fox", n=2).run()
    until(made, spent="8")
    first, second = made.budgets
    assert (first["scope"], first["cap"], first["spent"], first["left"], first["used"]) == (
        "session",
        "50",
        "8",
        "42",
        16,
    )
    assert (second["scope"], second["left"]) == ("month", "992")


def test_the_budget_of_a_block_is_there_while_its_calls_are_under_way(
    open_lab: Callable[..., Lab], studio: Studio
) -> None:
    gate = Gate(studio)
    lab = open_lab(httpx.MockTransport(gate))
    made = lab.meter()
    Page(made)
    made._on_shown()
    with lab.budget(5):
        call = lab.images.generate("a fox").submit()
    until(made, held="4")
    assert [(one["scope"], one["left"], one["used"]) for one in made.budgets] == [("block", "1", 80)]
    assert made.warnings == ["The budget of this block is 80 % used: 1 of 5 credits are left."]
    gate.open()
    call.result()
    until(made, budgets=[], warnings=[])


def test_a_low_balance_is_said(lab: Lab, studio: Studio) -> None:
    studio.balance = 10
    made, _ = shown(lab)
    lab.images.generate("a fox", n=2).run()
    said = [
        "The last 3 hours took 8 credits, more than the 2 that are left.",
        "With less than 200 credits, calls that write text are refused.",
    ]
    until(made, balance="2", warnings=said)


def test_the_dearest_calls_come_first(lab: Lab) -> None:
    made, page = shown(lab)
    lab.images.generate(HOSTILE).run()
    lab.images.generate("two foxes", n=2).run()
    lab.images.generate("two foxes", n=2).run()
    until(made, replays=1)
    rows = page.value("where")
    assert [(row["words"], row["charged"], row["open"]) for row in rows] == [
        ("two foxes", "8", False),
        (HOSTILE, "4", False),
    ]


def test_the_twin_has_the_sums_and_no_key(lab: Lab) -> None:
    made, _ = shown(lab)
    lab.budget(10, per="session")
    lab.images.generate("a fox", n=2).run()
    until(made, spent="8", balance="992")
    text = made._twin()
    assert "992 credits left · 8 spent · 0 held · 0 saved by replay" in text
    assert "2 of 10 credits left" in text and "80 % used" in text and KEY not in text


def test_a_closed_meter_reads_no_more(lab: Lab) -> None:
    made, _ = shown(lab)
    made.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and made._watching is not None and not made._watching.done():
        time.sleep(0.005)
    assert made._watching is not None and made._watching.done()


def test_an_unknown_keyword_is_refused_with_advice(lab: Lab) -> None:
    with pytest.raises(TypeError, match="unknown keyword 'disable'; did you mean 'disabled'"):
        lab.meter(disable=True)


def sums(held: Credits = Credits(0)) -> Sums:
    nothing = Credits(0)
    return Sums(spent=nothing, saved=nothing, calls=0, replays=0, held=held, under_way=0, unpriced=0, moved=(0, 0, 0))


@given(cap=AMOUNTS, spent=st.integers(-1_000_000, 500_000_000).map(Credits), held=AMOUNTS)
def test_a_budget_is_warned_of_exactly_when_four_fifths_are_used_or_the_holds_are_more_than_the_rest(
    cap: Credits, spent: Credits, held: Credits
) -> None:
    budget = BudgetNow("budget of this session", "session", cap, spent, held)
    used = spent.micros + held.micros
    hurts = not cap or used * 100 >= 80 * cap.micros or held.micros > max(cap.micros - used, 0)
    assert bool(alarms(sums(), None, [budget], Credits(0))) is hurts
    assert budget.left == Credits(max(cap.micros - used, 0))


@given(balance=AMOUNTS, held=AMOUNTS, lately=AMOUNTS)
def test_a_balance_is_warned_of_exactly_when_holds_or_hours_are_more_or_the_least_is_not_there(
    balance: Credits, held: Credits, lately: Credits
) -> None:
    said = alarms(sums(held), balance, [], lately)
    if balance.micros == 0:
        assert said == ["Nothing is left on the balance: further calls are refused."]
        return
    assert any("under way" in words for words in said) is (held > balance)
    assert any("hours" in words for words in said) is (lately > balance)
    assert any("write text" in words for words in said) is (balance < Credits.of(200))
