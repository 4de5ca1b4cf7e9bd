"""CPU of one chat call and of reading one stream: ours beside raw httpx and the OpenAI SDK.

    python -m benchmarks.chat_client

The server is constant and in a process of its own; counted is the CPU of this process with all its threads. All
variants go in turn, round by round; a ratio is taken in each round, and the median of the ratios is shown. A stream is
read from bytes that are there already, in pieces of 16 KiB, through everything that lies between the transport and the
loop of the caller. `lab.chat` is shown beside and does not decide: it journals, holds against budgets and stores what
came, which no other here does.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from benchmarks.processes import LOAD_CPU, SERVER_CPU, pin
from benchmarks.upstream import BODY, constant_upstream, events

CALLS, ROUNDS = 300, 7
STREAM, PIECE = 5000, 16 * 1024
HTTPX, SDK, PARSING = 1.3, 0.5, 15.0
MODEL = "gpt-5.5"
MESSAGES = BODY["messages"]
SAID = {"max_tokens": BODY["max_tokens"], "temperature": BODY["temperature"]}

Once = Callable[[], Awaitable[Any]]
Rounds = Mapping[str, Sequence[float]]


async def variants(base: str, home: Path, ending: AsyncExitStack) -> dict[str, Once]:
    """One coroutine function per client; `ending` closes them all."""
    import httpx
    import openai

    from hypereal_lab import AsyncHypereal, Lab

    key, body = "ck_bench", {"model": MODEL, **BODY}
    url, headers = f"{base}/v1/chat/completions", {"authorization": f"Bearer {key}"}
    pool = httpx.AsyncClient(timeout=60)
    ours = AsyncHypereal(key, base, environ={})
    sdk = openai.AsyncOpenAI(api_key=key, base_url=f"{base}/v1", max_retries=0)
    lab = Lab(key, base, home=home, environ={})
    lab.budget(10_000_000, per="session")
    numbers = itertools.count()
    for one in (pool.aclose, ours.close, sdk.close):
        ending.push_async_callback(one)
    ending.callback(lab.close)

    async def raw() -> Any:
        return (await pool.post(url, json=body, headers=headers)).json()

    async def in_lab() -> Any:
        told = [*MESSAGES[:-1], {"role": "user", "content": f"How does number {next(numbers)} end?"}]
        return await lab.chat(told, model=MODEL, **SAID)

    return {
        "httpx": raw,
        "hypereal_lab": lambda: ours.chat.complete(MESSAGES, model=MODEL, **SAID)._result(),
        "openai": lambda: sdk.chat.completions.create(model=MODEL, messages=MESSAGES, **SAID),
        "lab.chat": in_lab,
    }


async def cpu_per_call(once: Once, at_once: int) -> float:
    """Microseconds."""
    left = iter(range(CALLS))

    async def worker() -> None:
        for _ in left:
            await once()

    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return (time.process_time() - began) / CALLS * 1e6


async def calls(base: str, home: Path, rounds: int) -> bool:
    """Whole answers, one after the other and 64 at once."""
    held = True
    async with AsyncExitStack() as ending:
        once = await variants(base, home, ending)
        for at_once in (1, 64):
            found: dict[str, list[float]] = {name: [] for name in once}
            for number in range(rounds + 1):
                for name, call in once.items():
                    spent = await cpu_per_call(call, at_once)
                    if number:  # the first warms up
                        found[name].append(spent)
            print(f"{at_once} at once: CPU of a call")
            _table(found, "us")
            fits = {
                name: (_said(name, "httpx", found, at_most=HTTPX), _said(name, "openai", found, at_most=SDK))
                for name in ("hypereal_lab", "lab.chat")
            }
            held = held and all(fits["hypereal_lab"])
    return held


class Canned:
    """Bytes of an answer as a transport of httpx gives them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for place in range(0, len(self._data), PIECE):
            yield self._data[place : place + PIECE]


def _stream() -> bytes:
    first, *middle, finish, usage, done = events()
    return b"".join([first, *itertools.islice(itertools.cycle(middle), STREAM - 3), finish, usage, done])


async def _ours(data: bytes) -> Callable[[], Awaitable[int]]:
    import httpx

    from hypereal_lab.client.chat import AsyncChat
    from hypereal_lab.client.http import Http
    from hypereal_lab.client.settings import resolve

    class Body(Canned, httpx.AsyncByteStream):
        pass

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Body(data))

    settings = resolve("ck_bench", "http://127.0.0.1:9", environ={})
    chat = AsyncChat(Http(settings, transport=httpx.MockTransport(answer)))

    async def read() -> int:
        count = 0
        async for _ in chat.stream(MESSAGES, model=MODEL):
            count += 1
        return count

    return read


async def _sdk(data: bytes) -> Callable[[], Awaitable[int]]:
    import openai

    http = sys.modules[openai.DefaultAsyncHttpxClient.__mro__[1].__module__.split(".")[0]]  # httpx, or what follows it
    byte_stream: Any = http.AsyncByteStream

    class Body(Canned, byte_stream):  # type: ignore[misc]
        pass

    def answer(_request: Any) -> Any:
        return http.Response(200, headers={"content-type": "text/event-stream"}, stream=Body(data))

    client = openai.AsyncOpenAI(
        api_key="ck_bench",
        base_url="http://127.0.0.1:9/v1",
        http_client=http.AsyncClient(transport=http.MockTransport(answer)),
    )

    async def read() -> int:
        count = 0
        async for _ in await client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True):
            count += 1
        return count

    return read


async def streams(rounds: int) -> bool:
    """Chunks a CPU second through each client."""
    data = _stream()
    readers = {"hypereal_lab": await _ours(data), "openai": await _sdk(data)}
    found: dict[str, list[float]] = {name: [] for name in readers}
    for number in range(rounds + 1):
        for name, read in readers.items():
            began = time.process_time()
            if await read() != STREAM:
                raise RuntimeError(f"{name} read another number of chunks than {STREAM}")
            if number:
                found[name].append(STREAM / (time.process_time() - began))
    print("typed chunks of a stream")
    _table(found, "chunks per CPU second")
    return _said("hypereal_lab", "openai", found, at_least=PARSING)


def _table(found: Rounds, unit: str) -> None:
    for name, many in found.items():
        print(f"  {name:<14} {statistics.median(many):10,.0f} {unit}")


def _said(name: str, peer: str, found: Rounds, *, at_most: float = 0.0, at_least: float = 0.0) -> bool:
    ratio = statistics.median(one / two for one, two in zip(found[name], found[peer], strict=True))
    fits = ratio >= at_least if at_least else ratio <= at_most
    limit = f"at least {at_least:g}" if at_least else f"at most {at_most:g}"
    print(f"  {name} / {peer}: {ratio:.2f} ({limit}){'' if fits else '   NOT HELD'}")
    return fits


def main() -> int:
    """Measure both; 1 where a promise is not held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    with constant_upstream(LOAD_CPU) as base, tempfile.TemporaryDirectory() as folder:
        pin(SERVER_CPU)
        held = asyncio.run(streams(options.rounds))
        held = asyncio.run(calls(base, Path(folder), options.rounds)) and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
