"""What becomes of each fault, seen from outside: `python -m tests.gateway.upstream.matrix` writes docs/fault-matrix.md."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import httpx
import msgspec

from hypereal_lab.gateway.upstream.config import Config
from tests.gateway.conftest import Gateway
from tests.gateway.upstream.conftest import MODEL, before, chat_config
from tests.gateway.upstream.faults import FAULTS, TIMES, Fault
from tests.gateway.upstream.servers import upstream, well

__all__ = ["PAGE", "Outcome", "observe", "page"]

PAGE = Path(__file__).parents[3] / "docs" / "fault-matrix.md"
BODY: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": "Of what colour is the kite?"}]}


class Outcome(NamedTuple):
    """One fault, asked for three times: whole and as a stream with one target, as a stream with a second, good one."""

    fault: str
    whole: str
    stream: str
    second: str


async def observe(fault: Fault) -> Outcome:
    """Ask, and say what came."""
    return Outcome(
        fault.name,
        await _asked(fault, stream=False, helped=False),
        await _asked(fault, stream=True, helped=False),
        await _asked(fault, stream=True, helped=True),
    )


async def _asked(fault: Fault, *, stream: bool, helped: bool) -> str:
    async with _standing(fault, helped) as gateway:
        answer = await gateway.http.post("/v1/chat/completions", json={**BODY, "stream": stream})
        books = gateway.books()
        assert not books.held, "every hold has ended"
        assert b"secret plan" not in answer.content or fault.name == "400", "operators' matters stay with them"
        return f"{_told(answer)}, {_tries(gateway)}{_waited(gateway)}, {_paid(gateway)}"


@asynccontextmanager
async def _standing(fault: Fault, helped: bool) -> AsyncIterator[Gateway]:
    with tempfile.TemporaryDirectory() as folder:
        async with upstream(fault.script or well) as bad, upstream(well) as good:
            config = _config(fault.url(bad.url), *([good.url] if helped else []))
            async with before(Path(folder) / "data", config, resolver=_NoNames()) as gateway:
                gateway.upstreams = [bad, good]
                yield gateway


def _config(*urls: str) -> Config:
    return chat_config(*urls, times=TIMES)


class _NoNames(aiohttp.abc.AbstractResolver):
    """A name server that knows only this machine; nothing leaves it."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
        raise OSError(f"no address for {host}")

    async def close(self) -> None:
        pass


def _told(answer: httpx.Response) -> str:
    if answer.headers["content-type"].startswith("text/event-stream"):
        return _streamed(answer.text)
    body = msgspec.json.decode(answer.content)
    if answer.status_code == 200:
        return f"answer “{body['choices'][0]['message']['content']}”"
    return f"{answer.status_code} `{body['error']['code']}`"


def _streamed(text: str) -> str:
    chunks = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]
    words, errors = "", []
    for one in chunks:
        if one == "[DONE]":
            continue
        read = json.loads(one)
        errors += [read["error"]["code"]] if "error" in read else []
        words += "".join(choice["delta"].get("content") or "" for choice in read.get("choices", ()))
    ended = "answer" if chunks[-1] == "[DONE]" and not errors else "stream"
    assert bool(errors) == (ended == "stream"), "a broken stream never looks like a whole one"
    return f"{ended} “{words}”" + "".join(f", then error `{code}`" for code in errors)


def _tries(gateway: Gateway) -> str:
    tried = [len(one.received) for one in gateway.upstreams]
    return f"asked {tried[0]} + {tried[1]}" if tried[1] else f"asked {tried[0]}"


def _waited(gateway: Gateway) -> str:
    return "".join(f", waited {seconds:g} s" for seconds in gateway.waits.seconds)


def _paid(gateway: Gateway) -> str:
    spent = gateway.books().charged
    return "charged" if spent else "free"


def page(outcomes: list[Outcome]) -> str:
    """The table as it is published."""
    lines = [
        "# What happens when a provider fails",
        "",
        "Observed by the tests, for a model with one target and with a second one that is well. Written by",
        "`python -m tests.gateway.upstream.matrix`; a test holds that it is what happens. *Asked* counts the requests that",
        "reached each provider, *waited* the time before a retry, *charged* what the account paid; after a failure that is",
        "always nothing.",
        "",
        "| the provider | whole answer | stream | stream, with a second target |",
        "| --- | --- | --- | --- |",
        *(f"| {' | '.join(outcome)} |" for outcome in outcomes),
        "",
    ]
    return "\n".join(lines)


async def _observe_all() -> list[Outcome]:
    return [await observe(fault) for fault in FAULTS]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    PAGE.write_text(page(asyncio.run(_observe_all())), "utf-8")
