"""Responses are kept for a month: asked for again, continued, and nobody else's."""

from __future__ import annotations

from pathlib import Path

from hypereal_lab.gateway.dialects import (
    Delta,
    Message,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.texts.responses import (
    EVERYTHING,
    MONTH,
    RESPONSES,
    WEATHER,
    answered,
    ask,
    kept,
    refusal,
    said,
    told,
)
from tests.gateway.writers import Scripted


async def test_what_was_streamed_is_kept_as_it_was_told(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    last = (await told(gateway, tools=[WEATHER]))[-1]["response"]
    assert (await gateway.http.get(f"{RESPONSES}/{last['id']}")).json() == last


async def test_a_response_can_be_asked_for_again_free_of_charge(gateway: Gateway) -> None:
    made = await ask(gateway)
    balance = gateway.balance
    for path in (RESPONSES, f"/api{RESPONSES}"):
        again = await gateway.http.get(f"{path}/{read(made)['id']}")
        assert (again.status_code, again.content) == (200, made.content)
    assert gateway.balance == balance


async def test_an_answer_that_is_repeated_is_the_one_that_is_kept(gateway: Gateway) -> None:
    key = {"idempotency-key": "one"}
    first = await ask(gateway, headers=key)
    gateway.clock.forward(60)
    again = await ask(gateway, headers=key)
    assert (await gateway.http.get(f"{RESPONSES}/{read(again)['id']}")).content == again.content == first.content


async def test_a_response_that_is_not_stored_is_gone(gateway: Gateway) -> None:
    name = (await answered(gateway, store=False))["id"]
    assert kept(gateway) == []
    gone = await gateway.http.get(f"{RESPONSES}/{name}")
    assert (gone.status_code, read(gone)["error"]["type"]) == (404, "not_found")
    assert (await refusal(gateway, previous_response_id=name))["param"] == "previous_response_id"


async def test_a_response_belongs_to_its_account_alone(gateway: Gateway) -> None:
    made = await answered(gateway)
    other = {"authorization": f"Bearer {(await gateway.new_key(1000)).key}"}
    assert (await gateway.http.get(f"{RESPONSES}/{made['id']}", headers=other)).status_code == 404
    error = await refusal(gateway, headers=other, previous_response_id=made["id"])
    assert error["param"] == "previous_response_id"
    reference = [{"type": "item_reference", "id": made["output"][0]["id"]}]
    assert (await refusal(gateway, headers=other, input=reference))["param"] == "input[0].id"


async def test_a_response_is_continued_with_all_that_was_said_before(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    first = await answered(gateway, tools=[WEATHER], instructions="Be kind.", input="How is the weather?")
    writer.pieces = [Delta("Rain.")]
    result = [{"type": "function_call_output", "call_id": "call_1", "output": "rain"}]
    second = await answered(gateway, previous_response_id=first["id"], input=result, tools=[WEATHER])
    assert second["previous_response_id"] == first["id"]
    third = await answered(gateway, previous_response_id=second["id"], instructions="Be brief.", input="Thanks")
    calls = (ToolCall("call_1", "weather", '{"city":"Oslo"}'), ToolCall("call_2", "weather", "{}"))
    assert said(writer) == (
        Message("system", (Text("Be brief."),)),
        Message("user", (Text("How is the weather?"),)),
        Message("assistant", (Thinking("The wind matters.", "seal"), Text("I look it up."), *calls)),
        Message("tool", (ToolResult("call_1", "rain"),)),
        Message("assistant", (Text("Rain."),)),
        Message("user", (Text("Thanks"),)),
    )
    assert third["usage"]["input_tokens"] == writer.orders[-1].conversation.count() > 40


async def test_two_ways_may_go_on_from_one_response(gateway: Gateway, writer: Scripted) -> None:
    first = (await answered(gateway))["id"]
    for words in ("left", "right"):
        await answered(gateway, previous_response_id=first, input=words)
        assert [message.text for message in said(writer)] == ["Hello", "A kite is red.", words]


async def test_an_item_may_be_named_in_place_of_being_sent(gateway: Gateway, writer: Scripted) -> None:
    writer.pieces = EVERYTHING
    items = (await answered(gateway))["output"]
    reference = {"type": "item_reference", "id": items[2]["id"]}
    output = {"type": "function_call_output", "call_id": "call_1", "output": "rain"}
    made = await answered(gateway, input=[reference, output])
    assert said(writer)[0].parts == (ToolCall("call_1", "weather", '{"city":"Oslo"}'),)
    await answered(gateway, previous_response_id=made["id"], input="And now?")
    assert said(writer)[0].parts == (ToolCall("call_1", "weather", '{"city":"Oslo"}'),)


async def test_a_response_is_forgotten_after_a_month(gateway: Gateway) -> None:
    name = (await answered(gateway))["id"]
    gateway.clock.forward(MONTH - 1)
    assert (await gateway.http.get(f"{RESPONSES}/{name}")).status_code == 200
    gateway.clock.forward(1)
    assert (await gateway.http.get(f"{RESPONSES}/{name}")).status_code == 404
    assert (await refusal(gateway, previous_response_id=name))["param"] == "previous_response_id"
    await gateway.parts.sweep()
    assert kept(gateway) == []


async def test_what_a_younger_response_continues_is_kept_for_it(gateway: Gateway, writer: Scripted) -> None:
    first = (await answered(gateway))["id"]
    gateway.clock.forward(MONTH - 1)
    second = (await answered(gateway, previous_response_id=first))["id"]
    gateway.clock.forward(MONTH - 1)
    await gateway.parts.sweep()
    assert kept(gateway) == [first, second]
    await answered(gateway, previous_response_id=second, input="Still there?", store=False)
    assert [message.text for message in said(writer)][-1] == "Still there?" and len(said(writer)) == 5
    gateway.clock.forward(1)
    for left in ([first], []):
        await gateway.parts.sweep()
        assert kept(gateway) == left


async def test_responses_outlast_a_restart(tmp_path: Path, clock: FakeClock, writer: Scripted) -> None:
    async with running(tmp_path / "kept", clock, text=writer) as first:
        made = await ask(first)
    async with running(tmp_path / "kept", clock, text=writer) as second:
        key = {"authorization": f"Bearer {first.key.key}"}
        again = await second.http.get(f"{RESPONSES}/{read(made)['id']}", headers=key)
    assert again.content == made.content
