"""One gateway per user: found, shared, started again, and its books agree with the lab's."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hypereal_lab import Lab, errors
from hypereal_lab.gateway.ledger import verify
from hypereal_lab.lab.embedded import Embedded
from hypereal_lab.wire.usage import UsageAnswer

PATIENCE = 30.0
"""Seconds that a process may take to end."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    _end(tmp_path)


def _address(home: Path) -> Path:
    return home / "gateway" / "gateway.json"


def _end(home: Path) -> None:
    if _address(home).exists():
        pid = json.loads(_address(home).read_text())["pid"]
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while _address(home).exists() and time.monotonic() < deadline:
            time.sleep(0.02)


async def test_two_kernels_that_start_at_once_share_one_gateway(home: Path) -> None:
    first, second = await asyncio.gather(Embedded(home).ensure(), Embedded(home).ensure())
    assert first == second
    assert first.honours_idempotency
    assert first.key not in repr(first)


async def test_a_gateway_that_was_killed_is_started_again_with_the_same_account(home: Path) -> None:
    embedded = Embedded(home)
    before = await embedded.ensure()
    os.kill(json.loads(_address(home).read_text())["pid"], signal.SIGKILL)
    after = await embedded.ensure()
    assert after.key == before.key


async def test_a_gateway_that_cannot_start_says_why(home: Path) -> None:
    (home / "gateway" / "gateway.sqlite3").mkdir(parents=True)
    with pytest.raises(errors.GatewayNotStarted, match="last words"):
        await Embedded(home).ensure()


async def _remote_usage(lab: Lab) -> UsageAnswer:
    return await (await lab.connection.client()).usage()


async def test_balance_table_and_ledger_agree_to_the_millionth(home: Path) -> None:
    lab = Lab(home=home, environ={})
    try:
        assert lab.sandbox
        before = (await lab.credits()).balance
        first = await lab.images.generate("a red fox", resolution="0.5K")
        await asyncio.gather(
            lab.images.generate("img 1 at night", references=[first], model="gpt-image-2"),
            lab.images.generate("a boat", model="gemini-3.1-flash-image-preview", references=[first, first.data], n=2),
        )
        with pytest.raises(errors.APIError):
            await lab.images.generate("a boat", references=["http://127.0.0.1:9/x.png"])
        after = (await lab.credits()).balance
        spent = (before - after).decimal
        assert spent == lab.usage.total()
        remote = await asyncio.wrap_future(lab.loop.start(_remote_usage(lab)))
        assert spent == sum(one.credits for one in remote.logs)
        with closing(sqlite3.connect(home / "gateway" / "gateway.sqlite3")) as books:
            assert verify(books).charged.decimal == spent
        assert sorted(run.status for run in lab.journal.runs()) == ["failed", "succeeded", "succeeded", "succeeded"]
    finally:
        lab.close()
