"""Google's routes: what only this form promises."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Delta,
    Usage,
)
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.routes import GEMINI_MODELS
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.gemini import (
    CALLS,
    HELLO,
    INPUT,
    MODEL,
    OUTPUT,
    TOOL,
    WAY,
    WORKED,
    ask,
    parts,
    stream,
)
from tests.gateway.texts.way import WORK
from tests.gateway.writers import Scripted


async def google(gateway: Gateway, path: str) -> httpx.Response:
    """GET as Google's libraries do."""
    return await gateway.http.get(path, headers={"x-goog-api-key": gateway.key.key})


async def test_the_answer_is_googles_with_what_it_cost(gateway: Gateway) -> None:
    body = read(await ask(gateway))
    assert body.pop("creditsUsed") == Credits(8 * INPUT + 5 * OUTPUT).decimal
    assert body.pop("responseId")
    content = {"role": "model", "parts": [{"text": "A kite is red."}]}
    assert body == {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 8,
            "candidatesTokenCount": 5,
            "thoughtsTokenCount": 0,
            "cachedContentTokenCount": 0,
            "totalTokenCount": 13,
        },
        "modelVersion": MODEL,
    }


@pytest.mark.parametrize("models", GEMINI_MODELS)
async def test_every_base_and_version_answers(gateway: Gateway, models: str) -> None:
    assert read(await ask(gateway, models=models))["modelVersion"] == MODEL
    assert parts(WAY.events((await stream(gateway, models=models)).text)) == [{"text": "A kite is red."}]
    assert read(await ask(gateway, "countTokens", models=models)) == {"totalTokens": 8}
    (named,) = [one for one in read(await google(gateway, models))["models"] if one["baseModelId"] == MODEL]
    assert read(await google(gateway, f"{models}/{MODEL}")) == named


async def test_thoughts_and_what_came_from_a_cache_are_counted_apart(gateway: Gateway, writer: Scripted) -> None:
    writer.usage = Usage(8, 5, cached=6, thought=2)
    usage = read(await ask(gateway))["usageMetadata"]
    assert (usage["promptTokenCount"], usage["cachedContentTokenCount"]) == (8, 6)
    assert (usage["candidatesTokenCount"], usage["thoughtsTokenCount"], usage["totalTokenCount"]) == (3, 2, 13)


