"""A lab with a key, in front of a scripted server that makes plain pictures."""

from __future__ import annotations

import base64
import io
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from hypereal_lab import Lab

__all__ = ["KEY", "Server", "lab", "picture", "server"]

KEY = "ck_canary_abcdef0123456789"


def picture(colour: tuple[int, int, int] = (10, 80, 160), size: tuple[int, int] = (64, 48)) -> bytes:
    """A plain PNG."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, format="PNG")
    return kept.getvalue()


class Server:
    """Answers image calls with pictures of a new colour each, and keeps an account."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.balance = 100
        self.colours = itertools.count(1)
        self.answer: Callable[[dict[str, Any]], httpx.Response] = self.make

    def make(self, body: dict[str, Any]) -> httpx.Response:
        n = body.get("n", 1)
        data = [{"b64_json": base64.b64encode(picture((next(self.colours), 0, 0))).decode()} for _ in range(n)]
        self.balance -= 4 * n
        return httpx.Response(200, json={"created": 1, "data": data, "creditsUsed": 4 * n})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path == "/api/credits":
            return httpx.Response(200, json={"balance": self.balance, "currency": "credits"})
        return self.answer(json.loads(request.content))

    @property
    def made(self) -> list[httpx.Request]:
        """The image requests."""
        return [request for request in self.requests if request.method == "POST"]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def lab(server: Server, tmp_path: Path) -> Iterator[Lab]:
    made = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=httpx.MockTransport(server))
    yield made
    made.close()
