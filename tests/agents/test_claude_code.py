"""Claude Code, set up as the API's pages say, talking to the gateway's own text engine."""

from __future__ import annotations

import pytest

from tests.agents.paid import messages_usage, paid_once
from tests.agents.programs import ClaudeCode
from tests.agents.wire import ShutDoor, Wire
from tests.gateway.conftest import FakeClock, Gateway

pytestmark = pytest.mark.slow

MODEL = "claude-opus-4-6"
"""What answers for the newer model of the same family that the program asks for by itself."""
SUM, PRODUCT = "What is 6 * 7?", "6 × 7 = 42"
NOTE = "the kite in the hall is red"
READ_NOTE = "Use Bash to run `cat note.txt`"


async def test_it_answers_a_question_with_no_model_named(claude_code: ClaudeCode, wire: Wire) -> None:
    run = await claude_code.ask(SUM)
    assert (run.code, run.out.strip()) == (0, PRODUCT), run.errors
    assert [(one.path, one.status) for one in wire.asked] == [("/v1/messages", 200)]


async def test_the_usage_that_it_tells_is_what_the_ledger_took(
    claude_code: ClaudeCode, gateway: Gateway, wire: Wire
) -> None:
    run = await claude_code.tell(SUM)
    (result,) = run.of("result")
    assert (result["result"], result["is_error"], result["num_turns"]) == (PRODUCT, False, 1)
    usage = claude_code.usage(run)
    assert usage.prompt > 10_000 and usage.completion > 0
    paid_once(gateway, wire, MODEL, usage)


async def test_it_runs_a_command_and_reads_what_it_said(claude_code: ClaudeCode, gateway: Gateway, wire: Wire) -> None:
    (claude_code.desk / "note.txt").write_text(NOTE)
    run = await claude_code.tell(READ_NOTE, "--allowedTools", "Bash(cat:*)")
    (result,) = run.of("result")
    assert (result["num_turns"], result["permission_denials"]) == (2, [])
    assert NOTE in result["result"]
    calls = [block for one in run.of("assistant") for block in one["message"]["content"] if block["type"] == "tool_use"]
    assert [(call["name"], call["input"]["command"]) for call in calls] == [("Bash", "cat note.txt")]
    (given,) = [block for block in wire.asked[1].body["messages"][-1]["content"] if block["type"] == "tool_result"]
    assert (given["tool_use_id"], given["content"]) == (calls[0]["id"], NOTE)
    paid_once(gateway, wire, MODEL, claude_code.usage(run))


async def test_a_conversation_goes_on(claude_code: ClaudeCode, gateway: Gateway, wire: Wire) -> None:
    await claude_code.tell(SUM)
    run = await claude_code.tell("What is 2 + 2?", "--continue")
    (result,) = run.of("result")
    assert result["result"] == "2 + 2 = 4"
    earlier = [one for one in wire.asked[1].body["messages"] if one["role"] == "assistant"]
    assert PRODUCT in str(earlier)
    paid_once(gateway, wire, MODEL, messages_usage(wire))


async def test_the_title_and_the_answer_are_made_at_once(
    claude_code: ClaudeCode, gateway: Gateway, wire: Wire, door: ShutDoor
) -> None:
    wire.answer_together(2)
    run = await claude_code.tell(SUM, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="")
    (result,) = run.of("result")
    assert result["result"] == PRODUCT
    formats = [one.body.get("output_config", {}).get("format", {}).get("type") for one in wire.asked]
    assert sorted(formats, key=str) == [None, "json_schema"]
    # the program ends with its answer and does not always wait to add what the title took
    paid_once(gateway, wire, MODEL, messages_usage(wire))
    door.asked.clear()  # the switch that keeps the program at home takes the title away too


async def test_too_few_credits_end_it_at_once_with_what_to_do(
    claude_code: ClaudeCode, gateway: Gateway, wire: Wire
) -> None:
    claude_code.key = (await gateway.new_key(100)).key
    run = await claude_code.tell(SUM, CLAUDE_CODE_MAX_RETRIES="5")
    (result,) = run.of("result")
    assert run.code != 0 and result["is_error"]
    assert "at least 200 credits and 100 are available" in result["result"]
    assert "Top up the account." in result["result"]
    assert wire.statuses == [402]


async def test_a_wrong_key_ends_it_with_what_to_do(claude_code: ClaudeCode, gateway: Gateway, wire: Wire) -> None:
    claude_code.key = "ck_0123456789"
    run = await claude_code.tell(SUM)
    (result,) = run.of("result")
    assert run.code != 0 and result["is_error"]
    assert "401 The key is unknown, expired or disabled; make a new one" in result["result"]
    assert wire.statuses == [401, 401], "it tries once more, as it is told to"
    assert gateway.calls() == []


async def test_an_unknown_model_is_refused_once_with_where_to_find_others(claude_code: ClaudeCode, wire: Wire) -> None:
    run = await claude_code.tell(SUM, "--model", "no-such-model-at-all", CLAUDE_CODE_MAX_RETRIES="5")
    (result,) = run.of("result")
    assert result["is_error"]
    assert "There is no model 'no-such-model-at-all'; GET /v1/models lists those there are." in result["result"]
    assert wire.statuses == [400]


async def test_nothing_that_is_logged_or_kept_has_the_key(
    claude_code: ClaudeCode, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await claude_code.ask(SUM)
    assert "POST /v1/messages" in caplog.text
    secret = gateway.key.key.rpartition("_")[2]
    assert secret not in caplog.text
    kept = [path for path in gateway.parts.store.data_dir.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if secret.encode() in path.read_bytes()]


async def test_the_second_call_reads_from_the_cache(
    claude_code: ClaudeCode, gateway: Gateway, wire: Wire, clock: FakeClock
) -> None:
    first = claude_code.usage(await claude_code.tell(SUM))
    assert first.cached == 0 and first.cache_written > 10_000
    paid_once(gateway, wire, MODEL, first)
    before = gateway.books().charged
    clock.forward(60)
    again = claude_code.usage(await claude_code.tell(SUM))
    assert (again.cached, again.cache_written) == (first.cache_written, 0)
    assert gateway.books().charged - before < before
