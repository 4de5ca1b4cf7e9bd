"""A door for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.gateway.outbound.world import World, make_world


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with make_world() as made:
        yield made
