"""The price book: amounts with unit, version, date, basis and source."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from hypereal_lab.wire.money import Credits

__all__ = ["BASES", "Amount", "Price"]

BASES = ("configured", "documented", "observed", "list", "assumed")
"""Strongest first: set by whoever runs the gateway, the vendor's own text, a third party's bill or reading, the maker's
list price, a category band.
"""


class Amount(msgspec.Struct, frozen=True, omit_defaults=True):
    """Credits for one unit; written in the data files as decimal text, since money is exact."""

    expected: Decimal | None
    low: Decimal | None = None
    """Where another source says less; else as expected."""
    high: Decimal | None = None

    def spread(self) -> tuple[Credits | None, Credits | None, Credits | None]:
        """Low, expected and high as exact credits."""
        low = self.expected if self.low is None else self.low
        high = self.expected if self.high is None else self.high
        return _credits(low), _credits(self.expected), _credits(high)


class Price(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one unit costs from a day on."""

    unit: str
    """`image`, `second`, `clip`, `request`, `minute` or `mtok` (a million tokens)."""
    version: str
    """Of the price book this stands in."""
    effective: str
    """ISO date from which it is used."""
    basis: str
    """One of `BASES`."""
    source: str
    """Where the number comes from."""
    amount: Amount | None = None
    """For models with one price."""
    tiers: dict[str, Amount] = {}
    """By resolution (`1K`) or by seconds of the clip (`5`), where they differ."""
    tier_basis: dict[str, str] = {}
    """Basis of single tiers where it is weaker than that of the others."""
    reference: Decimal | None = None
    """Credits for each reference image."""
    input: Decimal | None = None
    """Credits for a million tokens read."""
    output: Decimal | None = None
    """Credits for a million tokens written."""
    cache_read: Decimal | None = None
    """Credits for a million tokens read from a cache; None where they cost as any."""
    cache_write: Decimal | None = None
    """Credits for a million tokens put into a cache; None where they cost as any."""

    def at(self, tier: str | None) -> tuple[Amount | None, str]:
        """The amount of a tier and its basis; None where this tier has no price."""
        if not self.tiers:
            return self.amount, self.basis
        found = next((name for name in self.tiers if tier is not None and name.casefold() == tier.casefold()), None)
        return (self.tiers[found], self.tier_basis.get(found, self.basis)) if found else (None, self.basis)


def _credits(amount: Decimal | None) -> Credits | None:
    return None if amount is None else Credits.of(amount)
