"""Work for the workers; lives in a module of its own because spawned processes import it."""

from __future__ import annotations

import os


class Odd(Exception):
    """An exception of the engine's own."""


def double(number: int) -> int:
    return number * 2


def process_id() -> int:
    return os.getpid()


def fail(message: str) -> None:
    raise Odd(message)


def crash() -> None:
    os._exit(3)
