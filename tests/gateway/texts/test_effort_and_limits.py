"""How hard the model shall think, and whether the caller named a limit, in the words of every dialect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.conftest import Gateway
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

CHAT, OLDER, MESSAGES, RESPONSES, GEMINI = WAYS
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
CONFIG = "generationConfig.thinkingConfig"


def thinking(**fields: Any) -> dict[str, Any]:
    return {"generationConfig": {"thinkingConfig": fields}}


def effort(way: Way, word: Any) -> dict[str, Any]:
    """The fields that say it."""
    if way in (CHAT, OLDER):
        return {"reasoning_effort": word}
    if way is MESSAGES:
        return {"output_config": {"effort": word}}
    return {"reasoning": {"effort": word}} if way is RESPONSES else thinking(thinkingLevel=word)


@pytest.mark.parametrize("word", EFFORTS)
@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_every_dialect_says_how_hard_to_think(gateway: Gateway, writer: Scripted, way: Way, word: str) -> None:
    assert (await way.asked(gateway, writer, **effort(way, word))).effort == word


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_a_word_that_only_newer_models_know_is_passed_over(gateway: Gateway, writer: Scripted, way: Way) -> None:
    heard = await way.asked(gateway, writer, **effort(way, "utmost"))
    assert (heard.effort, heard.thinking_limit) == (None, None)


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_nothing_said_leaves_it_to_the_model(gateway: Gateway, writer: Scripted, way: Way) -> None:
    heard = await way.asked(gateway, writer, **effort(way, None))
    assert (heard.effort, heard.thinking_limit) == (None, None)


@pytest.mark.parametrize(
    ("way", "place"),
    [
        (CHAT, "reasoning_effort"),
        (OLDER, "reasoning_effort"),
        (MESSAGES, "output_config.effort"),
        (RESPONSES, "reasoning.effort"),
        (GEMINI, f"{CONFIG}.thinkingLevel"),
    ],
    ids=str,
)
async def test_an_effort_that_is_no_word_is_named(gateway: Gateway, way: Way, place: str) -> None:
    error = await way.refusal(gateway, **effort(way, 5))
    assert error["param"] == place


async def test_google_is_read_in_either_spelling_and_any_case(gateway: Gateway, writer: Scripted) -> None:
    snake = {"generation_config": {"thinking_config": {"thinking_level": "HIGH", "thinking_budget": 700}}}
    heard = await GEMINI.asked(gateway, writer, **snake)
    assert (heard.effort, heard.thinking_limit) == ("high", 700)
    error = await GEMINI.refusal(gateway, generation_config={"thinking_config": {"thinking_budget": "much"}})
    assert error["param"] == "generationConfig.thinking_config.thinking_budget"


@pytest.mark.parametrize(("budget", "read"), [(0, ("none", None)), (-1, (None, None)), (512, (None, 512))])
async def test_googles_budget_may_be_nothing_or_the_models_own(
    gateway: Gateway, writer: Scripted, budget: int, read: tuple[str | None, int | None]
) -> None:
    heard = await GEMINI.asked(gateway, writer, **thinking(thinkingBudget=budget))
    assert (heard.effort, heard.thinking_limit) == read


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        ({"type": "enabled", "budget_tokens": 2048}, 2048),
        ({"type": "disabled", "budget_tokens": 2048}, None),
        ({"type": "adaptive"}, None),
    ],
)
async def test_anthropics_budget_counts_where_it_thinks(
    gateway: Gateway, writer: Scripted, told: dict[str, Any], limit: int | None
) -> None:
    assert (await MESSAGES.asked(gateway, writer, thinking=told)).thinking_limit == limit


@pytest.mark.parametrize("budget", [0, -1, True, "5", 1.5])
async def test_anthropics_budget_is_a_number_of_tokens(gateway: Gateway, budget: Any) -> None:
    error = await MESSAGES.refusal(gateway, thinking={"type": "enabled", "budget_tokens": budget})
    assert error["param"] == "thinking.budget_tokens"


@pytest.mark.parametrize(
    ("way", "limit", "usual"),
    [
        (CHAT, {"max_tokens": 9}, 1024),
        (CHAT, {"max_completion_tokens": 9}, 1024),
        (OLDER, {"max_tokens": 9}, 4096),
        (RESPONSES, {"max_output_tokens": 9}, 8192),
        (GEMINI, {"generationConfig": {"maxOutputTokens": 9}}, 8192),
    ],
    ids=str,
)
async def test_who_names_no_limit_is_known(
    gateway: Gateway, writer: Scripted, way: Way, limit: dict[str, Any], usual: int
) -> None:
    free, bound = await way.asked(gateway, writer), await way.asked(gateway, writer, **limit)
    assert (free.unlimited, free.limit) == (True, usual)
    assert (bound.unlimited, bound.limit) == (False, 9)


async def test_anthropics_callers_always_name_a_limit(gateway: Gateway, writer: Scripted) -> None:
    assert not (await MESSAGES.asked(gateway, writer)).unlimited
