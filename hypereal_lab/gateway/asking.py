"""Who asks for something that costs, and where."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.visit import Visit

__all__ = ["Asking"]


class Asking(NamedTuple):
    """A request that passed admission; its model and price are not known yet."""

    visit: Visit
    key: Key
    endpoint: str
