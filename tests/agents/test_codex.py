"""Codex CLI, set up as the API's pages say, talking to the gateway's own text engine."""

from __future__ import annotations

import json

import pytest

from tests.agents.paid import paid_once
from tests.agents.programs import Codex, Run
from tests.agents.wire import Wire
from tests.gateway.conftest import Gateway

pytestmark = pytest.mark.slow

SUM, PRODUCT = "What is 6 * 7?", "6 × 7 = 42"
NOTE = "the kite in the hall is red"
READ_NOTE = "Use exec_command to run `cat note.txt`"
TRIES = 6
"""The first and five more, which no setting of a provider's own block lowers for every failure."""


def items(run: Run, kind: str) -> list[dict]:
    return [event["item"] for event in run.of("item.completed") if event["item"]["type"] == kind]


def failure(run: Run) -> str:
    (failed,) = run.of("turn.failed")
    return failed["error"]["message"]


async def test_it_answers_a_question(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    run = await codex.ask(SUM)
    assert [item["text"] for item in items(run, "agent_message")] == [PRODUCT], run.errors
    assert [(one.path, one.body["model"]) for one in wire.asked] == [("/api/v1/responses", codex.MODEL)]
    usage = codex.usage(run)
    assert usage.prompt > 4_000
    paid_once(gateway, wire, codex.MODEL, usage)


async def test_it_runs_a_command_and_reads_what_it_said(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    (codex.desk / "note.txt").write_text(NOTE)
    run = await codex.ask(READ_NOTE, "--dangerously-bypass-approvals-and-sandbox")
    (done,) = items(run, "command_execution")
    assert (done["exit_code"], done["aggregated_output"]) == (0, NOTE)
    assert NOTE in items(run, "agent_message")[-1]["text"]
    asked, given = (
        [item for item in wire.asked[1].body["input"] if item["type"] == kind]
        for kind in ("function_call", "function_call_output")
    )
    assert [(call["name"], json.loads(call["arguments"])["cmd"]) for call in asked] == [
        ("exec_command", "cat note.txt")
    ]
    assert [item["call_id"] for item in given] == [asked[0]["call_id"]]
    paid_once(gateway, wire, codex.MODEL, codex.usage(run))


async def test_a_conversation_goes_on(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    await codex.ask(SUM)
    run = await codex.ask("What is 2 + 2?", "resume", "--last")
    assert [item["text"] for item in items(run, "agent_message")] == ["2 + 2 = 4"], run.errors
    earlier = [item for item in wire.asked[1].body["input"] if item.get("role") == "assistant"]
    assert PRODUCT in str(earlier)
    paid_once(gateway, wire, codex.MODEL, codex.usage(run))  # it counts the whole conversation


async def test_a_refusal_is_shown_whole_and_not_tried_again(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    run = await codex.ask(SUM, model="claude-sonnet-4-6")
    told = json.loads(failure(run))
    assert "send it to POST /v1/messages" in told["error"]["message"]
    assert codex.MODEL in told["error"]["available_models"]
    assert wire.statuses == [400]
    assert gateway.books().charged.micros == 0


async def test_an_unknown_model_is_refused_with_where_to_find_others(codex: Codex, wire: Wire) -> None:
    run = await codex.ask(SUM, model="no-such-model-at-all")
    assert failure(run) == "There is no model 'no-such-model-at-all'; GET /v1/models lists those there are."
    assert wire.statuses == [400]


async def test_an_unknown_model_is_refused_with_a_likelier_one(codex: Codex, wire: Wire) -> None:
    run = await codex.ask(SUM, model="gpt-5.55")
    assert failure(run).endswith("Did you mean gpt-5.5?")
    assert wire.statuses == [400]


async def test_too_few_credits_are_told_with_what_to_do(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    codex.key = (await gateway.new_key(100)).key
    words = failure(await codex.ask(SUM))
    assert "402 Payment Required" in words
    assert "at least 200 credits and 100 are available" in words
    assert wire.statuses == [402] * TRIES
    assert gateway.books().charged.micros == 0


async def test_a_wrong_key_is_told_with_what_to_do(codex: Codex, gateway: Gateway, wire: Wire) -> None:
    codex.key = "ck_0123456789"
    words = failure(await codex.ask(SUM))
    assert "401 Unauthorized: The key is unknown, expired or disabled; make a new one" in words
    assert wire.statuses == [401] * TRIES
    assert gateway.calls() == []


async def test_nothing_that_is_logged_or_kept_has_the_key(
    codex: Codex, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await codex.ask(SUM)
    assert "POST /api/v1/responses" in caplog.text
    secret = gateway.key.key.rpartition("_")[2]
    assert secret not in caplog.text
    kept = [path for path in gateway.parts.store.data_dir.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if secret.encode() in path.read_bytes()]
