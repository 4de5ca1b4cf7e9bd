"""A gateway that sends webhooks on this machine, and what is asked of it in the tests."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hypereal_lab.gateway.outbound_posts import Posts
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.test_videos_route import done, order

DAY = 24 * 3600.0


@asynccontextmanager
async def sending(folder: Path, clock: FakeClock, *, timeout: float = 20.0, **options: Any) -> AsyncIterator[Gateway]:
    """A gateway that may send to loopback, and does."""
    options.setdefault("posts", Posts(allow_private=True, timeout=timeout))
    async with running(folder / "data", clock, **options) as gateway:
        gateway.parts.webhooks.start()
        yield gateway


async def film(gateway: Gateway, url: str, **body: Any) -> str:
    """The id of a job that has ended."""
    answer = await order(gateway, webhook_url=url, **body)
    assert answer.status_code == 202, answer.text
    await done(gateway)
    return read(answer)["jobId"]


async def secret(gateway: Gateway) -> str:
    return (await gateway.http.get("/v1/webhooks/secret")).raise_for_status().json()["secret"]


async def deliveries(gateway: Gateway) -> list[dict[str, Any]]:
    return (await gateway.http.get("/v1/webhooks/deliveries")).raise_for_status().json()["deliveries"]


async def log_of(gateway: Gateway, job: str) -> dict[str, Any]:
    (found,) = [one for one in await deliveries(gateway) if one["jobId"] == job]
    return found


async def until(gateway: Gateway, job: str, true: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while not true(told := await log_of(gateway, job)):
            await asyncio.sleep(0.01)
    return told


async def attempted(gateway: Gateway, job: str, count: int = 1) -> dict[str, Any]:
    return await until(gateway, job, lambda told: len(told.get("attempts", [])) >= count)


def later(gateway: Gateway, seconds: float) -> None:
    gateway.clock.forward(seconds)
    gateway.parts.webhooks.wake()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]
