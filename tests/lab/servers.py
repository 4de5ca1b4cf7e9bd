"""More scripted servers: one that makes clips as jobs, one that must not be used, and one that waits for a sign."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from hypereal_lab import Lab
from hypereal_lab.lab.polling import Patience
from tests.lab.conftest import KEY, Server
from tests.media import files

CLIP_PRICE = 69
"""Credits that the scripted server takes for a clip."""


@cache
def clip() -> bytes:
    """A small MP4."""
    return files.video(frames=3)


async def at_once(_: float) -> None:
    """Hardly a pause, so that a job that goes on for long leaves the processor to others."""
    await asyncio.sleep(0.001)


def patience(**changes: Any) -> Patience:
    """Looks at jobs without a pause."""
    return Patience(**{"sleep": at_once, "chance": lambda: 0.0, **changes})


class Dead(httpx.AsyncBaseTransport):
    """A network that must not be used."""

    def __init__(self) -> None:
        self.used = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.used += 1
        raise AssertionError(f"the network was used for {request.method} {request.url.path}")


class Studio(Server):
    """Takes orders for clips, tells of each job what `story` says, and charges when it takes the order."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)
        self.story: Callable[[int], httpx.Response] = self.done
        """What the look with this number (from 1 on) at a job gets."""
        self.looks: dict[str, int] = {}
        self.cancelled: list[str] = []
        self.answers: dict[str, httpx.Response] = {}
        """By idempotency key, once one is remembered."""
        self.remembers = False
        self.file: Callable[[], httpx.Response] = lambda: httpx.Response(200, content=clip())
        self.charged = 0

    def done(self, look: int) -> httpx.Response:
        return self.says("completed", outputUrl="http://files/clip.mp4", creditsUsed=CLIP_PRICE)

    def says(self, status: str, **more: Any) -> httpx.Response:
        return httpx.Response(200, json={"jobId": "job_1", "status": status, **more})

    def take(self, body: dict[str, Any]) -> httpx.Response:
        job = f"job_{next(self.numbers)}"
        self.charged += CLIP_PRICE
        return httpx.Response(
            202, json={"jobId": job, "status": "processing", "pollUrl": f"/v1/jobs/{job}", "creditsUsed": CLIP_PRICE}
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "GET" and "/jobs/" in path:
            self.requests.append(request)
            job = path.rpartition("/")[2]
            self.looks[job] = self.looks.get(job, 0) + 1
            return self.story(self.looks[job])
        if request.method == "GET" and request.url.host == "files":
            self.requests.append(request)
            return self.file()
        if request.method == "GET" and path.endswith("/jobs"):
            return httpx.Response(404, json={"error": "no list here"})
        if path.endswith("/cancel"):
            self.cancelled.append(path.split("/")[-2])
            return self.says("cancelled", message="refunded")
        if path.endswith("/videos/generate"):
            self.requests.append(request)
            key = request.headers["idempotency-key"]
            if self.remembers and key in self.answers:
                return self.answers[key]
            self.answers[key] = self.take(json.loads(request.content))
            return self.answers[key]
        return super().__call__(request)


class Gate:
    """Holds answers back until it is opened, without holding up anybody else."""

    def __init__(self, server: Callable[[httpx.Request], httpx.Response]) -> None:
        self.server = server
        self.reached = threading.Semaphore(0)
        self._open = threading.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.server(request)
        self.reached.release()
        async with asyncio.timeout(20):
            while not self._open.is_set():  # no thread waits, which a lab that is closed would wait for too
                await asyncio.sleep(0.002)
        return answer

    def open(self) -> None:
        self._open.set()


@contextmanager
def lab_at(home: Path, server: Any, **settings: Any) -> Iterator[Lab]:
    """A lab in front of a scripted server, which looks at jobs without a pause."""
    transport = server if isinstance(server, httpx.AsyncBaseTransport) else httpx.MockTransport(server)
    lab = Lab(KEY, "http://server", home=home, environ={}, transport=transport, **{"patience": patience(), **settings})
    try:
        yield lab
    finally:
        lab.close()
