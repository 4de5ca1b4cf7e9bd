"""A gateway in this process, a clock moved by hand, and a provider that does as it is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn

from hypereal_lab.gateway.accounts import NewKey
from hypereal_lab.gateway.app import build_app
from hypereal_lab.gateway.ledger import Books, verify
from hypereal_lab.gateway.parts import Parts, assemble
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits
from tests.gateway.films import Projectionist
from tests.gateway.providers import Obedient

FLASH, GPT = "gemini-3-1-flash-t2i", "gpt-image-2"
PRICE = {FLASH: Credits.of(4), GPT: Credits.of(4)}
"""Credits of one picture at the model's default size."""


class FakeClock:
    """Unix seconds that pass only by hand."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


class Gateway:
    """A gateway without a socket, and what a test asks of it."""

    def __init__(self, parts: Parts, provider: Obedient, clock: FakeClock, key: NewKey, films: Any = None) -> None:
        self.parts = parts
        self.provider = provider
        self.films = films
        self.clock = clock
        self.key = key
        self.app = build_app(parts)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://gateway",
            headers={"authorization": f"Bearer {key.key}"},
        )

    async def make(self, path: str = "/v1/images/generations", headers: dict[str, str] | None = None, **body: Any):
        """POST a body; prompt and model have defaults, and a field of None is left out."""
        whole = {"model": FLASH, "prompt": "a red kite over a lake", **body}
        sent = {name: value for name, value in whole.items() if value is not None}
        return await self.http.post(path, json=sent, headers=headers)

    async def refusal(self, status: int = 400, **body: Any) -> dict[str, Any]:
        """The `error` of an answer that has to be a refusal, with nothing held, charged or made."""
        before, made = self.books(), len(self.provider.orders)
        answer = await self.make(**body)
        assert answer.status_code == status, answer.text
        problem = read(answer)
        assert problem["type"] == "error"
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert self.books() == before
        assert len(self.provider.orders) == made
        return problem["error"]

    @property
    def balance(self) -> Credits:
        return self.parts.ledger.balance(self.key.account).available

    def books(self) -> Books:
        """Proves the books first."""
        return verify(self.parts.store.reader)

    def calls(self) -> list[tuple[Any, ...]]:
        """Status, units, micros and error of all logged calls, oldest first."""
        return self.parts.store.reader.execute(
            "SELECT status_code, units, credits, error FROM calls ORDER BY rowid"
        ).fetchall()

    async def new_key(self, credits: int | str = 100, **options: Any) -> NewKey:
        return await self.parts.keys.create("another", credits=Credits.of(credits), **options)


def read(answer: httpx.Response) -> Any:
    """The JSON of an answer with exact amounts."""
    return exact(answer.content)


def exact(body: bytes) -> Any:
    return msgspec.json.Decoder(float_hook=Decimal).decode(body)


@asynccontextmanager
async def running(folder: Path, clock: FakeClock, **options: Any) -> AsyncIterator[Gateway]:
    """A gateway over a folder, with one key of 1,000 credits."""
    provider = options.pop("provider", None) or Obedient()
    films = options.setdefault("video", Projectionist())
    store, far = Store(folder, clock=clock), options.pop("far", None)
    parts = assemble(store, provider, far=far and far(store), **options)
    await parts.ledger.recover()
    await parts.jobs.recover()
    parts.jobs.resume()
    key = await parts.keys.create("test", credits=Credits.of(1000))
    gateway = Gateway(parts, provider, clock, key, films)
    try:
        yield gateway
        gateway.books()
    finally:
        await gateway.http.aclose()
        await parts.close()


@asynccontextmanager
async def listening(gateway: Gateway, **options: Any) -> AsyncIterator[str]:
    """The same gateway behind a real socket on loopback; gives its base URL."""
    place = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(gateway.app, lifespan="off", **{"access_log": False, "log_config": None, **options})
    server = _Quiet(config)
    serving = asyncio.create_task(server.serve(sockets=[place]))
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        place.close()


class _Quiet(uvicorn.Server):
    """Leaves the signals of the test run alone."""

    @contextlib.contextmanager
    def capture_signals(self):
        yield


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock) as made:
        yield made


@pytest.fixture
async def base_url(gateway: Gateway) -> AsyncIterator[str]:
    async with listening(gateway) as url:
        yield url