async def test_thoughts_words_and_calls_are_parts(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = WORK, "tools"
    (candidate,) = read(await ask(gateway))["candidates"]
    assert (candidate["content"]["parts"], candidate["finishReason"]) == (WORKED, "STOP")
    assert parts(await WAY.told(gateway)) == WORKED


async def test_a_call_in_a_stream_is_sent_whole(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces, writer.reason = [*WORK, Delta("Done.")], "tools"
    told = [chunk["candidates"][0]["content"]["parts"] for chunk in await WAY.told(gateway)]
    assert told[4:] == [[CALLS[0]], [CALLS[1], {"text": "Done."}], [{"text": ""}]]


async def test_the_chunks_of_a_stream_share_their_id_and_the_last_tells_all(gateway: Gateway) -> None:
    told = await WAY.told(gateway)
    assert len({chunk["responseId"] for chunk in told}) == 1 and {chunk["modelVersion"] for chunk in told} == {MODEL}
    *before, last = told
    assert [one["candidates"][0]["content"]["parts"][0]["text"] for one in before] == ["A kite", " is", " red."]
    assert not any({"usageMetadata", "creditsUsed"} & set(one) for one in before)
    assert not any("finishReason" in one["candidates"][0] for one in before)
    assert (last["candidates"][0]["finishReason"], last["usageMetadata"]["totalTokenCount"]) == ("STOP", 13)
    assert last["creditsUsed"] == 0.00149
    assert gateway.balance == Credits.of(1000) - Credits(8 * INPUT + 5 * OUTPUT)


async def test_a_stream_without_events_is_one_list(gateway: Gateway) -> None:
    answer = await ask(gateway, "streamGenerateContent")
    assert answer.headers["content-type"] == "application/json"
    assert parts(answer.json()) == [{"text": "A kite is red."}]
    assert answer.json()[-1]["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize(("reason", "word"), [("stop", "STOP"), ("length", "MAX_TOKENS"), ("tools", "STOP")])
async def test_the_reason_to_stop_is_in_googles_words(
    gateway: Gateway, writer: Scripted, reason: str, word: str
) -> None:
    writer.reason = reason
    assert read(await ask(gateway))["candidates"][0]["finishReason"] == word
    assert (await WAY.told(gateway))[-1]["candidates"][0]["finishReason"] == word


@pytest.mark.parametrize(("reason", "word"), [("length", "MAX_TOKENS"), ("tools", "MALFORMED_FUNCTION_CALL")])
async def test_a_call_that_was_cut_is_not_made(gateway: Gateway, writer: Scripted, reason: str, word: str) -> None:
    writer.pieces, writer.reason = [Calling("call_1", "get_weather"), Arguments('{"city": "Os')], reason
    for told in ([read(await ask(gateway))], await WAY.told(gateway)):
        assert parts(told) == []
        assert told[-1]["candidates"][0]["finishReason"] == word


async def test_a_model_that_says_nothing_says_an_empty_text(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = []
    for told in ([read(await ask(gateway))], await WAY.told(gateway)):
        assert [one["candidates"][0]["content"]["parts"] for one in told] == [[{"text": ""}]]


async def test_an_action_that_nobody_knows_is_named(gateway: Gateway) -> None:
    answer = await ask(gateway, "embedContent")
    error = read(answer)["error"]
    assert (answer.status_code, error["status"]) == (404, "NOT_FOUND")
    assert "embedContent" in error["message"] and "countTokens" in error["allowed"]


@pytest.mark.parametrize("how", ["x-goog-api-key", "x-api-key", "authorization", "?key="])
async def test_a_key_comes_in_any_way(gateway: Gateway, how: str) -> None:
    gateway.http.headers.pop("authorization")
    for key, status in ((gateway.key.key, 200), ("ck_nobody", 401)):
        for action in ("generateContent", "streamGenerateContent?alt=sse", "countTokens"):
            mark = "&" if "?" in action else "?"
            asked_for = f"{action}{mark}key={key}" if how == "?key=" else action
            value = f"Bearer {key}" if how == "authorization" else key
            answer = await ask(gateway, asked_for, {} if how == "?key=" else {how: value})
            assert answer.status_code == status, answer.text
            assert status == 200 or read(answer)["error"]["status"] == "UNAUTHENTICATED"


async def test_a_key_in_the_address_is_never_in_the_log(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    gateway.http.headers.pop("authorization")
    caplog.set_level(logging.INFO, logger="hypereal_lab")
    key = gateway.key.key
    await ask(gateway, f"generateContent?key={key}")
    await stream(gateway, model=f"{MODEL}", headers={"x-goog-api-key": key})
    await ask(gateway, f"streamGenerateContent?alt=sse&key={key}", contents=[])
    await gateway.http.get(f"/v1beta/models?key={key}")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("hypereal_lab")]
    assert len(ours) == 4
    assert not any(key in line for line in ours)
    assert key not in "".join(str(row) for row in gateway.parts.store.reader.execute("SELECT * FROM calls"))


@pytest.mark.parametrize("inner", [False, True], ids=["bare", "as a whole request"])
async def test_a_request_is_counted_as_it_would_be_billed_for_nothing(gateway: Gateway, inner: bool) -> None:
    body = {"systemInstruction": "Be brief.", "tools": [{"functionDeclarations": [TOOL]}], "contents": HELLO}
    sent = {"contents": None, "generateContentRequest": {"model": f"models/{MODEL}", **body}} if inner else body
    counted = await ask(gateway, "countTokens", **sent)
    assert counted.status_code == 200, counted.text
    assert gateway.balance == Credits.of(1000) and gateway.calls() == []
    billed = read(await ask(gateway, **body))["usageMetadata"]
    assert read(counted) == {"totalTokens": billed["promptTokenCount"]}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"model": "gpt-5.5"}, "model"),
        ({"contents": []}, "contents"),
        ({"generateContentRequest": {"tools": 5}}, "generateContentRequest"),
    ],
)
async def test_what_cannot_be_asked_cannot_be_counted(gateway: Gateway, body: dict[str, Any], param: str) -> None:
    answer = await ask(gateway, "countTokens", **body)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, param)


@pytest.mark.parametrize("wrong", WAY.wrong)
async def test_what_is_wrong_is_named_in_place_of_a_list_too(gateway: Gateway, writer: Scripted, wrong: str) -> None:
    body, param = WAY.wrong[wrong]
    before = gateway.books()
    error = WAY.refused(await ask(gateway, "streamGenerateContent", **body), 400)
    assert error["param"] == param
    assert gateway.books() == before
    assert writer.orders == []
