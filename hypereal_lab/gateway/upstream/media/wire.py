"""The contract of a media wire: how one kind of provider is given an order, asked for it, and told to stop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

from hypereal_lab.gateway.upstream.media.outcomes import Accepted, Heard, Made, Order, Standing
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["Lend", "MediaWire"]

Lend: TypeAlias = Callable[[bytes], Awaitable[str]]
"""Puts a file where the provider can open it, and gives the link."""


class MediaWire(Protocol):
    """One kind of provider. Has no state."""

    idempotent: bool
    """Whether creates carry an idempotency key."""

    def headers(self, key: str | None) -> dict[str, str]:
        """How a key is brought."""
        ...

    async def sending(self, order: Order, model: str, lend: Lend) -> Sending:
        """The create of an order; `model` is the provider's own id. Nothing is begun by it until it is sent."""
        ...

    def made(self, order: Order, heard: Heard, base: str) -> Made | Accepted:
        """What a good answer to a create says. `base` is the provider's address.

        Raises `UpstreamFailed` for an error in its place, `Unknown` for what cannot be read.
        """
        ...

    def accepted(self, heard: Heard, base: str) -> Accepted:
        """The same for an order of a job. Raises as `made` does."""
        ...

    def status(self, accepted: Accepted) -> Sending:
        """Asks how accepted work stands."""
        ...

    def standing(self, heard: Heard, looks: int) -> Standing:
        """What a good answer to that says; `looks` counts from 1."""
        ...

    def cancel(self, accepted: Accepted, base: str) -> Sending:
        """Asks to stop accepted work."""
        ...

    def problem(self, body: bytes) -> str:
        """The provider's own sentence in an error; empty where there is none."""
        ...

    def proves(self, heard: Heard) -> bool:
        """Whether a 5xx is the provider's definite word that nothing is under way and nothing is charged."""
        ...
