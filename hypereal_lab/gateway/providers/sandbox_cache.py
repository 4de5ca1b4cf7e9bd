"""The Hypereal Cache of the sandbox: which beginnings of requests were read a moment ago, and by whom."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

from hypereal_lab.gateway.dialects import Conversation
from hypereal_lab.gateway.providers.base import TextOrder
from hypereal_lab.wire.codec import encode

__all__ = ["LEAST", "LIFETIME", "Beginning", "SandboxCache"]

LEAST = 1024
"""Tokens: shorter beginnings are not kept, as Anthropic does not keep them."""
LIFETIME = 300.0
"""Seconds from the last use."""
_MOST = 10_000
"""Beginnings that are known at once; those that were not used for longest go first."""
_KIND = "messages"
"""Models whose makers keep beginnings."""
_DIGEST = 32


class Beginning(NamedTuple):
    """The tools and the system of one request."""

    key: bytes
    """A digest of them with their account and model; no words are kept."""
    tokens: int


class SandboxCache:
    """Nobody reads what another account had read, nor another model."""

    def __init__(self, clock: Callable[[], float], *, most: int = _MOST) -> None:
        """`clock` tells seconds."""
        self._clock = clock
        self._most = most
        self._used: OrderedDict[bytes, float] = OrderedDict()
        """When each was used last, in that order."""

    def __len__(self) -> int:
        return len(self._used)

    def beginning(self, order: TextOrder) -> Beginning | None:
        """What may be kept of a request; None where its caller or its model does not want that, or it is too short.

        Linear in the length of the request.
        """
        conversation = order.conversation
        if order.card.kind != _KIND or not conversation.cache:
            return None
        tokens = conversation.count_beginning()
        return Beginning(_digest(order, conversation), tokens) if tokens >= LEAST else None

    def knows(self, beginning: Beginning) -> bool:
        """Whether it was used less than `LIFETIME` ago. It is used now, or else kept from now on."""
        now = self._clock()
        last = self._used.pop(beginning.key, None)
        self._used[beginning.key] = now
        while len(self._used) > self._most:
            self._used.popitem(last=False)
        return last is not None and now - last < LIFETIME


def _digest(order: TextOrder, conversation: Conversation) -> bytes:
    said = [one.counted for one in conversation.beginning]
    whole = encode([order.account, order.card.id, conversation.tools, said])
    return blake2b(whole, digest_size=_DIGEST).digest()
