"""What the rest of the gateway needs of webhooks: to order one, to hear of ends, secrets, the log, replays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import random

from hypereal_lab.gateway.accounts import Keys
from hypereal_lab.gateway.jobs import Job
from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.webhooks.outbox import Also, Letter, Outbox
from hypereal_lab.gateway.webhooks.sender import Sender

__all__ = ["Webhooks"]

_OVERLAP = 24 * 3600.0
"""Seconds for which a secret signs on beside its successor."""


class Webhooks:
    """Secrets are derived, not stored: each account has one from its first day, and no table gives it away."""

    def __init__(self, store: Store, keys: Keys, posts: Posts, *, chance: Callable[[], float] = random) -> None:
        self.outbox = Outbox(store)
        self._clock = store.clock
        self._accounts = keys
        self._posts = posts
        self._sender = Sender(self.outbox, posts, self.keys, clock=store.clock, chance=chance)

    def order(self, job: str, url: str, base: str) -> Also:
        """Who is to be told of a job's end, for the transaction that holds its credits. Raises `OutboundRefused`."""
        link = self._posts.check(url)
        return self.outbox.order(job, link.url, f"{link.scheme}://{link.host}:{link.port}", base)

    def check(self, url: str) -> str:
        """The link in its usual spelling. Raises `OutboundRefused`."""
        return self._posts.check(url).url

    def row(self, job: Job) -> Also:
        """The webhook of a job as it ended, for the transaction that ends it."""
        return self.outbox.row(job)

    def start(self) -> None:
        """Begin to send, with what an earlier life left first."""
        self._sender.start()

    def wake(self) -> None:
        """A row was written."""
        self._sender.wake()

    async def replay(self, letter: Letter) -> None:
        """Send one again, whatever became of it; not a second time beside an attempt that is under way."""
        if not self._sender.is_busy(letter.id):
            await self.outbox.replay(letter)
            self._sender.again(letter.id)

    def keys(self, wallet: str) -> Sequence[bytes]:
        """What signs now, the newest first: two of them for a day after a change."""
        count, last = self.outbox.rotations(wallet)
        both = count > 0 and self._clock() < last + _OVERLAP
        return [self._key(wallet, count - back) for back in range(1 + both)]

    def previous_until(self, wallet: str) -> float | None:
        """Until when the secret before this one signs too, in Unix seconds."""
        count, last = self.outbox.rotations(wallet)
        return last + _OVERLAP if count > 0 and self._clock() < last + _OVERLAP else None

    async def rotate(self, wallet: str) -> None:
        """Begin a new secret."""
        await self.outbox.rotate(wallet)

    async def sweep(self) -> None:
        """Forget what was kept long enough."""
        await self.outbox.sweep()

    async def close(self) -> None:
        """Break off what is under way; it is sent at the next start."""
        await self._sender.close()
        await self._posts.close()

    def __len__(self) -> int:
        """Attempts under way."""
        return len(self._sender)

    def _key(self, wallet: str, generation: int) -> bytes:
        return self._accounts.derive("webhooks", wallet, str(generation))
