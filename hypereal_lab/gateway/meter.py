"""Usage to credits: what was delivered times the price that was frozen at admission."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Quantity, estimate
from hypereal_lab.gateway.dialects.answer import Usage
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Tariff", "TokenTariff", "flat_tariff", "image_tariff", "token_tariff", "video_tariff"]


UNPRICED = "unknown"
"""The basis of a tariff of nothing for a model whose price nobody knows."""


class Tariff(NamedTuple):
    """The price of one unit of one call, from admission to the end."""

    unit: Credits
    version: str
    basis: str

    def of(self, units: int) -> Credits:
        """What so many cost."""
        return self.unit * units

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing because no price is known."""
        return self.basis == UNPRICED


def image_tariff(card: Card, *, size: str | None, resolution: str | None, references: int) -> Tariff | None:
    """The price of one picture, None where no price is known."""
    found = estimate(card, Quantity(size=size, resolution=resolution, references=references))
    if found.expected is None or found.version is None or found.basis is None:
        return None
    return Tariff(found.expected, found.version, found.basis)


def flat_tariff(card: Card, *, sandbox: bool) -> Tariff | None:
    """The price of one file of a model with one price.

    None where no price is known, but for play credits: there such a call costs nothing, since a price is never made up.
    """
    found = estimate(card, Quantity())
    if found.expected is not None and found.version is not None and found.basis is not None:
        return Tariff(found.expected, found.version, found.basis)
    return Tariff(ZERO, "none", UNPRICED) if sandbox else None


_FINE = 10**9
"""Rates are kept as whole parts of a millionth of a credit, so that money is counted in whole numbers alone."""


class TokenTariff(NamedTuple):
    """The rates of one call in tokens, from admission to the end: a card's price is never changed, only replaced."""

    card: Card
    version: str
    basis: str
    read: int
    """For one token, in `_FINE` parts of a millionth of a credit."""
    written: int
    cached: int
    stored: int
    """For one token that goes into a cache."""

    def of(self, read: int, written: int) -> Credits:
        """What so many tokens cost, exact to the millionth of a credit."""
        return self.charge(Usage(read, written))

    def most(self, read: int, written: int, stored: int) -> Credits:
        """What so many tokens cost at most; of those read, `stored` went into a cache, which may be dearer."""
        return max(self.of(read, written), self.charge(Usage(read, written, cache_written=min(stored, read))))

    def charge(self, usage: Usage) -> Credits:
        """What these tokens cost, as `catalog.estimate` says: those of a cache by their own rates, and reading and
        writing each rounded up to a millionth.
        """
        plain = usage.prompt - usage.cached - usage.cache_written
        read = plain * self.read + usage.cached * self.cached + usage.cache_written * self.stored
        return Credits(-(-read // _FINE) - (-usage.completion * self.written // _FINE))


def token_tariff(card: Card) -> TokenTariff | None:
    """The rates of a model that writes, None where no price is known."""
    price = card.price
    if price is None or price.unit != "mtok" or price.input is None or price.output is None:
        return None
    usual = price.input
    rates = (usual, price.output, *(usual if one is None else one for one in (price.cache_read, price.cache_write)))
    return TokenTariff(card, price.version, price.basis, *(int(rate * _FINE) for rate in rates))


def video_tariff(card: Card, *, seconds: int, resolution: str | None) -> Tariff | None:
    """The price of one whole film, None where no price is known."""
    found = estimate(card, Quantity(seconds=seconds, resolution=resolution))
    if found.expected is None or found.version is None or found.basis is None:
        return None
    return Tariff(found.expected, found.version, found.basis)
