"""The first station: a good key, and a request that still fits into the hour."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Callable
from typing import NamedTuple

from hypereal_lab.gateway.accounts import Key, Keys
from hypereal_lab.gateway.admission.rate import RateLimiter, Standing
from hypereal_lab.gateway.refusals import Refused, refused
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.routes import KEY_PREFIX

__all__ = ["Gate"]

_TRUSTED = 1.0
"""Seconds after which a key found good is looked up again in any case, should somebody change the table by hand."""
_REMEMBERED = 10_000
"""Keys."""


class _Found(NamedTuple):
    key: Key
    until: float
    mark: bytes


class Gate:
    """Answers cheaply: clients repeat 401 and 429."""

    def __init__(self, keys: Keys, rates: RateLimiter, clock: Callable[[], float]) -> None:
        self._keys = keys
        self._rates = rates
        self._clock = clock
        self._found: dict[bytes, _Found] = {}
        self._salt = secrets.token_bytes(32)

    def admit(self, visit: Visit, *, counted: bool = True) -> Key:
        """The key of this request. Raises `Refused` with 401, and where it is counted with 429."""
        if not visit.key_text:
            raise _unauthorized(
                f"No key was sent; put a {KEY_PREFIX} key into the header Authorization: Bearer.", "missing_key"
            )
        if not visit.key_text.startswith(KEY_PREFIX):
            raise _unauthorized(f"The key must start with {KEY_PREFIX}; copy it whole.", "invalid_key")
        key = self._find(visit.key_text)
        if key is None:
            raise _unauthorized(
                "The key is unknown, expired or disabled; make a new one with `hypereal-lab keys create`.",
                "invalid_key",
            )
        visit.key_id = key.id
        ask = self._rates.admit if counted else self._rates.peek
        visit.standing = ask(key.wallet, key.rate_limit)
        if counted and not visit.standing.allowed:
            raise _too_many(visit.standing, self._clock())
        return key

    def standing(self, visit: Visit) -> Standing:
        """What the headers say of a request that nobody counted: an unknown path, a file, a bad key."""
        if visit.key_text and visit.key_text.startswith(KEY_PREFIX) and (key := self._find(visit.key_text)):
            return self._rates.peek(key.wallet, key.rate_limit)
        return self._rates.nobody()

    def _find(self, text: str) -> Key | None:
        """Only keys that are good are remembered, and their text is not: a stranger's guesses take no room."""
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).digest()
        found, now, mark = self._found.get(digest), self._clock(), self._keys.mark()
        if found is not None and now < found.until and found.mark == mark:
            return found.key
        key = self._keys.find(text)
        if key is None:
            self._found.pop(digest, None)
            return None
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        until = now + _TRUSTED if key.expires is None else min(now + _TRUSTED, key.expires)
        self._found[digest] = _Found(key, until, mark)
        return key


def _unauthorized(message: str, code: str) -> Refused:
    return refused(401, "authentication_error", message, code=code, headers={"www-authenticate": "Bearer"})


def _too_many(standing: Standing, now: float) -> Refused:
    wait = max(1, math.ceil(standing.reset - now))
    return refused(
        429,
        "rate_limit_error",
        f"The account made its {standing.limit} requests of this hour; the next is free in {wait} s.",
        code="rate_limited",
        headers={"retry-after": str(wait)},
        retry_after=wait,
    )
