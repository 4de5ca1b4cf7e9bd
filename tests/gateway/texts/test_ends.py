"""Why an answer ended and what it is made of, in the words of every dialect."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from hypereal_lab.gateway.dialects import Finish, Piece, Usage
from hypereal_lab.gateway.providers import TextOrder
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

CHAT, _, MESSAGES, RESPONSES, GEMINI = WAYS
ALL = Usage(100, 50, cached=10, thought=5, cache_written=20, audio_read=30, audio_written=15, images_read=25)
GOOGLES_READ = [("TEXT", 45), ("AUDIO", 30), ("IMAGE", 25)]


class Ends(Scripted):
    """Ends by a stop word."""

    stop: str | None = None

    async def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
        async for one in super().text(order):
            yield one._replace(stop=self.stop) if isinstance(one, Finish) else one


@pytest.fixture
def writer() -> Ends:
    return Ends()


@pytest.mark.parametrize(("reason", "stop"), [("stop", "END"), ("length", None), ("stop", None)])
async def test_anthropics_callers_are_told_the_word_that_ended_it(
    gateway: Gateway, writer: Ends, reason: str, stop: str | None
) -> None:
    writer.reason, writer.stop = reason, stop
    whole = read(await MESSAGES.ask(gateway))
    word = "stop_sequence" if stop else {"stop": "end_turn", "length": "max_tokens"}[reason]
    assert (whole["stop_reason"], whole["stop_sequence"]) == (word, stop)
    *_, last, _stop = await MESSAGES.told(gateway)
    assert last["delta"] == {"stop_reason": word, "stop_sequence": stop}


async def test_others_only_know_that_it_ended(gateway: Gateway, writer: Ends) -> None:
    writer.stop = "END"
    chat, responses, gemini = [read(await way.ask(gateway)) for way in (CHAT, RESPONSES, GEMINI)]
    assert chat["choices"][0]["finish_reason"] == "stop"
    assert (responses["status"], responses["incomplete_details"]) == ("completed", None)
    assert gemini["candidates"][0]["finishReason"] == "STOP"


async def test_a_refusal_has_its_own_word_everywhere(gateway: Gateway, writer: Ends) -> None:
    writer.reason = "refusal"
    whole = {way.name: read(await way.ask(gateway)) for way in WAYS}
    assert whole[CHAT.name]["choices"][0]["finish_reason"] == "content_filter"
    assert whole[MESSAGES.name]["stop_reason"] == "refusal"
    assert whole[GEMINI.name]["candidates"][0]["finishReason"] == "SAFETY"
    response = whole[RESPONSES.name]
    assert (response["status"], response["incomplete_details"]) == ("incomplete", {"reason": "content_filter"})
    last = (await RESPONSES.told(gateway))[-1]
    assert (last["type"], last["response"]["incomplete_details"]) == (
        "response.incomplete",
        {"reason": "content_filter"},
    )


async def test_every_part_of_the_usage_stands_where_the_wire_has_a_place(gateway: Gateway, writer: Ends) -> None:
    writer.usage = ALL
    chat, messages, responses, gemini = [read(await way.ask(gateway)) for way in (CHAT, MESSAGES, RESPONSES, GEMINI)]
    read_details = {"cached_tokens": 10, "cache_write_tokens": 20, "audio_tokens": 30, "image_tokens": 25}
    written_details = {"reasoning_tokens": 5, "audio_tokens": 15}
    assert chat["usage"]["prompt_tokens_details"] == responses["usage"]["input_tokens_details"] == read_details
    assert chat["usage"]["completion_tokens_details"] == written_details
    assert responses["usage"]["output_tokens_details"] == written_details
    assert messages["usage"] == {
        "input_tokens": 70,
        "output_tokens": 50,
        "cache_creation_input_tokens": 20,
        "cache_read_input_tokens": 10,
    }
    told = gemini["usageMetadata"]
    assert told["cachedContentTokenCount"], told["thoughtsTokenCount"] == (10, 5)
    assert [(one["modality"], one["tokenCount"]) for one in told["promptTokensDetails"]] == GOOGLES_READ
    assert told["candidatesTokensDetails"] == [
        {"modality": "TEXT", "tokenCount": 30},
        {"modality": "AUDIO", "tokenCount": 15},
    ]


async def test_most_answers_have_none_of_the_rare_parts(gateway: Gateway) -> None:
    assert "promptTokensDetails" not in read(await GEMINI.ask(gateway))["usageMetadata"]
    details: Any = read(await CHAT.ask(gateway))["usage"]
    assert details["prompt_tokens_details"] == {"cached_tokens": 0}
    assert details["completion_tokens_details"] == {"reasoning_tokens": 0}


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_an_unknown_model_is_answered_with_those_that_are_inside_and_beside_the_error(
    gateway: Gateway, way: Way
) -> None:
    if way is GEMINI:
        answer = await gateway.http.post("/v1beta/models/gpt-99:generateContent", json=dict(way.hello))
    else:
        answer = await way.ask(gateway, model="gpt-99")
    whole = read(answer)
    assert answer.status_code == 400
    assert whole["available_models"] == whole["error"]["available_models"]
    assert way.model in whole["available_models"]


@pytest.mark.parametrize(
    ("path", "headers", "known"),
    [
        ("/v1/models/gpt-99", {}, "gpt-image-2"),
        ("/api/v1/models/gpt-99", {}, "claude-sonnet-4-6"),
        ("/v1beta/models/gpt-99", {}, GEMINI.model),
    ],
)
async def test_a_model_that_is_not_there_is_a_404_with_those_that_are(
    gateway: Gateway, path: str, headers: dict[str, str], known: str
) -> None:
    answer = await gateway.http.get(path, headers=headers)
    whole = read(answer)
    assert answer.status_code == 404
    assert whole["available_models"] == whole["error"]["available_models"]
    assert known in whole["available_models"]
