"""A gateway behind a real socket, and the programs of coding agents pointed at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.agents.installed import Agents, NotInstalled, installed
from tests.agents.programs import ClaudeCode, Codex
from tests.agents.wire import ShutDoor, Wire
from tests.gateway.conftest import FakeClock, Gateway, listening, running


@pytest.fixture(scope="session")
def agents() -> Agents:
    try:
        return installed()
    except NotInstalled as why:
        pytest.skip(f"Codex and Claude Code could not be installed: {why}")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    """With its own text engine."""
    async with running(tmp_path / "data", clock) as made:
        yield made


@pytest.fixture
def wire(gateway: Gateway) -> Wire:
    gateway.app = Wire(gateway.app)
    return gateway.app


@pytest.fixture
async def base_url(gateway: Gateway, wire: Wire) -> AsyncIterator[str]:
    async with listening(gateway, access_log=True) as url:
        yield url


@pytest.fixture
async def door() -> AsyncIterator[ShutDoor]:
    """A program that asks for the way out fails its test."""
    async with ShutDoor().standing() as shut:
        yield shut
    assert not shut.asked, f"it wanted to leave this machine: {shut.asked}"


@pytest.fixture
def claude_code(agents: Agents, tmp_path: Path, gateway: Gateway, base_url: str, door: ShutDoor) -> ClaudeCode:
    return ClaudeCode(agents, tmp_path / "claude", base_url, gateway.key.key, door.url)


@pytest.fixture
def codex(agents: Agents, tmp_path: Path, gateway: Gateway, base_url: str, door: ShutDoor) -> Codex:
    return Codex(agents, tmp_path / "codex", base_url, gateway.key.key, door.url)
