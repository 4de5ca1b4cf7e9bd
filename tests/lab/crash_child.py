"""Makes one call after another, each in a process of its own that is killed in the middle. Started by test_crash.

Reads one JSON line for each call: `kind`, `words`, and either `delay` (seconds from the start of the call until SIGKILL)
or `die` (a named step at which the process kills itself). Answers with one line: how the process ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import av  # noqa: F401 - imported once here, since each call begins as a copy of this process
import httpx_aiohttp  # noqa: F401
from PIL import Image, PngImagePlugin, WebPImagePlugin  # noqa: F401

from hypereal_lab import Lab
from hypereal_lab.catalog import load
from hypereal_lab.client.http import Http
from hypereal_lab.lab import reservations
from hypereal_lab.lab.files import Files
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.keeping import Keeping
from tests.lab.conftest import KEY
from tests.lab.servers import patience

HOOKS: dict[str, tuple[Any, str]] = {
    "begin": (Journal, "begin"),
    "reserve": (reservations, "reserve"),
    "insert": (Journal, "_insert"),
    "send": (Http, "_once"),
    "accepted": (Journal, "accepted"),
    "answered": (Journal, "answered"),
    "keep": (Files, "keep"),
    "row": (Keeping, "_insert"),
    "settle": (Journal, "settle"),
    "book": (Journal, "_book"),
    "free": (reservations, "settle"),
}
"""Every step from the price to the shelf."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(step: str) -> None:
    """`step` is `name:before` or `name:after`, and the number of the call to that function."""
    name, moment, number = step.split(":")
    place, attribute = HOOKS[name]
    real: Callable[..., Any] = getattr(place, attribute)
    left = [int(number)]

    def is_now() -> bool:
        left[0] -= 1
        return left[0] == 0

    def plain(*args: Any, **more: Any) -> Any:
        now = is_now()
        if now and moment == "before":
            die()
        found = real(*args, **more)
        if now:
            die()
        return found

    async def awaited(*args: Any, **more: Any) -> Any:
        now = is_now()
        if now and moment == "before":
            die()
        found = await real(*args, **more)
        if now:
            die()
        return found

    setattr(place, attribute, awaited if name == "send" else plain)


def work(order: dict[str, Any], home: str, url: str, ready: int) -> None:
    if order.get("die"):
        arm(order["die"])
    lab = Lab(KEY, url, home=home, environ={}, honours_idempotency=True, patience=patience())
    make = lab.images.generate if order["kind"] == "image" else lab.videos.generate
    with lab.tag("crash"):
        call = make(order["words"])
        os.write(ready, b"!")
        call.run()
    os._exit(0)


def main() -> None:
    home, url = sys.argv[1:]
    load()  # read once here too
    for line in sys.stdin:
        order = json.loads(line)
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(heard)
                work(order, home, url, said)
            finally:
                os._exit(70)
        os.close(said)
        os.read(heard, 1)
        os.close(heard)
        if order.get("delay") is not None:
            time.sleep(order["delay"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
