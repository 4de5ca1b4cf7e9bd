"""A clock near to the real time, and a gateway that sends."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.conftest import FakeClock, Gateway
from tests.gateway.webhooks.sending import sending


@pytest.fixture
def clock() -> FakeClock:
    """Near to the real time, which independent verifiers ask for."""
    return FakeClock(float(int(time.time())))


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with sending(tmp_path, clock) as made:
        yield made
