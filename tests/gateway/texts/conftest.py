"""A gateway whose provider of words does as it is told, and every way to speak to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.conftest import FakeClock, Gateway, running
from tests.gateway.writers import Scripted


@pytest.fixture
def writer() -> Scripted:
    return Scripted()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock, writer: Scripted) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, text=writer) as made:
        yield made
