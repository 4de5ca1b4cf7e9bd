"""Usage to credits: what was delivered times the price that was frozen at admission."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Quantity, estimate
from hypereal_lab.wire.money import Credits

__all__ = ["Tariff", "image_tariff"]


class Tariff(NamedTuple):
    """The price of one unit of one call, from admission to the end."""

    unit: Credits
    version: str
    basis: str

    def of(self, units: int) -> Credits:
        """What so many cost."""
        return self.unit * units


def image_tariff(card: Card, *, size: str | None, resolution: str | None, references: int) -> Tariff | None:
    """The price of one picture, None where no price is known."""
    found = estimate(card, Quantity(size=size, resolution=resolution, references=references))
    if found.expected is None or found.version is None or found.basis is None:
        return None
    return Tariff(found.expected, found.version, found.basis)
