"""Asking for responses, and reading them."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Choice,
    Conversation,
    Delta,
    Finish,
    Form,
    Image,
    Message,
    Piece,
    Text,
    Thinking,
    Thought,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.responses import ResponsesDialect
from hypereal_lab.gateway.dialects.responses_events import ResponsesWriter
from hypereal_lab.gateway.dialects.responses_tools import Names
from hypereal_lab.gateway.providers.base import Asked
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.raw import fields_of
from hypereal_lab.gateway.upstream.responses.wire import ResponsesWire
from hypereal_lab.gateway.visit import Visit
from tests.gateway.upstream.answers import (
    TOLD,
    held_of,
    order,
    pieces_of,
    strange,
    stream,
    told_by,
    usages,
    words_then_calls,
)

WIRE = ResponsesWire()
HEAD = Head("req_1", "gpt-5.5", 1_790_000_000)
CAT = "data:image/png;base64,AAAA"


def named(*events: str) -> bytes:
    """Events as OpenAI sends them, with their name in a line before."""
    return b"".join([f"event: {json.loads(event)['type']}\ndata: {event}\n\n".encode() for event in events])


BEGUN = (
    '{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","output":[],'
    '"usage":null,"error":null,"incomplete_details":null,"tools":[{"type":"function","name":"f"}]}}',
    '{"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_1","status":"in_progress","output":[]}}',
)
COMPLETED = (
    '{"type":"response.completed","sequence_number":30,"response":{"id":"resp_1", "status":"completed",'
    '"big":12345678901234567890123, "error":null,"incomplete_details":null,"output":[],"usage":{"input_tokens":30,'
    '"input_tokens_details":{"cached_tokens":20,"cache_write_tokens":2},"output_tokens":12,'
    '"output_tokens_details":{"reasoning_tokens":8},"total_tokens":42},"metadata":{}}}'
)
OPENAI = named(
    *BEGUN,
    '{"type":"response.output_item.added","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}',
    '{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":0}',
    '{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"A"}',
    '{"type":"response.reasoning_summary_text.done","item_id":"rs_1","output_index":0,"summary_index":0,"text":"A"}',
    '{"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":1}',
    '{"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":1,"delta":"B"}',
    '{"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning",'
    '"summary":[{"type":"summary_text","text":"A"},{"type":"summary_text","text":"B"}],"encrypted_content":"seal"}}',
    '{"type":"response.output_item.added","output_index":1,"item":{"id":"m","type":"message","content":[]}}',
    '{"type":"response.content_part.added","output_index":1,"content_index":0,"part":{"type":"output_text"}}',
    '{"type":"response.output_text.delta","item_id":"m","output_index":1,"content_index":0,"delta":"Hi","logprobs":[]}',
    '{"type":"response.output_text.done","item_id":"m","output_index":1,"content_index":0,"text":"Hi"}',
    '{"type":"response.output_item.done","output_index":1,"item":{"id":"m","type":"message",'
    '"content":[{"type":"output_text","text":"Hi","annotations":[]}]}}',
    '{"type":"response.output_item.added","output_index":2,"item":{"id":"fc","type":"function_call",'
    '"call_id":"call_1","name":"f","arguments":""}}',
    '{"type":"response.function_call_arguments.delta","item_id":"fc","output_index":2,"delta":"{}"}',
    '{"type":"response.function_call_arguments.done","item_id":"fc","output_index":2,"arguments":"{}"}',
    '{"type":"response.output_item.done","output_index":2,"item":{"id":"fc","type":"function_call",'
    '"call_id":"call_1","name":"f","arguments":"{}"}}',
    COMPLETED,
)
USAGE = Usage(30, 12, cached=20, thought=8, cache_written=2)
SAID = [Thought("A"), Thought("\n\n"), Thought("B"), Thought("", "seal"), Delta("Hi"), Calling("call_1", "f")]


def answered(events: bytes) -> tuple[list[Piece], Finish]:
    reader = WIRE.reader()
    return pieces_of(reader, events), reader.finish()


def delta(text: str) -> str:
    return json.dumps({"type": "response.output_text.delta", "output_index": 0, "delta": text})


def test_a_stream_of_openai_is_thoughts_words_and_calls() -> None:
    pieces, finish = answered(OPENAI)
    assert pieces == [*SAID, Arguments("{}")]
    assert finish == Finish("tools", USAGE)


def test_items_that_come_only_whole_say_the_same() -> None:
    done = [line for line in OPENAI.split(b"\n\n") if b"output_item.done" in line or b"completed" in line]
    pieces, finish = answered(b"\n\n".join(done) + b"\n\n")
    assert pieces == [Thought("A\n\nB", "seal"), Delta("Hi"), Calling("call_1", "f"), Arguments("{}")]
    assert finish == Finish("tools", USAGE)


def test_an_answer_that_stands_only_in_the_last_event_is_read_from_there() -> None:
    output = '[{"type":"message","content":[{"type":"output_text","text":"Hi"},{"type":"refusal","refusal":"!"}]}]'
    pieces, finish = answered(named(COMPLETED.replace('"output":[]', f'"output":{output}')))
    assert (pieces, finish) == ([Delta("Hi"), Delta("!")], Finish("refusal", USAGE))


def test_a_whole_answer_holds_the_same_as_a_stream() -> None:
    reader = WIRE.reader()
    output = (
        '[{"type":"reasoning","summary":[{"type":"summary_text","text":"A"}],"encrypted_content":"s"},'
        '{"type":"message","content":[{"type":"output_text","text":"Hi"}]},'
        '{"type":"function_call","call_id":"c","name":"f","arguments":"{\\"x\\": 1}"}]'
    )
    body = json.loads(COMPLETED)["response"]
    pieces = reader.whole(json.dumps({**body, "output": json.loads(output)}).encode())
    assert pieces == [Thought("A", "s"), Delta("Hi"), Calling("c", "f"), Arguments('{"x": 1}')]
    assert reader.finish() == Finish("tools", USAGE)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ('"incomplete_details":{"reason":"max_output_tokens"}', "length"),
        ('"incomplete_details":{"reason":"content_filter"}', "refusal"),
        ('"status":"incomplete"', "length"),
    ],
)
def test_an_incomplete_answer_says_why(details: str, reason: str) -> None:
    _, finish = answered(named(delta("Hi"), '{"type":"response.incomplete","response":{' + details + "}}"))
    assert finish == Finish(reason)


def test_a_complete_answer_stops_and_one_that_declined_refused() -> None:
    refusal = '{"type":"response.refusal.delta","output_index":0,"delta":"No."}'
    assert answered(named(delta("Hi"), COMPLETED)) == ([Delta("Hi")], Finish("stop", USAGE))
    assert answered(named(refusal, COMPLETED)) == ([Delta("No.")], Finish("refusal", USAGE))


def test_open_models_think_in_their_own_events() -> None:
    event = '{"type":"response.reasoning_text.delta","output_index":0,"content_index":0,"delta":"Hm"}'
    done = (
        '{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","summary":[],'
        '"content":[{"type":"reasoning_text","text":"Hm"}]}}'
    )
    assert answered(named(event, done, delta("Hi").replace(": 0", ": 1"), COMPLETED))[0] == [Thought("Hm"), Delta("Hi")]


def test_calls_that_interleave_are_told_one_after_the_other() -> None:
    def added(place: int) -> str:
        item = {"type": "function_call", "call_id": f"c{place}", "name": "f", "arguments": ""}
        return json.dumps({"type": "response.output_item.added", "output_index": place, "item": item})

    def more(place: int, text: str) -> str:
        return json.dumps({"type": "response.function_call_arguments.delta", "output_index": place, "delta": text})

    pieces, _ = answered(
        named(added(0), added(1), more(1, '{"y"'), more(0, "{"), more(1, ":2}"), more(0, "}"), COMPLETED)
    )
    assert pieces == [Calling("c0", "f"), Arguments("{"), Arguments("}"), Calling("c1", "f"), Arguments('{"y":2}')]


def test_a_call_of_a_tool_that_only_the_caller_knows_is_an_answer() -> None:
    item = '{"type":"custom_tool_call","call_id":"c","name":"apply_patch","input":"*** Begin","arguments":{"x":1}}'
    pieces, finish = answered(
        named('{"type":"response.output_item.done","output_index":0,"item":' + item + "}", COMPLETED)
    )
    assert (pieces, finish.reason) == ([], "stop")


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ('{"type":"response.failed","response":{"error":{"code":"server_error","message":"At db-7"}}}', "broken"),
        ('{"type":"response.failed","response":{"error":{"code":"rate_limit_exceeded","message":"Slow"}}}', "busy"),
        ('{"type":"response.failed","response":{"status":"failed"}}', "broken"),
        ('{"type":"response.completed","response":{"status":"failed","error":{"code":"server_error"}}}', "broken"),
        ('{"type":"error","code":"rate_limit_exceeded","message":"Slow","param":null}', "busy"),
        ('{"type":"error","error":{"type":"server_error","message":"At db-7"}}', "broken"),
        ('{"error":{"type":"invalid_request_error","message":"Too long: 9 tokens"}}', "refused"),
        ("<html>", "unreadable"),
        ('{"choices":[]}', "unreadable"),
        ('{"type":"response.output_item.done","item":"all"}', "unreadable"),
    ],
)
def test_an_event_that_tells_a_failure_is_one(event: str, why: str) -> None:
    reader = WIRE.reader()
    with pytest.raises(UpstreamFailed) as failed:
        pieces_of(reader, stream(delta("Hi"), event))
    assert failed.value.why == why
    assert ("Too long" in failed.value.reason) == (why == "refused")
    assert "db-7" not in failed.value.reason


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"id":"r","status":"failed","output":[],"error":{"code":"server_error","message":"At db-7"}}', "broken"),
        ('{"error":{"type":"rate_limit_error","message":"Slow"}}', "busy"),
        ('{"error":"out of memory"}', "broken"),
        ("{}", "unreadable"),
        ("[]", "unreadable"),
    ],
)
def test_a_body_that_tells_a_failure_is_one(body: str, why: str) -> None:
    with pytest.raises(UpstreamFailed) as failed:
        WIRE.reader().whole(body.encode())
    assert failed.value.why == why


def test_an_answer_that_breaks_off_is_no_answer_even_with_an_end_mark() -> None:
    for events in (named(delta("Hi")), stream(delta("Hi"), "[DONE]"), b""):
        with pytest.raises(UpstreamFailed) as failed:
            answered(events)
        assert failed.value.why == "truncated"


def test_an_end_without_anything_is_empty() -> None:
    with pytest.raises(UpstreamFailed) as failed:
        answered(named(COMPLETED))
    assert failed.value.why == "empty"


def test_missing_usage_is_not_zero_and_zero_is() -> None:
    told = '{"type":"response.completed","response":{"usage":%s}}'
    assert answered(named(delta("Hi"), told % "null"))[1].usage is None
    assert answered(named(delta("Hi"), told % '{"input_tokens":0,"output_tokens":0}'))[1].usage == Usage(0, 0)


NAMES = {
    *("type", "delta", "output_index", "summary_index", "item", "response", "output", "content", "summary", "text"),
    *("usage", "input_tokens", "output_tokens", "error", "code", "status", "incomplete_details", "reason", "refusal"),
    *("call_id", "name", "arguments", "encrypted_content", "message"),
}
KINDS = [
    *("response.output_text.delta", "response.completed", "response.output_item.done", "response.output_item.added"),
    *("function_call", "message", "reasoning", "response.function_call_arguments.delta", "error", "response.failed"),
]


@given(st.lists(strange(NAMES, KINDS), max_size=4), st.booleans())
def test_whatever_comes_is_an_answer_or_a_failure(bodies: list[bytes], streamed: bool) -> None:
    reader = WIRE.reader()
    try:
        for body in bodies:
            reader.feed(body) if streamed else reader.whole(body)
        reader.finish()
    except UpstreamFailed as failed:
        assert failed.reason


# what is asked


def sent(wire_order: Any) -> dict[str, Any]:
    sending = WIRE.converted(wire_order, "far")
    assert sending.path == "/responses"
    return cast(dict[str, Any], json.loads(sending.body))


def test_a_plain_conversation_says_only_what_is_not_usual() -> None:
    assert sent(order()) == {
        "model": "far",
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
        "max_output_tokens": 50,
        "store": False,
        "stream": True,
    }


def test_everything_that_can_be_said_is_said() -> None:
    tools = (Tool("f", "Does it.", {"type": "object", "title": "F"}), Tool("g"))
    told = sent(
        order(
            None,
            Message("system", (Text("Be"), Text("short."))),
            Message("user", (Text("Hi"), Image(CAT))),
            temperature=0.5,
            top_p=0.0,
            form=Form({"type": "object"}),
            tools=tools,
            choice=Choice("required", "f"),
            parallel=False,
            effort="low",
            thinks=True,
        )
    )
    assert told["instructions"] == "Be\nshort."
    assert told["input"][0]["content"][1] == {"type": "input_image", "image_url": CAT}
    assert (told["temperature"], told["top_p"], told["parallel_tool_calls"]) == (0.5, 0.0, False)
    assert told["tools"] == [
        {
            "type": "function",
            "name": "f",
            "description": "Does it.",
            "parameters": {"type": "object", "title": "F"},
            "strict": False,
        },
        {"type": "function", "name": "g", "parameters": {"type": "object", "properties": {}}, "strict": False},
    ]
    assert told["tool_choice"] == {"type": "function", "name": "f"}
    form = {"type": "json_schema", "name": "answer", "strict": False, "schema": {"type": "object"}}
    assert told["text"] == {"format": form}
    assert told["reasoning"] == {"effort": "low", "summary": "auto"}
    assert told["include"] == ["reasoning.encrypted_content"]


def test_sealed_thoughts_go_back_and_others_stay_here() -> None:
    said = [Message("assistant", (Thinking("Hm", "seal"), Thinking("Na"), Text("Hi")))]
    told = sent(order(None, *said))
    assert [item["type"] for item in told["input"]] == ["reasoning", "message"]
    assert told["input"][0]["encrypted_content"] == "seal"
    assert told["include"] == ["reasoning.encrypted_content"]
    assert "reasoning" not in told


def test_pictures_of_a_tool_stand_in_its_result() -> None:
    told = sent(order(None, Message("tool", (ToolResult("a", "Seen"), Image(CAT), ToolResult("b", "", failed=True)))))
    picture = {"type": "input_image", "image_url": CAT}
    assert [item["output"] for item in told["input"]] == [[{"type": "input_text", "text": "Seen"}, picture], ""]


def test_fields_of_the_same_dialect_go_on_with_their_own_bytes() -> None:
    raw = b'{"reasoning":{ "effort":"low" },"max_tool_calls":1e1,"hypereal":1}'
    asked = Asked("responses", raw, stream=True)
    body = WIRE.converted(order(asked, more=fields_of(raw), effort="high"), "far").body
    assert b'"reasoning":{ "effort":"low" }' in body
    assert b'"max_tool_calls":1e1' in body
    assert b"hypereal" not in body


VISIT = cast(Visit, None)  # this dialect does not look at it


def texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=20)


def messages() -> st.SearchStrategy[list[Message]]:
    words, picture = texts().map(Text), st.just(Image(CAT))
    call, thought = st.builds(ToolCall, texts(), texts(), texts()), st.builds(Thinking, st.text(), texts())
    result = st.builds(ToolResult, texts(), texts(), st.just(False))
    said = {
        "user": st.lists(st.one_of(words, picture), min_size=1, max_size=3),
        "system": st.lists(words, min_size=1, max_size=1),
        "assistant": st.lists(st.one_of(words, call, thought.map(lambda one: one._replace(closed=False))), min_size=1),
        "tool": st.tuples(result, st.lists(picture, max_size=2)).map(lambda both: [both[0], *both[1]]),
    }
    one = st.one_of([st.builds(Message, st.just(role), parts.map(tuple)) for role, parts in said.items()])
    return st.lists(one, min_size=1, max_size=5).map(apart)


def apart(said: list[Message]) -> list[Message]:
    """What a model says at once is one message."""
    return [
        one
        for place, one in enumerate(said)
        if not (place and one.role == said[place - 1].role == "assistant")
    ]  # fmt: skip


@given(messages(), st.floats(0, 1), st.booleans(), st.sampled_from(["auto", "none", "required"]))
def test_a_conversation_that_is_sent_is_read_as_the_same(
    said: list[Message], share: float, thinks: bool, mode: str
) -> None:
    tool = Tool("f", "", {"type": "object"})
    fields = {"temperature": share, "thinks": thinks, "tools": (tool,), "choice": Choice(mode), "parallel": thinks}
    asked = order(None, *said, **fields)
    read = ResponsesDialect().read(WIRE.converted(asked, "far").body, VISIT).conversation()
    expected = Conversation(messages=tuple(said), limit=50, **fields)
    names = [name for name in Conversation.__slots__ if name != "more"]
    assert [getattr(read, name) for name in names] == [getattr(expected, name) for name in names]


@given(words_then_calls(), st.text(max_size=9), st.sampled_from(["", "seal"]), usages(), st.booleans(), st.booleans())
def test_an_answer_of_our_own_is_read_as_the_same(
    said: list[Piece], thought: str, seal: str, usage: Usage, cut: bool, streamed: bool
) -> None:
    pieces: list[Piece] = [*([Thought(thought, seal)] if thought else []), *said]
    called = any(isinstance(piece, Calling) for piece in pieces)
    reason = "length" if cut or not pieces else "tools" if called else "stop"
    told = told_by(pieces, Finish(reason, usage))
    writer, reader = ResponsesWriter(HEAD, {}, Names()), WIRE.reader()
    if streamed:
        written = b"".join([writer.piece(piece) for piece in pieces]) + writer.end(told)
        read = pieces_of(reader, written)
    else:
        read = reader.whole(writer.whole(told))
    assert told_by(read, reader.finish()) == told


# what is passed on


def test_only_what_has_to_change_is_written_anew() -> None:
    raw = (
        b' {"model" : "mine","input":[ {"role":"user","content":"\\u00e9\\ud83d\\ude00 \xc3\xa9"} ],\n"stream":true ,'
        b'"big":123456789012345678901234567890,"t":1e5,"twice":{"a" :1,"a":2,"model":"in"}, "hypereal":{},'
        b'"store" : true, "tools":[ {"type":"web_search"} ]}'
    )
    before, after = fields_of(raw), fields_of(WIRE.passed(Asked("responses", raw, stream=True), "far").body)
    assert before.keys() - after.keys() == {"hypereal"}
    assert [name for name in after if bytes(after[name]) != bytes(before[name])] == ["model"]
    assert bytes(after["model"]) == b'"far"'


def test_the_price_stands_in_the_response_that_completes_the_stream() -> None:
    events = OPENAI + b"data: [DONE]\n\n"
    held = held_of(WIRE.reader(), events)
    assert held.startswith(b"event: response.completed\n")
    closed = WIRE.close(held, TOLD, Asked("responses", b"{}", stream=True))
    assert closed == held.replace(b'"metadata":{}}}', b'"metadata":{},"creditsUsed":0.25}}')


def test_the_price_of_a_gateway_behind_this_one_is_replaced() -> None:
    held = named(COMPLETED.replace('"metadata":{}', '"creditsUsed":0.1'))
    closed = WIRE.close(held, TOLD, Asked("responses", b"{}", stream=True))
    assert json.loads(closed.split(b"data: ")[1])["response"]["creditsUsed"] == 0.25
    assert closed.count(b"creditsUsed") == 1


def test_the_price_stands_at_the_end_of_a_whole_answer() -> None:
    body = b'{ "id":"r","n" : 1e0 } \n'
    assert (
        WIRE.close(body, TOLD, Asked("responses", b"{}", stream=False)) == b'{ "id":"r","n" : 1e0 ,"creditsUsed":0.25}'
    )


def test_a_key_is_brought_as_a_bearer_and_errors_have_their_sentence() -> None:
    assert WIRE.headers("sk-1")["authorization"] == "Bearer sk-1"
    assert WIRE.problem(400, b'{"error":{"message":"No such model"}}') == "No such model"
