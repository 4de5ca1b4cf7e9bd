"""What is held while words flow: what was read, what was told, and a slice ahead; never the most it might become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from hypereal_lab.gateway.corridor import Corridor, PaidCall
from hypereal_lab.gateway.ledger import BalanceTooLow, Hold
from hypereal_lab.gateway.meter import TokenTariff
from hypereal_lab.wire.money import Credits

__all__ = ["FIRST_SLICE", "Metering", "Most"]

FIRST_SLICE = 512
"""Tokens of the answer that are held before it begins."""
_LARGEST_SLICE = 4096
"""Tokens; each slice is twice the one before, so that long answers do not ask often."""


class Most(NamedTuple):
    """Tokens of a call before it begins."""

    read: int
    written: int
    """As its caller limits it."""


class Metering:
    """One call's hold, which grows with its answer."""

    def __init__(
        self,
        corridor: Corridor,
        call: PaidCall,
        tariff: TokenTariff,
        hold: Hold,
        most: Most,
        *,
        valid: Callable[[], bool],
    ) -> None:
        self._corridor = corridor
        self._call = call
        self._tariff = tariff
        self._most = most
        self._valid = valid
        """Whether the caller's key is still good: asked with each slice."""
        self.hold = hold
        self.covered = min(FIRST_SLICE, most.written)
        """Tokens of the answer that are held."""
        self._slice = FIRST_SLICE

    @staticmethod
    def first(tariff: TokenTariff, most: Most) -> Credits:
        """What is held before the work begins."""
        return tariff.of(most.read, min(most.written, FIRST_SLICE))

    async def covers(self, written: int) -> Literal["key", "balance"] | None:
        """Hold more where so many tokens need it. Returns what ends the answer where no more can be held.

        More than was asked for is never held: a provider that writes on does so at the house's cost.
        """
        while self.covered < min(written, self._most.written):
            if not self._valid():
                return "key"
            self._slice = min(2 * self._slice, _LARGEST_SLICE)
            if not await self._extend():
                return "balance"
        return None

    async def reach(self, owed: Credits, stored: int) -> None:
        """Hold the rest of a charge that turned out higher, but never more than the call could cost by its own limit.

        `stored` are the tokens that went into a cache. What is not held in the end is the house's loss.
        """
        owed = min(owed, self._tariff.most(*self._most, stored))
        if owed <= self.hold.amount:
            return
        try:
            self.hold = await self._corridor.extend(self._call, self.hold, owed - self.hold.amount)
        except BalanceTooLow as error:
            if error.available:
                await self.reach(self.hold.amount + error.available, stored)

    async def _extend(self) -> bool:
        """The next slice, or as much of it as the balance allows."""
        read, written = self._most
        tokens = min(self._slice, written - self.covered)
        while tokens:
            more = self._tariff.of(read, self.covered + tokens) - self._tariff.of(read, self.covered)
            try:
                self.hold = await self._corridor.extend(self._call, self.hold, more)
            except BalanceTooLow:
                tokens //= 2
                continue
            self.covered += tokens
            return True
        return False
