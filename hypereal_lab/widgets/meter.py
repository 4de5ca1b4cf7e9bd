"""The cost meter: what can be spent, what was spent, held and saved, and what is left of the budget."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import AuthenticationError, PermissionDenied
from hypereal_lab.lab import Sums
from hypereal_lab.lab.budget import BudgetNow
from hypereal_lab.lab.scope import here
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.alarms import HOURS, alarms
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.facts import digits
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import row_of
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Meter"]

_TICK = 1.0
"""Seconds between two looks whether another kernel wrote to the journal."""
_REST = 0.25
"""Seconds between two readings of the journal at the least, however many calls end at once."""
_ASK = 2.0
"""Seconds between two questions to the server at the least."""
_AGAIN = 60.0
"""Seconds after which a server that did not answer is asked again."""
_DEAREST = 8


class Meter(Widget):
    """Balance, spend of this session, what is held, saved by replay, and the budget, in one slim bar.

    It follows the journal, so calls of other kernels show too; the server is only asked for the balance, and only when
    something moved it. Raises `TypeError` for an unknown keyword.
    """

    bundle = "meter"

    balance = traitlets.Unicode(default_value=None, allow_none=True).tag(sync=True)
    """Credits that can be spent, as digits, as the server last said; `None` before its first answer."""
    reach = traitlets.Enum(("unasked", "known", "offline"), "unasked").tag(sync=True)
    """Whether the balance was not asked for yet, is `known`, or the server did not answer when it was last asked."""
    asked = traitlets.Float(default_value=None, allow_none=True).tag(sync=True)
    """When the server last said the balance, in milliseconds."""
    sandbox = traitlets.Bool(default_value=None, allow_none=True).tag(sync=True)
    """Whether credits are play money; `None` until that is known."""
    spent = traitlets.Unicode("0").tag(sync=True)
    """Credits charged in this session, refunds taken off, as digits."""
    saved = traitlets.Unicode("0").tag(sync=True)
    """What replays of this session cost when they were made, as digits."""
    held = traitlets.Unicode("0").tag(sync=True)
    """Set aside for calls under way in all kernels, as digits."""
    calls = traitlets.Int(0).tag(sync=True)
    """Calls sent in this session."""
    replays = traitlets.Int(0).tag(sync=True)
    """Calls of this session that came from the shelf for nothing."""
    under_way = traitlets.Int(0).tag(sync=True)
    """Calls whose end is still to come, in all kernels."""
    unpriced = traitlets.Int(0).tag(sync=True)
    """How many of them hold nothing, since nobody knows their price."""
    budgets: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """Budgets in force, the one with least left first: `name`, `scope`, `cap`, `spent`, `held`, `left`, `used`."""
    warnings: list[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)  # type: ignore[assignment]
    """What is about to run out, as sentences."""

    def __init__(self, lab: Session, **keywords: Any) -> None:
        self._notebook = here().notebook
        self._version = -1
        self._moved: tuple[int, ...] = ()
        self._moved_then: tuple[int, ...] | None = None
        self._next = 0.0
        self._again = math.inf
        self._balance: Credits | None = None
        self._stale = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        super().__init__(lab, **keywords)
        self._show(*self._read())
        self.sandbox = lab.sandbox
        self._follow(self._hear)

    @classmethod
    def _own_keywords(cls) -> set[str]:
        return {"layout", "disabled"}

    def _about(self) -> str:
        return f"balance={self.balance or 'unknown'}, spent={self.spent}, held={self.held}"

    @property
    def sums(self) -> Sums:
        """What was spent, held and saved, as exact `Credits`, as the journal stands now."""
        return self.lab.tally.sums()

    # What the page asks

    @question
    async def _hello(self) -> None:
        """A view was opened."""
        self._wake()

    @question
    async def _ask(self) -> None:
        """Ask the server for the balance now."""
        await self._look_at_balance()

    @question
    async def _where(self) -> list[dict[str, Any]]:
        """The dearest calls of this session."""
        runs = await asyncio.to_thread(self.lab.tally.dearest, _DEAREST)
        return [row_of(run, seen=None, left=False, note="", made=()) for run in runs]

    # How it follows

    def _on_shown(self) -> None:
        self.lab.loop.start(self._woken())

    def _hear(self, event: str) -> None:
        if self._watching is not None:
            self.lab.loop.start(self._woken())

    async def _woken(self) -> None:
        self._wake()

    def _wake(self) -> None:
        """Look soon, and go on looking. Called on the lab's loop."""
        self._stale.set()
        if self._watching is None or self._watching.done():
            self._watching = self._begin(self._watch())

    async def _watch(self) -> None:
        while True:
            self._stale.clear()
            version = await asyncio.to_thread(self.lab.tally.version)
            if version != self._version:
                self._version = version
                await self._refresh()
            if self._must_ask():
                self._asking = self._begin(self._look_at_balance())  # a slow server holds nothing up
            await asyncio.sleep(_REST)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stale.wait(), _TICK)

    def _must_ask(self) -> bool:
        """Whether something moved the balance since the server was asked; one that is silent is asked now and then."""
        now = time.monotonic()
        if self._asking is not None and not self._asking.done():
            return False
        return now >= self._next and (self._moved != self._moved_then or now >= self._again)

    async def _refresh(self) -> None:
        self._show(*await asyncio.to_thread(self._read))
        self._update_twin()

    def _read(self) -> tuple[Sums, list[BudgetNow], Credits]:
        tally = self.lab.tally
        return tally.sums(), self.lab.budgets.now(self._notebook), tally.lately(time.time() - 3600 * HOURS)

    def _show(self, sums: Sums, budgets: list[BudgetNow], lately: Credits) -> None:
        """All at once, so that the page never shows half of a change."""
        self._moved = sums.moved
        with self.hold_sync():
            self.spent, self.saved, self.held = sums.spent.show(), sums.saved.show(), sums.held.show()
            self.calls, self.replays = sums.calls, sums.replays
            self.under_way, self.unpriced = sums.under_way, sums.unpriced
            self.budgets = [_facts(one) for one in budgets]
            self.warnings = alarms(sums, self._balance, budgets, lately)

    async def _look_at_balance(self) -> None:
        self._moved_then, self._next, self._again = self._moved, time.monotonic() + _ASK, math.inf
        try:
            standing = await self.lab.credits()
        except Exception as error:
            self.reach = "offline"
            if isinstance(error, AuthenticationError | PermissionDenied):
                self._failed(error)
            else:
                self._again = time.monotonic() + _AGAIN
        else:
            self._balance = standing.balance
            with self.hold_sync():
                self.balance, self.sandbox = standing.balance.show(), standing.sandbox
                self.reach, self.asked = "known", time.time() * 1000
        await self._refresh()

    def close(self) -> None:
        """Take the widget off the page and stop looking."""
        if (watching := getattr(self, "_watching", None)) is not None:
            with contextlib.suppress(RuntimeError):  # the lab was closed before
                watching.get_loop().call_soon_threadsafe(watching.cancel)
        super().close()

    # What stays in the notebook

    @property
    def line(self) -> str:
        """All sums in one line of text."""
        money = "play credits" if self.sandbox else "credits"
        balance = "balance unknown" if self.balance is None else f"{self.balance} {money} left"
        return " · ".join((balance, f"{self.spent} spent", f"{self.held} held", f"{self.saved} saved by replay"))

    def _twin(self) -> str:
        budgets = (f"{one['name'].capitalize()}: {one['left']} of {one['cap']} credits left" for one in self.budgets)
        return twin.page(self.twin_mark, (), (self.line, *budgets), (*self.warnings, self._revive))


def _facts(budget: BudgetNow) -> dict[str, Any]:
    return {
        "name": budget.name,
        "scope": budget.scope,
        "cap": digits(budget.cap),
        "spent": digits(budget.spent),
        "held": digits(budget.held),
        "left": digits(budget.left),
        "used": budget.used,
    }
