"""Reading chat completions of OpenAI, and of those who speak like it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.gateway.dialects import (
    Arguments,
    Calling,
    Delta,
    Finish,
    Piece,
    Thought,
    Usage,
)
from hypereal_lab.gateway.dialects.chat import ChatWriter
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.upstream.chat.wire import ChatWire
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from tests.gateway.upstream.answers import (
    pieces_of,
    strange,
    stream,
    told_by,
    usages,
    words_then_calls,
)
from tests.gateway.upstream.golden import OLLAMA, OPENAI, OPENROUTER, VLLM

WIRE = ChatWire()
HEAD = Head("req_1", "gpt-5.5", 1_790_000_000)


def answered(events: bytes) -> tuple[list[Piece], Finish]:
    reader = WIRE.reader()
    return pieces_of(reader, events), reader.finish()


def ended(choice: str, *more: str) -> bytes:
    return stream('{"choices":[' + choice + "]}", *more)


def test_a_stream_of_openai_is_words_and_their_count() -> None:
    pieces, finish = answered(OPENAI)
    assert pieces == [Delta("A"), Delta(" kite")]
    assert finish == Finish("stop", Usage(30, 12, cached=20, thought=8, audio_read=1, audio_written=2))


def test_a_stream_of_ollama_has_whole_calls_and_thoughts() -> None:
    pieces, finish = answered(OLLAMA)
    assert pieces == [Thought("Hm."), Calling("call_a", "weather"), Arguments('{"city":"Oslo"}')]
    assert finish == Finish("tools", Usage(5, 0))


def test_a_stream_of_vllm_needs_no_end_mark_and_its_last_count_holds() -> None:
    pieces, finish = answered(VLLM)
    assert pieces == [Thought("So"), Delta("Red")]
    assert finish == Finish("stop", Usage(9, 3), stop="END")


def test_a_stream_of_openrouter_has_comments_and_counts_beside_an_empty_choice() -> None:
    pieces, finish = answered(OPENROUTER)
    assert pieces == [Delta("Blue")]
    assert finish == Finish("length", Usage(6, 2, cache_written=4))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("stop", "stop"),
        ("eos", "stop"),
        ("length", "length"),
        ("tool_calls", "tools"),
        ("function_call", "tools"),
        ("content_filter", "refusal"),
    ],
)
def test_every_reason_of_an_end_has_its_neutral_name(told: str, reason: str) -> None:
    _, finish = answered(ended('{"delta":{"content":"Hi"},"finish_reason":"' + told + '"}'))
    assert finish.reason == reason


@pytest.mark.parametrize("told", ["error", "abort", "insufficient_system_resource"])
def test_an_end_that_is_none_is_a_failure(told: str) -> None:
    with pytest.raises(UpstreamFailed) as failed:
        answered(ended('{"delta":{"content":"Hi"},"finish_reason":"' + told + '"}'))
    assert failed.value.why == "broken"


def test_a_model_that_declines_in_words_has_refused() -> None:
    pieces, finish = answered(
        ended('{"delta":{"refusal":"I will"}}', '{"choices":[{"delta":{"refusal":" not."},"finish_reason":"stop"}]}')
    )
    assert pieces == [Delta("I will"), Delta(" not.")]
    assert finish.reason == "refusal"


def test_a_forced_call_that_ends_with_stop_waits_for_its_tool() -> None:
    _, finish = answered(
        ended('{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]},'
              '"finish_reason":"stop"}')
    )  # fmt: skip
    assert finish.reason == "tools"


def call(index: int | None, **fields: Any) -> str:
    named = {name: fields[name] for name in ("name", "arguments") if name in fields}
    one = {"function": named, **({"id": fields["id"]} if "id" in fields else {})}
    if index is not None:
        one["index"] = index
    return json.dumps({"choices": [{"index": 0, "delta": {"tool_calls": [one]}}]})


TOOLS = '{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}'


def test_calls_that_interleave_are_told_one_after_the_other() -> None:
    events = [
        call(0, id="a", name="f", arguments=""),
        call(1, id="b", name="g", arguments='{"y"'),
        call(0, arguments='{"x":'),
        call(1, arguments=":2}"),
        call(0, arguments="1}"),
    ]
    reader = WIRE.reader()
    said = [reader.feed(event.encode()) for event in events]
    assert said == [
        [Calling("a", "f")],
        [],
        [Arguments('{"x":')],
        [],
        [Arguments("1}"), Calling("b", "g"), Arguments('{"y":2}')],
    ]


def test_a_call_that_is_not_whole_when_the_answer_ends_still_comes_before_the_next() -> None:
    pieces, _ = answered(
        stream(call(0, id="a", name="f", arguments='{"x'), call(1, id="b", name="g", arguments="{}"), TOOLS)
    )
    assert pieces == [Calling("a", "f"), Arguments('{"x'), Calling("b", "g"), Arguments("{}")]


def test_calls_without_places_or_all_at_the_same_place_are_kept_apart() -> None:
    for place in (None, 0):
        pieces, _ = answered(
            stream(call(place, id="a", name="f", arguments="{}"), call(place, id="b", name="f", arguments="{}"), TOOLS)
        )
        assert pieces == [Calling("a", "f"), Arguments("{}"), Calling("b", "f"), Arguments("{}")]


def test_a_call_that_repeats_its_head_is_one_call() -> None:
    pieces, _ = answered(
        stream(call(0, id="a", name="f", arguments="{"), call(0, id="a", name="f", arguments="}"), TOOLS)
    )
    assert pieces == [Calling("a", "f"), Arguments("{"), Arguments("}")]


def test_calls_without_ids_get_different_ones_and_the_same_answer_the_same() -> None:
    events = stream(call(0, name="f", arguments="{}"), call(1, name="f", arguments="{}"), TOOLS)
    pieces, _ = answered(events)
    ids = [piece.id for piece in pieces if isinstance(piece, Calling)]
    assert len(set(ids)) == 2
    assert all(one.startswith("call_") for one in ids)
    assert answered(events)[0] == pieces


def test_arguments_that_come_as_an_object_keep_their_bytes() -> None:
    pieces, _ = answered(stream(call(0, id="a", name="f").replace('{"name"', '{"arguments":{"x": 1e5},"name"'), TOOLS))
    assert pieces == [Calling("a", "f"), Arguments('{"x": 1e5}')]


def test_a_call_without_arguments_has_an_empty_object() -> None:
    pieces, _ = answered(stream(call(0, id="a", name="f"), call(1, id="b", name="g", arguments=""), TOOLS))
    assert pieces == [Calling("a", "f"), Arguments("{}"), Calling("b", "g"), Arguments("{}")]


def test_the_oldest_form_of_a_call_is_one_call() -> None:
    pieces, finish = answered(
        ended('{"delta":{"function_call":{"name":"f","arguments":"{"}}}',
              '{"choices":[{"delta":{"function_call":{"arguments":"}"}},"finish_reason":"function_call"}]}')
    )  # fmt: skip
    assert [type(piece) for piece in pieces] == [Calling, Arguments, Arguments]
    assert finish.reason == "tools"


@pytest.mark.parametrize(
    "events",
    [
        stream(call(0, id="a", arguments="{}"), TOOLS),
        stream(
            call(0, id="a", name="f", arguments="{}"),
            call(1, id="b", name="g", arguments="{}"),
            call(0, arguments="{}"),
        ),
        stream("<html>"),
        stream('{"choices":'),
        stream('{"type":"message_start"}'),
        stream('{"choices":[{"delta":{"tool_calls":"all"}}]}'),
        stream('"Hello"'),
    ],
)
def test_what_is_not_of_this_wire_cannot_be_read(events: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failed:
        answered(events)
    assert failed.value.why == "unreadable"


ERRORS = [
    ('{"error":{"message":"At host db-7","type":"server_error","code":null}}', "broken"),
    ('{"error":{"message":"Slow","code":429},"choices":[{"delta":{"content":""},"finish_reason":"error"}]}', "busy"),
    ('{"error":{"message":"Slow","type":"rate_limit_error"}}', "busy"),
    ('{"error":"out of memory"}', "broken"),
    ('{"object":"error","message":"No","type":"InternalServerError","code":500}', "broken"),
    ('[{"error":{"code":503,"message":"later","status":"UNAVAILABLE"}}]', "broken"),
    ('{"error":{"message":"Too long: 9 tokens","type":"BadRequestError","code":400}}', "refused"),
]


@pytest.mark.parametrize(("body", "why"), ERRORS)
def test_an_error_in_place_of_an_answer_is_a_failure(body: str, why: str) -> None:
    for read in (WIRE.reader().feed, WIRE.reader().whole):
        with pytest.raises(UpstreamFailed) as failed:
            read(body.encode())
        assert failed.value.why == why
        assert ("Too long" in failed.value.reason) == (why == "refused")
        assert "db-7" not in failed.value.reason


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    for events in (OPENAI.split(b'{"id":"chatcmpl-1","choices":[{"index":0,"delta":{},')[0], b""):
        reader = WIRE.reader()
        pieces_of(reader, events.removesuffix(b"data: "))
        assert not reader.ending
        with pytest.raises(UpstreamFailed) as failed:
            reader.finish()
        assert failed.value.why == "truncated"


def test_the_end_mark_alone_ends_an_answer() -> None:
    pieces, finish = answered(stream('{"choices":[{"delta":{"content":"Hi"}}]}', "[DONE]"))
    assert (pieces, finish) == ([Delta("Hi")], Finish("stop"))


def test_an_end_without_anything_is_empty_but_a_reached_limit_is_an_answer() -> None:
    with pytest.raises(UpstreamFailed) as failed:
        answered(ended('{"delta":{"content":""},"finish_reason":"stop"}', "[DONE]"))
    assert failed.value.why == "empty"
    assert answered(ended('{"delta":{},"finish_reason":"length"}'))[1].reason == "length"


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        ('{"prompt_tokens":0,"completion_tokens":0}', Usage(0, 0)),
        ("null", None),
        ("{}", None),
        ('{"prompt_tokens":4,"completion_tokens":null}', None),
        ('{"prompt_tokens":4.0,"completion_tokens":2.0}', Usage(4, 2)),
        ('{"prompt_tokens":9,"completion_tokens":2,"prompt_cache_hit_tokens":5}', Usage(9, 2, cached=5)),
        ('{"prompt_tokens":9,"completion_tokens":2,"cached_tokens":5}', Usage(9, 2, cached=5)),
        (
            '{"prompt_tokens":9,"completion_tokens":2,"total_tokens":18,'
            '"completion_tokens_details":{"reasoning_tokens":7}}',
            Usage(9, 9, thought=7),
        ),
        (
            '{"prompt_tokens":9,"completion_tokens":2,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":7}}',
            Usage(16, 2, cached=7),
        ),
        (
            '{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":null,"completion_tokens_details":null}',
            Usage(9, 2),
        ),
    ],
)
def test_usage_is_normalised_and_missing_is_not_zero(told: str, usage: Usage | None) -> None:
    event = '{"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}],"usage":' + told + "}"
    assert answered(stream(event))[1].usage == usage


def test_a_whole_answer_holds_the_same_as_a_stream() -> None:
    reader = WIRE.reader()
    body = (
        b'{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","reasoning_content":"Hm",'
        b'"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\": 1}"}}]},'
        b'"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}'
    )
    assert reader.whole(body) == [Thought("Hm"), Delta("Hi"), Calling("a", "f"), Arguments('{"x": 1}')]
    assert reader.finish() == Finish("tools", Usage(3, 4))


def test_content_in_parts_is_thoughts_and_words() -> None:
    pieces, _ = answered(
        ended('{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]},'
              '{"type":"text","text":"Hi"}]},"finish_reason":"stop"}')
    )  # fmt: skip
    assert pieces == [Thought("Hm"), Delta("Hi")]


@given(words_then_calls(), usages(), st.booleans(), st.booleans(), st.booleans())
def test_an_answer_of_our_own_is_read_as_the_same(
    pieces: list[Piece], usage: Usage, apart: bool, cut: bool, streamed: bool
) -> None:
    called = any(isinstance(piece, Calling) for piece in pieces)
    reason = "length" if cut or not pieces else "tools" if called else "stop"
    told = told_by(pieces, Finish(reason, usage))
    writer, reader = ChatWriter(HEAD, apart=apart), WIRE.reader()
    if streamed:
        written = b"".join([writer.piece(piece) for piece in pieces]) + writer.end(told)
        read = pieces_of(reader, written)
    else:
        read = reader.whole(writer.whole(told))
    assert told_by(read, reader.finish()) == told


NAMES = {
    *("choices", "delta", "message", "content", "tool_calls", "function", "custom", "name", "arguments", "index", "id"),
    *(
        "usage",
        "prompt_tokens",
        "completion_tokens",
        "prompt_tokens_details",
        "cached_tokens",
        "finish_reason",
        "error",
    ),
    *("function_call", "reasoning", "refusal", "code", "text", "thinking", "detail"),
}


@given(st.lists(strange(NAMES, ["stop", "error", "tool_calls"]), max_size=4), st.booleans())
def test_whatever_comes_is_an_answer_or_a_failure(bodies: list[bytes], streamed: bool) -> None:
    reader = WIRE.reader()
    try:
        for body in bodies:
            pieces = reader.feed(body) if streamed else reader.whole(body)
            told_by(pieces, Finish("stop"))
        reader.finish()
    except UpstreamFailed as failed:
        assert failed.reason
