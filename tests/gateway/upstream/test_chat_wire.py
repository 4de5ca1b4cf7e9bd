"""Asking for chat completions, and passing them on."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.dialects import (
    Choice,
    Conversation,
    Form,
    Image,
    Message,
    Part,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from hypereal_lab.gateway.dialects.chat import ChatDialect, ChatWriter
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.providers.base import Asked
from hypereal_lab.gateway.upstream.chat.wire import ChatWire
from hypereal_lab.gateway.upstream.raw import fields_of
from hypereal_lab.gateway.visit import Visit
from tests.gateway.upstream.answers import (
    TOLD,
    held_of,
    order,
    pieces_of,
    stream,
)
from tests.gateway.upstream.golden import OPENAI, OPENROUTER

WIRE = ChatWire()
HEAD = Head("req_1", "gpt-5.5", 1_790_000_000)
CAT = "data:image/png;base64,AAAA"


def sent(wire_order: Any, model: str = "far") -> dict[str, Any]:
    sending = WIRE.converted(wire_order, model)
    assert sending.path == "/chat/completions"
    return cast(dict[str, Any], json.loads(sending.body))


def test_a_plain_conversation_says_only_what_is_not_usual() -> None:
    assert sent(order()) == {
        "model": "far",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_tokens": 50,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_everything_that_can_be_said_is_said() -> None:
    tool = Tool("f", "Does it.", {"type": "object"})
    told = sent(
        order(
            temperature=0.0,
            top_p=0.5,
            seed=0,
            stop=("END",),
            form=Form(),
            tools=(tool,),
            choice=Choice("required", "f"),
            parallel=False,
            effort="max",
        )
    )
    assert (told["temperature"], told["top_p"], told["seed"], told["stop"]) == (0.0, 0.5, 0, ["END"])
    assert told["response_format"] == {"type": "json_object"}
    assert told["tools"] == [
        {"type": "function", "function": {"name": "f", "description": "Does it.", "parameters": {"type": "object"}}}
    ]
    assert told["tool_choice"] == {"type": "function", "function": {"name": "f"}}
    assert told["parallel_tool_calls"] is False
    assert told["reasoning_effort"] == "xhigh"


@pytest.mark.parametrize("model", ["o3-mini", "gpt-5.5", "openai/o1", "ft:gpt-5-mini:me", "GPT-5"])
def test_reasoning_families_of_openai_are_told_the_limit_by_its_newer_name(model: str) -> None:
    told = sent(order(), model)
    assert told["max_completion_tokens"] == 50
    assert "max_tokens" not in told


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-oss:20b", "llama3.2", "deepseek-chat", "qwen/o-1"])
def test_all_others_are_told_the_limit_by_the_name_that_everybody_knows(model: str) -> None:
    assert sent(order(), model)["max_tokens"] == 50


def test_a_schema_is_strict_only_where_it_keeps_the_rules_for_strict_ones() -> None:
    inner = {
        "type": "object",
        "properties": {"x": {"type": "string"}},
        "required": ["x"],
        "additionalProperties": False,
    }
    closed = {**inner, "properties": {"x": {"type": "array", "items": inner}}}
    told = sent(order(form=Form(closed)))["response_format"]
    assert told == {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": closed}}
    for opened in ({**closed, "required": []}, {**inner, "properties": {"x": {"type": "object"}}}):
        assert sent(order(form=Form(opened)))["response_format"]["json_schema"]["strict"] is False


def test_pictures_of_tools_wait_until_all_have_answered_and_are_shown_by_the_user() -> None:
    said = (
        Message("assistant", (Thinking("Hm", "seal"), ToolCall("a", "f", "{}"), ToolCall("b", "f", "{}"))),
        Message("tool", (ToolResult("a", "Seen", failed=True), Image(CAT))),
        Message("tool", (ToolResult("b", "Done"),)),
        Message("user", (Text("Well?"),)),
    )
    calls = [{"id": one, "type": "function", "function": {"name": "f", "arguments": "{}"}} for one in "ab"]
    picture = {"type": "image_url", "image_url": {"url": CAT}}
    assert sent(order(None, *said))["messages"] == [
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "tool_call_id": "a", "content": "Seen"},
        {"role": "tool", "tool_call_id": "b", "content": "Done"},
        {"role": "user", "content": [picture, {"type": "text", "text": "Well?"}]},
    ]
    assert sent(order(None, *said[:3]))["messages"][3:] == [{"role": "user", "content": [picture]}]


def test_fields_of_the_same_dialect_go_on_with_their_own_bytes() -> None:
    raw = b'{"model":"m","logit_bias": { "50256" : -1e2 },"hypereal":{"region":"eu"},"messages":[]}'
    more = {name: value for name, value in fields_of(raw).items() if name not in ("model", "messages")}
    body = WIRE.converted(order(Asked("chat", raw, stream=True), more=more), "far").body
    assert b'"logit_bias":{ "50256" : -1e2 }' in body
    assert b"hypereal" not in body
    assert b"logit_bias" not in WIRE.converted(order(Asked("messages", raw, stream=True), more=more), "far").body
    assert b"logit_bias" not in WIRE.converted(order(more=more), "far").body


VISIT = cast(Visit, None)  # this dialect does not look at it


def texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=20)


def said_by_users() -> st.SearchStrategy[Message]:
    words, picture = texts().map(Text), st.just(Image(CAT))
    alone = words.map(lambda one: (one,))
    mixed = st.lists(st.one_of(words, picture), min_size=1, max_size=4).filter(lambda parts: Image(CAT) in parts)
    return st.builds(Message, st.just("user"), st.one_of(alone, mixed.map(tuple)))


def said_by_others() -> st.SearchStrategy[Message]:
    call = st.builds(ToolCall, texts(), texts(), texts())
    words: st.SearchStrategy[tuple[Part, ...]] = texts().map(lambda one: (Text(one),))
    assistant = st.tuples(st.one_of(words, st.just(())), st.lists(call, max_size=2).map(tuple)).map(
        lambda both: both[0] + both[1]
    )
    return st.one_of(
        st.builds(Message, st.just("assistant"), assistant.filter(bool)),
        st.builds(Message, st.just("system"), words),
        st.builds(
            Message, st.just("tool"), st.builds(ToolResult, texts(), st.text(), st.just(False)).map(lambda one: (one,))
        ),
    )


def conversations() -> st.SearchStrategy[Conversation]:
    """All that chat completions can express."""
    schema = st.dictionaries(st.sampled_from(["type", "title"]), st.just("object"), min_size=1)
    tools = st.lists(st.builds(Tool, texts(), st.text(), schema), max_size=3, unique_by=lambda one: one.name)
    share = st.floats(0, 1)
    return st.builds(
        lambda messages, tools, mode, number, **fields: Conversation(
            messages=tuple(messages),
            tools=tuple(tools),
            choice=Choice("auto" if not tools else mode, tools[number % len(tools)].name)
            if tools and mode == "required" and number
            else Choice(mode if tools else "auto"),
            parallel=not tools or number != 2,
            **fields,
        ),
        st.lists(st.one_of(said_by_users(), said_by_others()), min_size=1, max_size=6),
        tools,
        st.sampled_from(["auto", "none", "required"]),
        st.integers(0, 3),
        limit=st.integers(1, 131_072),
        temperature=share,
        top_p=share,
        seed=st.none() | st.integers(0, 2**31),
        stop=st.lists(texts(), max_size=4).map(tuple),
        form=st.none() | st.just(Form()) | st.builds(Form, schema),
    )


@given(conversations())
def test_a_conversation_that_is_sent_is_read_as_the_same(conversation: Conversation) -> None:
    fields = {name: getattr(conversation, name) for name in conversation.__slots__ if name not in ("messages", "limit")}
    asked = order(None, *conversation.messages, limit=conversation.limit, **fields)
    assert ChatDialect().read(WIRE.converted(asked, "far").body, VISIT).conversation() == conversation


# what is passed on

ODD = (
    b' {"model" : "mine", "messages":[ {"role":"user","content":"\\u00e9\\ud83d\\ude00 \xc3\xa9"} ],\n'
    b'"temperature":1e0, "big":123456789012345678901234567890, "small":0.10000000000000000001,'
    b'"twice":{"a" :1,"a":2,"model":"inner","hypereal":0}, "hypereal":{"region":"eu"}, "intent":"x",'
    b'"stream" : true, "stream_options": {"include_obfuscation" : false} } '
)


def test_only_what_has_to_change_is_written_anew() -> None:
    body = WIRE.passed(Asked("chat", ODD, stream=True), "far").body
    before, after = fields_of(ODD), fields_of(body)
    assert before.keys() - after.keys() == {"hypereal", "intent"}
    changed = {name for name in after if bytes(after[name]) != bytes(before.get(name, b""))}
    assert changed == {"model", "stream_options"}
    assert bytes(after["model"]) == b'"far"'
    assert bytes(after["stream_options"]) == b'{"include_obfuscation":false,"include_usage":true}'


def test_options_that_ask_for_usage_already_stay_and_whole_answers_need_none() -> None:
    raw = b'{"model":"m","stream":true,"stream_options":{ "include_usage" : true }}'
    assert b'{ "include_usage" : true }' in WIRE.passed(Asked("chat", raw, stream=True), "far").body
    whole = WIRE.passed(Asked("chat", b'{"model":"m", "n":1e0}', stream=False), "far").body
    assert whole == b'{"model":"far","n":1e0}'


def test_a_stream_that_the_route_decided_on_is_asked_for() -> None:
    for raw in (b"{}", b'{"stream":null,"stream_options":null}'):
        told = json.loads(WIRE.passed(Asked("chat", raw, stream=True), "far").body)
        assert told == {"model": "far", "stream": True, "stream_options": {"include_usage": True}}


@given(
    st.dictionaries(
        st.text(max_size=8).filter(
            lambda name: name not in ("model", "stream", "stream_options", "hypereal", "intent")
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=5,
    ),
    st.integers(0, 3),
    st.booleans(),
)
def test_every_other_field_keeps_its_bytes(fields: dict[str, Any], indent: int, escaped: bool) -> None:
    raw = json.dumps({**fields, "model": "mine"}, indent=indent or None, ensure_ascii=escaped).encode()
    before = fields_of(raw)
    after = fields_of(WIRE.passed(Asked("chat", raw, stream=False), "far").body)
    assert {name: bytes(value) for name, value in after.items() if name != "model"} == {
        name: bytes(value) for name, value in before.items() if name != "model"
    }


WANTS = Asked("chat", b'{"stream_options":{"include_usage":true}}', stream=True)
WANTS_NOT = Asked("chat", b"{}", stream=True)


def test_usage_that_only_the_gateway_asked_for_moves_to_the_finish_reason() -> None:
    held = held_of(WIRE.reader(), OPENAI)
    usage = held.split(b'"usage":')[2].split(b"}\n\n")[0]
    head = held.split(b'"usage":null')[0]
    closed = WIRE.close(held, TOLD, WANTS_NOT)
    assert closed == head + b'"usage":' + usage + b',"creditsUsed":0.25}\n\ndata: [DONE]\n\n'


def test_usage_that_the_caller_asked_for_stays_apart_and_has_the_price() -> None:
    held = held_of(WIRE.reader(), OPENAI)
    end = b"}\n\ndata: [DONE]\n\n"
    assert WIRE.close(held, TOLD, WANTS) == held.removesuffix(end) + b',"creditsUsed":0.25' + end


def test_usage_beside_a_choice_has_the_price_where_it_stands() -> None:
    held = held_of(WIRE.reader(), OPENROUTER)
    end = b"}\n\ndata: [DONE]\n\n"
    for asked in (WANTS, WANTS_NOT):
        assert WIRE.close(held, TOLD, asked) == held.removesuffix(end) + b',"creditsUsed":0.25' + end


@pytest.mark.parametrize("asked", [WANTS, WANTS_NOT])
def test_where_the_provider_did_not_count_our_own_count_is_told(asked: Asked) -> None:
    events = stream('{"choices":[{"index":0,"delta":{"content":"A kite."},"finish_reason":"stop"}]}', "[DONE]")
    closed = WIRE.close(held_of(WIRE.reader(), events), TOLD, asked)
    reader = WIRE.reader()
    pieces_of(reader, closed)
    assert reader.finish().usage == Usage(7, 3)
    chunks = [json.loads(event[6:]) for event in closed.split(b"\n\n") if event.startswith(b"data: {")]
    assert [bool(chunk["choices"]) for chunk in chunks] == ([True, False] if asked is WANTS else [True])
    assert chunks[-1]["creditsUsed"] == 0.25
    assert closed.endswith(b"data: [DONE]\n\n")


@pytest.mark.parametrize("asked", [WANTS, WANTS_NOT])
def test_an_end_mark_alone_gets_the_end_that_our_own_answers_have(asked: Asked) -> None:
    said = stream('{"choices":[{"delta":{"content":"A kite."}}]}')
    closed = WIRE.close(b"data: [DONE]\n\n", TOLD, asked)
    reader = WIRE.reader()
    pieces_of(reader, said + closed)
    assert (reader.finish().usage, b'"creditsUsed":0.25' in closed) == (Usage(7, 3), True)


def test_usage_without_a_finish_reason_stands_in_a_chunk_with_a_choice() -> None:
    held = stream('{"id":"x","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}', "[DONE]")
    closed = WIRE.close(held, TOLD, WANTS_NOT)
    first = json.loads(closed.split(b"\n\n")[0][6:])
    assert (first["id"], len(first["choices"]), first["creditsUsed"]) == ("x", 1, 0.25)
    assert closed.count(b"data: ") == 2


def test_the_price_of_a_gateway_behind_this_one_is_replaced() -> None:
    behind = ChatWriter(HEAD, apart=False)
    told = msgspec.structs.replace(TOLD, charged=Decimal("0.1"))
    closed = WIRE.close(behind.end(told).split(b"\n\n", 1)[1], TOLD, WANTS_NOT)
    assert closed.count(b"creditsUsed") == 1
    assert b'"creditsUsed":0.25' in closed


def test_events_of_other_line_ends_keep_them() -> None:
    held = b'event: x\r\ndata: {"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}\r\n\r\n'
    assert WIRE.close(held, TOLD, WANTS) == held.replace(b"}}\r", b'},"creditsUsed":0.25}\r')


def test_the_price_stands_at_the_end_of_a_whole_answer() -> None:
    body = b'{ "id":"x","usage" : {"prompt_tokens":1,"completion_tokens":1e0}, "choices":[]} \n'
    asked = Asked("chat", b"{}", stream=False)
    assert WIRE.close(body, TOLD, asked) == body.rstrip()[:-1] + b',"creditsUsed":0.25}'
    counted = json.loads(WIRE.close(b'{"id":"x","choices":[]}', TOLD, asked))
    assert (counted["usage"]["prompt_tokens"], counted["creditsUsed"]) == (7, 0.25)


def test_a_key_is_brought_as_a_bearer_and_need_not_be() -> None:
    assert WIRE.headers("sk-1") == {"content-type": "application/json", "authorization": "Bearer sk-1"}
    assert WIRE.headers(None) == {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"error":{"message":"No such model","type":"x"}}', "No such model"),
        ('{"error":"model not found"}', "model not found"),
        ('{"object":"error","message":"Too long"}', "Too long"),
        ('{"detail":[{"loc":["body"],"msg":"field required"}]}', "field required"),
        ('[{"error":{"message":"Bad key"}}]', "Bad key"),
        ("<html>", ""),
        ("{}", ""),
        ("\xff", ""),
    ],
)
def test_the_sentence_of_an_error_is_found_in_every_shape(body: str, words: str) -> None:
    assert WIRE.problem(400, body.encode("latin-1")) == words
