"""CPU per call of our client and of the transports it could stand on, against one constant server in its own process.

    python -m benchmarks.client

Peers: raw httpx on its own pool, raw httpx over aiohttp, raw aiohttp, the OpenAI SDK. Ratios are to raw aiohttp + json.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import socket
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

BODY = {"created": 1, "data": [{"url": "http://127.0.0.1/files/x.png"}], "creditsUsed": 4}
CALLS, ROUNDS = 300, 3

Once = Callable[[], Awaitable[Any]]


def serve(port: int) -> None:
    """Answers everything with the same body."""
    import uvicorn

    answer = json.dumps(BODY).encode()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    uvicorn.run(app, port=port, log_level="error", lifespan="off", access_log=False)


async def cpu_per_call(once: Once, at_once: int) -> float:
    """Microseconds of this process's CPU per call."""
    for _ in range(10):
        await once()
    left = CALLS

    async def worker() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            await once()

    started = time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return (time.process_time() - started) / CALLS * 1e6


async def variants(base: str, ending: AsyncExitStack) -> dict[str, Once]:
    """One coroutine function per client; `ending` closes them all."""
    import aiohttp
    import httpx
    import openai
    from httpx_aiohttp import AiohttpTransport

    from hypereal_lab import AsyncHypereal

    key, body = "ck_bench", {"model": "gpt-image-2", "prompt": "a cat"}
    url, headers = f"{base}/api/v1/images/generations", {"authorization": f"Bearer {key}"}
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))
    pool = httpx.AsyncClient(limits=httpx.Limits(max_connections=100), timeout=60)
    over = httpx.AsyncClient(transport=AiohttpTransport(), timeout=60)
    ours = AsyncHypereal(key, base, environ={})
    sdk = openai.AsyncOpenAI(api_key=key, base_url=f"{base}/api/v1", max_retries=0)

    await ending.enter_async_context(session)
    for one in (pool.aclose, over.aclose, ours.close, sdk.close):
        ending.push_async_callback(one)

    async def raw() -> Any:
        async with session.post(url, json=body, headers=headers) as answer:
            return json.loads(await answer.read())

    async def plain() -> Any:
        return (await pool.post(url, json=body, headers=headers)).json()

    async def bridged() -> Any:
        return (await over.post(url, json=body, headers=headers)).json()

    return {
        "aiohttp + json": raw,
        "httpx": plain,
        "httpx over aiohttp": bridged,
        "hypereal_lab": lambda: ours.images.generate("a cat", model="gpt-image-2")._result(),
        "openai": lambda: sdk.images.generate(model="gpt-image-2", prompt="a cat"),
    }


async def measure(base: str) -> None:
    """All variants in turn, round by round; the median of each."""
    async with AsyncExitStack() as ending:
        once = await variants(base, ending)
        for at_once in (1, 64):
            found: dict[str, list[float]] = {name: [] for name in once}
            for _ in range(ROUNDS):
                for name, call in once.items():
                    found[name].append(await cpu_per_call(call, at_once))
            limit = statistics.median(found["aiohttp + json"])
            for name, many in found.items():
                middle = statistics.median(many)
                print(f"{at_once:>3} at once  {name:<20} {middle:7.0f} us CPU per call   ratio {middle / limit:5.2f}")


def main() -> None:
    """Start the server, measure, stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    try:
        asyncio.run(measure(f"http://127.0.0.1:{port}"))
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
