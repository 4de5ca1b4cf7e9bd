"""Gateways in front of upstreams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from hypereal_lab.catalog import load
from hypereal_lab.gateway.providers.sandbox_text import SandboxText
from hypereal_lab.gateway.upstream.chain import Patience
from hypereal_lab.gateway.upstream.config import Config
from hypereal_lab.gateway.upstream.models import configured
from hypereal_lab.gateway.upstream.text import UpstreamText
from tests.gateway.conftest import FakeClock, Gateway, running

MODEL = "gpt-5.5"


class Waits:
    """A sleep that takes no time and is remembered."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._clock.forward(seconds)


def chat_config(*urls: str, times: dict | None = None, kind: str = "openai_compatible", **models) -> Config:
    """One model with a target for each address."""
    providers = {f"p{place}": {"kind": kind, "base_url": url, "times": times or {}} for place, url in enumerate(urls)}
    targets = [{"provider": name, "model": "far"} for name in providers]
    return msgspec.convert({"providers": providers, "models": {MODEL: {"targets": targets}, **models}}, Config)


@asynccontextmanager
async def before(
    folder: Path, config: Config, clock: FakeClock | None = None, *, resolver: Any = None, chance: Any = lambda: 0.5
) -> AsyncIterator[Gateway]:
    """A gateway with this config."""
    clock = clock or FakeClock()
    waits = Waits(clock)
    patience = Patience(clock=clock, sleep=waits, chance=chance, deadline=config.deadline)
    text = UpstreamText(config, SandboxText(), patience, resolver=resolver)
    catalog = configured(load(), config, day="2026-11-21")
    async with running(folder, clock, text=text, catalog=catalog) as gateway:
        gateway.waits = waits
        gateway.text = text
        try:
            yield gateway
        finally:
            await text.close()
