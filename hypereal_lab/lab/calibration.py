"""Estimates from experience: what a model cost this user, once there are enough calls to say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypereal_lab.catalog import Estimate
from hypereal_lab.wire.money import Credits

__all__ = ["LEAST_CALLS", "calibrated"]

LEAST_CALLS = 8
"""Below that a ninetieth percentile says nothing."""


def calibrated(price: Estimate, calls: Sequence[tuple[Credits, Credits]]) -> Estimate:
    """The estimate with the spread of the user's own calls, P50 to P90; the book's own while there are too few.

    `calls` are pairs of what was expected and what was charged. Whole numbers throughout: each amount is the expected
    price times charged over expected, rounded up to the millionth.
    """
    if price.expected is None or len(calls) < LEAST_CALLS:
        return price
    expected = price.expected.micros
    amounts = sorted(-(-expected * charged.micros // book.micros) for book, charged in calls)
    middle, high = (Credits(_percentile(amounts, percent)) for percent in (50, 90))
    said = f"your own last {len(amounts)} calls, P50 to P90; price book: {price.show()}, {price.basis}"
    return replace(price, low=middle, expected=middle, high=high, basis="own calls", source=said)


def _percentile(amounts: Sequence[int], percent: int) -> int:
    """The smallest amount that covers so many of a hundred calls (nearest rank)."""
    return amounts[max(0, -(-len(amounts) * percent // 100) - 1)]
