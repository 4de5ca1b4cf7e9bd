"""Google's routes: which model answers, how models are listed, and the route of the page."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.gemini import (
    HELLO,
    MODEL,
    WAY,
    ask,
    parts,
)
from tests.gateway.writers import Scripted


async def google(gateway: Gateway, path: str) -> httpx.Response:
    """GET as Google's libraries do."""
    return await gateway.http.get(path, headers={"x-goog-api-key": gateway.key.key})


@pytest.mark.parametrize(
    ("asked_for", "answers"),
    [
        (MODEL, MODEL),
        ("models/GEMINI-2.5-flash-official", MODEL),
        ("gemini-2.5-flash", MODEL),
        ("gemini-2.5-flash-preview-09-2025", MODEL),
        ("gemini-2.5-pro", "gemini-2.5-pro-official"),
        ("google/gemini-2.5-flash-lite", "gemini-2.5-flash-lite-official"),
        ("gemini-3.8-flash", "gemini-3-flash-official"),
        ("gemini-flash-latest", "gemini-3-flash-official"),
        ("gemini-3.5-flash-lite", "gemini-3.1-flash-lite-preview-official"),
        ("gemini-3.1-pro-preview-customtools", "gemini-3.1-pro-preview-official"),
        ("gemini-1.5-pro-002", "gemini-3.1-pro-preview-official"),
    ],
)
async def test_an_id_that_no_page_names_is_of_its_version_or_the_newest_of_its_family(
    gateway: Gateway, asked_for: str, answers: str
) -> None:
    assert read(await ask(gateway, model=asked_for))["modelVersion"] == answers


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("gemini-99-ultra", "model_not_found"),
        (f"gemini-{'9' * 5000}-flash", "model_not_found"),
        ("gemini-2.5-flash-image-preview", "model_not_found"),
        ("gpt-5.5", "wrong_route"),
        ("claude-sonnet-4-6", "wrong_route"),
    ],
)
async def test_another_model_is_refused_with_those_that_answer_here(gateway: Gateway, model: str, code: str) -> None:
    answer = await ask(gateway, model=model)
    whole = read(answer)
    assert (answer.status_code, whole["error"]["code"], whole["error"]["reason"]) == (400, 400, code)
    for listed in (whole["available_models"], whole["error"]["available_models"]):
        assert MODEL in listed and "gpt-5.5" not in listed


async def test_a_model_without_a_price_is_not_replaced_by_another(gateway: Gateway) -> None:
    error = read(await ask(gateway, model="gemini-3.1-thinking"))["error"]
    assert (error["code"], error["reason"], error["param"]) == (400, "price_unknown", "model")


@pytest.mark.parametrize("path", ["/v1/gemini", "/api/v1/gemini"])
async def test_the_route_of_the_page_answers_in_the_form_of_the_request(
    gateway: Gateway, writer: Scripted, path: str
) -> None:
    mine = {"model": MODEL, "contents": HELLO, "generationConfig": {"maxOutputTokens": 9}, "systemInstruction": "Hi."}
    body = read(await gateway.http.post(path, json=mine))
    assert body["candidates"][0]["content"]["parts"] == [{"text": "A kite is red."}] and body["modelVersion"] == MODEL
    assert parts(WAY.events((await gateway.http.post(path, json={**mine, "stream": True})).text)) == [
        {"text": "A kite is red."}
    ]
    theirs = {"model": "gemini-2.5-flash", "messages": [{"role": "user", "content": "Hello"}]}
    body = read(await gateway.http.post(path, json=theirs))
    assert (body["choices"][0]["message"]["content"], body["model"]) == ("A kite is red.", MODEL)
    last, done = (await gateway.http.post(path, json={**theirs, "stream": True})).text.split("data: ")[-2:]
    assert (json.loads(last)["choices"][0]["finish_reason"], done) == ("stop", "[DONE]\n\n")
    assert len(writer.orders) == 4


async def test_the_route_of_the_page_refuses_in_the_form_of_the_request(gateway: Gateway) -> None:
    for body in ({"model": "gpt-5.5", "contents": HELLO}, {"contents": HELLO}, {"model": MODEL}):
        error = read(await gateway.http.post("/v1/gemini", json=body))["error"]
        assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    theirs = {"model": "gpt-5.5", "messages": [{"role": "user", "content": "Hello"}]}
    error = read(await gateway.http.post("/v1/gemini", json=theirs))["error"]
    assert (error["type"], error["code"]) == ("invalid_request", "wrong_route")
    assert MODEL in error["available_models"]
    assert (await gateway.http.post("/v1/gemini", content=b"{")).status_code == 400


@pytest.mark.parametrize("path", ["/v1/models", "/api/v1/models", "/v1beta/models"])
async def test_models_are_listed_in_the_form_of_who_asks(gateway: Gateway, path: str) -> None:
    assert "data" in read(await gateway.http.get(path))
    assert read(await gateway.http.get(f"{path}/{MODEL}"))["id"] == MODEL
    gateway.http.headers.pop("authorization")
    for answer in (await google(gateway, path), await gateway.http.get(f"{path}?key={gateway.key.key}")):
        models = read(answer)["models"]
        assert all(one["name"] == f"models/{one['baseModelId']}" and one["displayName"] for one in models)
        assert "generateContent" in models[0]["supportedGenerationMethods"]
        assert MODEL in [one["baseModelId"] for one in models]
    assert read(await google(gateway, f"{path}/gemini-3.8-flash"))["baseModelId"] == "gemini-3-flash-official"
    missing = await google(gateway, f"{path}/gpt-5.5")
    assert (missing.status_code, read(missing)["error"]["status"]) == (404, "NOT_FOUND")
    stranger = await gateway.http.get(path, headers={"x-goog-api-key": "ck_nobody"})
    assert (stranger.status_code, read(stranger)["error"]["status"]) == (401, "UNAUTHENTICATED")
