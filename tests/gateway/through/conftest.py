"""The same promises once more, where the gateway has another one behind it instead of engines of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from hypereal_lab.gateway.upstream.config import Config
from tests.gateway.conftest import FakeClock, Gateway, listening, running
from tests.gateway.upstream.conftest import before


@pytest.fixture
async def gateway(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    """In front of a whole gateway with its sandbox, to which it has a key of its own."""
    async with running(tmp_path / "far", clock) as far, listening(far) as url:
        key = tmp_path / "key"
        key.write_text(far.key.key)
        provider = {"kind": "hypereal", "base_url": f"{url}/v1", "api_key": f"file:{key}"}
        rows = {"providers": {"far": provider}, "models": {"*": {"targets": [{"provider": "far"}]}}}
        async with before(tmp_path / "near", msgspec.convert(rows, Config), clock) as near:
            near.far = far
            yield near
            assert far.books().charged == near.books().charged, "what the one took, the other took"
