"""What becomes of an order when its provider fails: `python -m tests.gateway.upstream.media.matrix` writes the page."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import httpx

from tests.gateway.conftest import FLASH, Gateway
from tests.gateway.test_audio_heard import sound
from tests.gateway.upstream.faults import Fault
from tests.gateway.upstream.media.conftest import config_of, in_front
from tests.gateway.upstream.media.faults import FAULTS, well
from tests.gateway.upstream.servers import Received, upstream

__all__ = ["PAGE", "Outcome", "observe", "page"]

PAGE = Path(__file__).parents[4] / "docs" / "fault-matrix-media.md"
_TIMES = {"connect": 1.0, "first_byte": 0.3, "between": 0.3, "total": 0.3}
_CREATES = ("/images/generations", "/audio/speech", "/audio/transcriptions", "/videos/generate")


class Outcome(NamedTuple):
    """One fault, met by an order of each kind with a second provider that is well."""

    fault: str
    picture: str
    speech: str
    transcript: str
    film: str


async def observe(fault: Fault) -> Outcome:
    """Ask, and say what came."""
    kinds = (_picture, _speech, _transcript, _film)
    return Outcome(fault.name, *[await _seen(fault, kind) for kind in kinds])


async def _seen(fault: Fault, ask: Any) -> str:
    async with _standing(fault, "hypereal" if ask is _film else "openai_compatible") as gateway:
        told = await ask(gateway)
        books = gateway.books()
        assert not books.held, "every hold has ended"
        asked = [sum(map(_is_create, one.received)) for one in gateway.upstreams]
        assert asked[1] == 0 or "unknown" not in told, f"{fault.name}: nobody else is asked after {told}"
        assert asked[0] <= 1 or "unknown" not in told, "and nobody twice"
        return f"{told}, asked {asked[0]} + {asked[1]}, {'charged' if books.charged else 'free'}"


@asynccontextmanager
async def _standing(fault: Fault, kind: str) -> AsyncIterator[Gateway]:
    async def bad(to: Any) -> None:
        """Only orders meet the fault."""
        await (fault.script or well)(to) if _is_create(to.received) else await to.answer("{}", 404)

    with tempfile.TemporaryDirectory() as folder:
        async with upstream(bad) as first, upstream(well) as second:
            bad_row = {"kind": kind, "base_url": fault.url(first.url), "times": _TIMES}
            config = config_of(bad_row, {"kind": kind, "base_url": second.url})
            async with in_front(Path(folder) / "data", config, resolver=_NoNames()) as gateway:
                gateway.upstreams = [first, second]
                yield gateway


def _is_create(received: Received) -> bool:
    return received.method == "POST" and received.path.endswith(_CREATES)


class _NoNames(aiohttp.abc.AbstractResolver):
    """A name server that knows only this machine; nothing leaves it."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[Any]:
        raise OSError(f"no address for {host}")

    async def close(self) -> None:
        pass


async def _picture(gateway: Gateway) -> str:
    return _told(await gateway.make(model=FLASH))


async def _speech(gateway: Gateway) -> str:
    body = {"model": "audio-tts", "input": "Good day.", "voice": "alloy"}
    return _told(await gateway.http.post("/v1/audio/speech", json=body))


async def _transcript(gateway: Gateway) -> str:
    files = {"file": ("said.wav", sound(1.0)), "model": (None, "audio-asr")}
    return _told(await gateway.http.post("/v1/audio/transcriptions", files=files))


async def _film(gateway: Gateway) -> str:
    """The job's end; an unknown one gives its hold back after a day."""
    body = {"model": "gemini_omni_flash", "prompt": "a boat", "duration": 3}
    answer = await gateway.http.post("/v1/videos/generate", json=body)
    job = answer.raise_for_status().json()["jobId"]
    await gateway.parts.jobs.drain()
    status = (await gateway.http.get(f"/v1/jobs/{job}")).json()["status"]
    unclear = gateway.parts.store.reader.execute("SELECT 1 FROM upstream_jobs WHERE state = 'unknown'").fetchone()
    return f"`unknown` for a day, then {status}" if unclear else status


def _told(answer: httpx.Response) -> str:
    return "made" if answer.status_code == 200 else f"{answer.status_code} `{answer.json()['error']['code']}`"


def page(outcomes: list[Outcome]) -> str:
    """The table as it is published."""
    lines = [
        "# What happens to an order of media when a provider fails",
        "",
        "Observed by the tests, for models with a second target that is well. Written by",
        "`python -m tests.gateway.upstream.media.matrix`; a test holds that it is what happens. *Asked* counts the orders",
        "that reached each provider. An order goes on to the second one only where the first proved that nothing was begun.",
        "`provider_unknown` says that nobody knows: it is asked of nobody again, the account pays nothing, and what the",
        "provider may bill is the house's loss. Pictures, speech and transcripts come from providers of the kind",
        "`openai_compatible`, films from `hypereal` without idempotency keys; with them an order whose answer was lost is",
        "asked for again under the same key.",
        "",
        "| the provider | picture | speech | transcript | film |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {' | '.join(outcome)} |" for outcome in outcomes),
        "",
    ]
    return "\n".join(lines)


async def _observe_all() -> list[Outcome]:
    return [await observe(fault) for fault in FAULTS]


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    PAGE.write_text(page(asyncio.run(_observe_all())), "utf-8")
