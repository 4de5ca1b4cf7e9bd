"""What a form asks a kind to make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hypereal_lab.lab.reference import ReferenceLike
from hypereal_lab.lab.spending import Spending

__all__ = ["Order"]


class Order(NamedTuple):
    """A form that is filled in."""

    words: str
    """As they are sent: names and choices are replaced."""
    model: str
    fields: Mapping[str, Any]
    """Those that are filled in, by the names of the lab's method."""
    slots: Sequence[ReferenceLike]
    """The pictures or recordings that its kind takes, in their order."""
    spending: Spending
