"""`POST /v1/responses`: what only this form refuses."""

from __future__ import annotations

from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.responses import MODEL, RESPONSES, ask, refusal


async def test_an_unknown_model_lists_those_that_write(gateway: Gateway) -> None:
    answer = read(await ask(gateway, model="gpt-5.55"))
    assert "Did you mean gpt-5.5" in answer["error"]["message"]
    for listed in (answer["available_models"], answer["error"]["available_models"]):
        assert {MODEL, "gpt-5-codex"} <= set(listed)
        assert not {"claude-sonnet-4-6", "gpt-image-2"} & set(listed)


async def test_a_model_of_anthropic_is_sent_to_its_own_route(gateway: Gateway) -> None:
    error = await refusal(gateway, model="claude-sonnet-4-6")
    assert "Anthropic format" in error["message"] and "/v1/messages" in error["message"]


async def test_an_unknown_response_is_named(gateway: Gateway) -> None:
    error = await refusal(gateway, previous_response_id="resp_nobody")
    assert error["code"] == "previous_response_not_found" and "resp_nobody" in error["message"]


async def test_nobody_can_ask_for_a_response_without_a_key(gateway: Gateway) -> None:
    nobody = {"authorization": "Bearer ck_nobody"}
    assert (await gateway.http.get(f"{RESPONSES}/resp_ab", headers=nobody)).status_code == 401
