"""The contract between the corridor and whoever makes pictures."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from hypereal_lab.catalog import Card

__all__ = ["ImagesOrder", "ImagesProvider", "Picture", "ProviderFailed"]


class ProviderFailed(Exception):
    """The provider could not do it; the sentence may be shown to the caller."""


class ImagesOrder(NamedTuple):
    """What was priced, made explicit: the quantity that was priced is the quantity asked for."""

    card: Card
    prompt: str
    width: int
    """Pixels."""
    height: int
    n: int
    seed: int
    references: tuple[bytes, ...]
    format: str
    """`png`, `jpeg` or `webp`."""


class Picture(NamedTuple):
    """One result: bytes for the gateway's own files, or a link that is good already."""

    media_type: str
    data: bytes = b""
    url: str | None = None


class ImagesProvider(Protocol):
    """Makes pictures. Returning fewer than asked is allowed; only what is returned is charged."""

    name: str
    sandbox: bool
    """True where what it makes is made by simple engines for play credits."""

    async def images(self, order: ImagesOrder) -> list[Picture]:
        """Raises `ProviderFailed`. Cancelled when its time is over."""
        ...
