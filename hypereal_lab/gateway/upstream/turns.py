"""Targets in turn: who is asked first, who after whom, how long to wait, and what is said when all fail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from hypereal_lab.gateway.providers.base import Attempted, ProviderFailed
from hypereal_lab.gateway.upstream.breaker import Breaker
from hypereal_lab.gateway.upstream.failures import UpstreamFailed, Why

__all__ = ["UNKNOWN", "Link", "Patience", "Tried", "Turns"]

T = TypeVar("T")
R = TypeVar("R")

_TRIES = 2
"""Of each target: one, and one retry."""
_HOPELESS: tuple[Why, ...] = ("unauthorised", "unknown_model")
"""Not tried again at the same target: only its operator can mend it."""
UNKNOWN = "provider_unknown"
"""The code of a failure after which nobody knows whether the work was begun."""


class Link(NamedTuple, Generic[T]):
    """One target and what is known of it."""

    target: T
    name: str
    """As the operator calls it."""
    kind: str
    """As callers may know it."""
    region: str | None
    weight: int
    breaker: Breaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Time and chance of failover, passed in. Times are in seconds."""

    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = field(default_factory=lambda: random.Random().random)  # noqa: S311 - no secret
    backoff: float = 0.5
    """Before the first retry; doubles with each, and varies by a quarter."""
    longest: float = 15.0
    """The most that one wait may take; an upstream that asks for more is not waited for."""
    deadline: float = 600.0
    """For all attempts together."""

    def wait(self, retries: int, asked: float | None) -> float | None:
        """Before another try of the same target, or None where that would take too long."""
        usual = self.backoff * float(2**retries) * (0.75 + 0.5 * self.chance())
        needed = usual if asked is None else max(usual, asked)
        return needed if needed <= self.longest else None


class Turns(Generic[T]):
    """The targets of one model."""

    def __init__(self, links: Sequence[Link[T]], patience: Patience) -> None:
        self.links = tuple(links)
        self._patience = patience

    async def once(
        self, ask: Callable[[Link[T], int], Awaitable[R]], region: str | None = None
    ) -> tuple[R, Link[T], int]:
        """What the first target gives that does it, with that target and how many were asked.

        `ask` is given a target and the number of the attempt. Another one is asked only after an `UpstreamFailed`
        which proves that nothing was begun. Raises `ProviderFailed` once, with all that was tried.
        """
        tried = Tried()
        async with aclosing(self._in_turn(tried, region)) as turns:
            async for link in turns:
                attempt = len(tried.failures) + 1
                try:
                    given = await ask(link, attempt)
                except UpstreamFailed as failure:
                    tried.fail(link, failure)
                    if failure.why != "refused":
                        link.breaker.failed()
                    if failure.why == "refused" or failure.begun:
                        raise tried.problem() from failure
                else:
                    link.breaker.succeeded()
                    return given, link, attempt
        raise tried.problem()

    async def _in_turn(self, tried: Tried, region: str | None) -> AsyncGenerator[Link[T]]:
        """Each target when it may be asked, until the deadline."""
        patience = self._patience
        end = patience.clock() + patience.deadline
        for link, wait in self._tries(tried, region):
            if patience.clock() + wait >= end:
                return
            if wait:
                await patience.sleep(wait)
            if link.breaker.allows():
                yield link
            else:
                tried.rest(link)

    def _tries(self, tried: Tried, region: str | None) -> Iterator[tuple[Link[T], float]]:
        """Each target once without a wait, then those again that may have recovered, each after a while."""
        links = [one for one in self.drawn() if region is None or one.region == region]
        for link in links:
            yield link, 0.0
        for retry in range(_TRIES - 1):
            for link in links:
                last = tried.last(link)
                if last is None or last.why in _HOPELESS:
                    continue
                wait = self._patience.wait(retry, last.retry_after)
                if wait is not None:
                    yield link, wait

    def drawn(self) -> list[Link[T]]:
        """The order of one call: those with a weight by chance, the others behind them as they are listed."""
        weighted = [link for link in self.links if link.weight]
        drawn: list[Link[T]] = []
        while weighted:
            mark = self._patience.chance() * sum(link.weight for link in weighted)
            chosen = _at(weighted, mark)
            weighted.remove(chosen)
            drawn.append(chosen)
        return drawn + [link for link in self.links if not link.weight]


def _at(links: Iterable[Link[T]], mark: float) -> Link[T]:
    for link in links:
        mark -= link.weight
        if mark < 0:
            break
    return link


class Tried:
    """What has come to nothing so far."""

    def __init__(self) -> None:
        self.failures: list[tuple[Link[Any], UpstreamFailed]] = []
        self._resting: list[Link[Any]] = []

    def fail(self, link: Link[Any], failure: UpstreamFailed) -> None:
        self.failures.append((link, failure))

    def rest(self, link: Link[Any]) -> None:
        """It is left alone for now."""
        self._resting.append(link)

    def last(self, link: Link[Any]) -> UpstreamFailed | None:
        return next((failure for one, failure in reversed(self.failures) if one is link), None)

    def problem(self) -> ProviderFailed:
        """One clean error: the cause that says most, with the attempts behind it."""
        attempts = [Attempted(link.kind, failure.why) for link, failure in self.failures]
        attempts += [Attempted(link.kind, "resting") for link in self._resting]
        if not self.failures and not self._resting:
            words = "No provider of this model is in the region that was asked for; leave the region out."
            return ProviderFailed(words, status=400, code="no_provider")
        if not self.failures:
            words = "No provider of this model can be asked now; try again in a moment."
            return ProviderFailed(words, status=503, code="no_provider", retry_after=10, attempts=attempts)
        failure = max(self.failures, key=lambda one: _MEANING.index(one[1].why))[1]
        status, code = _ANSWER[failure.why]
        if failure.why == "refused":
            status = failure.status if failure.status is not None and failure.status != 413 else 400
        elif failure.why == "unknown" and failure.status == 504:
            status = 504
        return ProviderFailed(
            failure.reason, status=status, code=code, retry_after=failure.retry_after, attempts=attempts
        )


_MEANING: tuple[Why, ...] = (
    "unreachable",
    "unknown_model",
    "unauthorised",
    "empty",
    "unreadable",
    "broken",
    "slow",
    "busy",
    "truncated",
    "unknown",
    "refused",
)
"""The cause that is told, where there are several: the last of these."""
_ANSWER: dict[Why, tuple[int, str]] = {
    "refused": (400, "provider_refused"),
    "busy": (503, "provider_busy"),
    "broken": (502, "provider_failed"),
    "unreachable": (502, "provider_unreachable"),
    "slow": (504, "provider_slow"),
    "unauthorised": (502, "provider_refuses_gateway"),
    "unknown_model": (502, "provider_lacks_model"),
    "unreadable": (502, "provider_unreadable"),
    "empty": (502, "provider_empty"),
    "truncated": (502, "provider_broke_off"),
    "unknown": (502, UNKNOWN),
}
