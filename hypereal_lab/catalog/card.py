"""A model as data: what it is, what it takes, what it costs."""

from __future__ import annotations

from typing import Literal

import msgspec

from hypereal_lab.catalog.limits import Limits
from hypereal_lab.catalog.price import Price

__all__ = ["Card"]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One model. Ids are compared without regard to case."""

    id: str
    kind: str
    """`chat`, `messages`, `responses`, `gemini`, `image`, `image_edit`, `video`, `audio`, `3d` or `gpu`."""
    generation: str
    """Of the API whose pages name it: `G1` oldest to `G4` newest."""
    work: Literal["speech", "clone", "transcript"] | None = None
    """Of audio models that no page names."""
    aliases: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    limits: Limits = Limits()
    documented: bool = False
    """True where the limits come from the vendor's pages; else they are what its family takes, or not known."""
    prices: tuple[Price, ...] = ()
    """Price history, the newest first; empty where no price is known."""
    notes: str = ""

    @property
    def price(self) -> Price | None:
        """The price in force, or None where none is known. Unknown is never 0."""
        return self.prices[0] if self.prices else None
