"""The running gateway, asked by its own description: what is right by it, what is wrong by it, with and without a key."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from hypereal_lab.gateway.admission import Gate
from tests.gateway.conftest import Gateway, listening
from tests.gateway.described import DISTINCT, DOCUMENT, Described, whole_gateway

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
"""Of each operation and each kind: right and wrong by the description."""
UNKNOWN = ("{job}", "{response}", "{object}", "{webhook}")
"""Places for which nothing is made up that the gateway has."""
SCHEMA = schemathesis.openapi.from_dict(copy.deepcopy(DOCUMENT))


class Running(NamedTuple):
    """A gateway behind a socket."""

    gateway: Gateway
    url: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.gateway.key.key}"}


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with whole_gateway(tmp_path) as gateway, listening(gateway) as url:
        yield Running(gateway, url)


def fuzz(
    one: Described,
    mode: GenerationMode,
    running: Running,
    checks: list[Any] = CHECKS,
    *,
    examples: int = EXAMPLES,
    only_good: bool = False,
) -> list[int]:
    """Send examples and check the answers; gives their statuses."""
    seen: list[int] = []
    operation = SCHEMA[one.path][one.method]
    bodies = [body for _, body in one.good] or ([one.good_form] if one.good_form else [])
    mixing = bodies if only_good and bodies else [None, *bodies, *bodies]

    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=examples,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), mixed=st.sampled_from(mixing))
    def ask(case: Case, mixed: dict[str, Any] | None) -> None:
        if mixed is not None and isinstance(case.body, dict):  # so that what was made up is reached at all
            made_up = {} if only_good else dict(list(case.body.items())[:2])
            good = one.good_form if case.media_type == "multipart/form-data" else copy.deepcopy(mixed)
            case.body = {**(good or {}), **made_up}
        if "{model}" in one.path and (mixed is not None or only_good):
            case.path_parameters["model"] = "gemini-2.5-flash"
        answer = case.call_and_validate(base_url=running.url, headers=running.headers, checks=checks, timeout=30)
        seen.append(answer.status_code)

    ask()
    return seen


@pytest.mark.parametrize("one", DISTINCT, ids=str)
async def test_what_is_right_by_the_description_is_answered_by_it(running: Running, one: Described) -> None:
    seen = await asyncio.to_thread(fuzz, one, GenerationMode.POSITIVE, running)
    assert seen
    assert not (one.good or one.good_form) or min(seen) < 300, seen


@pytest.mark.parametrize("one", [one for one in DISTINCT if one.keyed], ids=str)
async def test_what_is_wrong_by_the_description_is_refused_by_it(running: Running, one: Described) -> None:
    assert await asyncio.to_thread(fuzz, one, GenerationMode.NEGATIVE, running)


@pytest.mark.parametrize("one", [one for one in DISTINCT if one.keyed], ids=str)
async def test_no_route_leaves_its_key_unread(running: Running, one: Described) -> None:
    await asyncio.to_thread(ask_openly, one, running)


def ask_openly(one: Described, running: Running) -> None:
    """What succeeds with a key has to be refused without one, and with a bad one in each of its forms."""
    seen = fuzz(one, GenerationMode.POSITIVE, running, [ignored_auth], examples=2, only_good=True)
    assert any(place in one.path for place in UNKNOWN) or min(seen) < 300, seen


async def test_a_gate_left_open_would_be_noticed(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    key = running.gateway.parts.gate._find(running.gateway.key.key)
    monkeypatch.setattr(Gate, "admit", lambda *_args, **_options: key)
    with pytest.raises(FailureGroup):
        await asyncio.to_thread(ask_openly, Described("GET", "/api/credits"), running)
