"""The wire of Anthropic."""

from __future__ import annotations

import json
from typing import Any, cast

import msgspec
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
    Told,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.messages import MessagesDialect
from hypereal_lab.gateway.dialects.messages_answer import MessagesWriter
from hypereal_lab.gateway.providers.base import Asked
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.messages.wire import MessagesWire
from hypereal_lab.gateway.upstream.raw import fields_of
from hypereal_lab.gateway.visit import Visit
from tests.gateway.upstream.answers import (
    CHARGED,
    TOLD,
    held_of,
    order,
    pieces_of,
    told_by,
    usages,
    words_then_calls,
)
from tests.gateway.upstream.said import PIXEL, SCHEMA, messages, options, seals, words

MODEL = "claude-sonnet-4-6"
WIRE = MessagesWire()
PLAIN = MessagesWire(cache=False)
HEAD = Head("req_1", MODEL, 0)
TOLD_FINISH = Finish("stop")
BASE = order()
THOUGHTS = st.builds(
    lambda text, seal, closed: Thinking("" if closed else text, seal, closed), st.text(max_size=9), seals, st.booleans()
)
START = (
    '{"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"m","content":[],'
    '"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":7,'
    '"cache_read_input_tokens":100,"output_tokens":1,"service_tier":"standard"}}}'
)
STOP = '{"type":"message_stop"}'


def block(start: str, *deltas: str, index: int = 0) -> list[str]:
    return [
        f'{{"type":"content_block_start","index":{index},"content_block":{start}}}',
        *[f'{{"type":"content_block_delta","index":{index},"delta":{one}}}' for one in deltas],
        f'{{"type":"content_block_stop","index":{index}}}',
    ]


def ended(reason: str = "end_turn", usage: str = '{"output_tokens":15}', stop: str = "null") -> str:
    delta = f'{{"stop_reason":"{reason}","stop_sequence":{stop}}}'
    return f'{{"type":"message_delta","delta":{delta},"usage":{usage}}}'


def sent(*events: str) -> bytes:
    """As Anthropic writes them."""
    return b"".join(b"event: %b\ndata: %b\n\n" % (json.loads(one)["type"].encode(), one.encode()) for one in events)


WORDS = block('{"type":"text","text":""}', '{"type":"text_delta","text":"A"}', '{"type":"text_delta","text":" kite."}')


def body_of(**fields: Any) -> dict[str, Any]:
    said = fields.pop("messages", ())
    return cast("dict[str, Any]", json.loads(PLAIN.converted(order(None, *said, **fields), MODEL).body))


class TestReading:
    def test_words_come_as_they_are_sent_and_the_bill_with_the_end(self) -> None:
        reader = WIRE.reader()
        pieces = pieces_of(reader, sent(START, '{"type":"ping"}', *WORDS, ended(), STOP))
        assert pieces == [Delta("A"), Delta(" kite.")]
        assert reader.finish() == ("stop", Usage(132, 15, cached=100, cache_written=7), None, None)

    def test_it_is_ending_from_the_event_that_tells_the_reason(self) -> None:
        assert held_of(WIRE.reader(), sent(START, *WORDS, ended(), STOP)) == sent(ended(), STOP)

    def test_thoughts_keep_their_seal(self) -> None:
        seal = "EqQBCgIYAhIM+/z09=="
        thought = block(
            '{"type":"thinking","thinking":"","signature":""}',
            '{"type":"thinking_delta","thinking":"Red? "}',
            '{"type":"thinking_delta","thinking":"Yes."}',
            f'{{"type":"signature_delta","signature":"{seal}"}}',
        )
        pieces = pieces_of(WIRE.reader(), sent(START, *thought, *WORDS))
        assert pieces == [Thought("Red? "), Thought("Yes."), Thought("", seal), Delta("A"), Delta(" kite.")]

    def test_a_call_comes_bit_by_bit(self) -> None:
        call = block(
            '{"type":"tool_use","id":"toolu_1","name":"look","input":{}}',
            '{"type":"input_json_delta","partial_json":""}',
            '{"type":"input_json_delta","partial_json":"{\\"city\\": \\"S"}',
            '{"type":"input_json_delta","partial_json":"\\u00e3o\\"}"}',
        )
        reader = WIRE.reader()
        pieces = pieces_of(reader, sent(START, *call, ended("tool_use"), STOP))
        assert pieces == [Calling("toolu_1", "look"), Arguments('{"city": "S'), Arguments('ão"}')]
        assert reader.finish().reason == "tools"

    @pytest.mark.parametrize("given", ["{}", '{"a":1.50}'])
    def test_a_call_whose_arguments_never_come_has_those_it_began_with(self, given: str) -> None:
        call = block(f'{{"type":"tool_use","id":"t","name":"look","input":{given}}}')
        assert pieces_of(WIRE.reader(), sent(START, *call)) == [Calling("t", "look"), Arguments(given)]

    def test_what_ran_at_the_provider_is_neither_told_nor_a_failure(self) -> None:
        search = block(
            '{"type":"server_tool_use","id":"srv","name":"web_search","input":{}}',
            '{"type":"input_json_delta","partial_json":"{\\"query\\":\\"kites\\"}"}',
        )
        found = block('{"type":"web_search_tool_result","tool_use_id":"srv","content":[{"type":"x"}]}', index=1)
        closed = block('{"type":"redacted_thinking","data":"abc"}', index=2)
        unknown = [
            '{"type":"news","index":3}',
            *block('{"type":"news"}', '{"type":"news_delta","text":3}'[:-2] + '"x"}'),
        ]
        reader = WIRE.reader()
        assert pieces_of(reader, sent(START, *search, *found, *closed, *unknown, ended("pause_turn"), STOP)) == []
        assert reader.finish().reason == "stop"

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("end_turn", "stop"),
            ("max_tokens", "length"),
            ("model_context_window_exceeded", "length"),
            ("tool_use", "tools"),
            ("stop_sequence", "stop"),
            ("refusal", "refusal"),
            ("pause_turn", "stop"),
            ("something_new", "stop"),
        ],
    )
    def test_every_reason_to_stop_has_a_word_here(self, theirs: str, ours: str) -> None:
        reader = WIRE.reader()
        pieces_of(reader, sent(START, *WORDS, ended(theirs), STOP))
        assert reader.finish().reason == ours

    def test_the_stop_word_is_told(self) -> None:
        reader = WIRE.reader()
        pieces_of(reader, sent(START, ended("stop_sequence", stop='"END"'), STOP))
        assert reader.finish().stop == "END"

    @pytest.mark.parametrize(
        ("start", "end", "usage"),
        [
            ('{"input_tokens":0}', '{"output_tokens":0}', Usage(0, 0)),
            ('{"input_tokens":5,"output_tokens":1}', "null", None),
            ("null", '{"output_tokens":4}', None),
            ("null", '{"input_tokens":3,"output_tokens":4}', Usage(3, 4)),
            (
                '{"input_tokens":0}',
                '{"input_tokens":30,"cache_read_input_tokens":9,"output_tokens":4}',
                Usage(39, 4, cached=9),
            ),
            ('{"input_tokens":30}', '{"input_tokens":0,"output_tokens":4}', Usage(30, 4)),
            (
                '{"input_tokens":1}',
                '{"output_tokens":9,"output_tokens_details":{"thinking_tokens":6}}',
                Usage(1, 9, thought=6),
            ),
        ],
    )
    def test_zero_is_told_and_missing_is_not(self, start: str, end: str, usage: Usage | None) -> None:
        reader = WIRE.reader()
        begun = f'{{"type":"message_start","message":{{"type":"message","usage":{start}}}}}'
        pieces_of(reader, sent(begun, *WORDS, ended(usage=end), STOP))
        assert reader.finish().usage == usage

    def test_output_is_counted_from_the_beginning_each_time(self) -> None:
        reader = WIRE.reader()
        early = '{"type":"message_delta","delta":{},"usage":{"output_tokens":9}}'
        pieces_of(reader, sent(START, *WORDS, early))
        assert not reader.ending
        pieces_of(reader, sent(ended(usage='{"output_tokens":15}'), STOP))
        assert reader.finish().usage == Usage(132, 15, cached=100, cache_written=7)

    @pytest.mark.parametrize("kind", ["overloaded_error", "rate_limit_error"])
    def test_an_overloaded_provider_is_busy(self, kind: str) -> None:
        with pytest.raises(UpstreamFailed) as failure:
            pieces_of(WIRE.reader(), sent(START, f'{{"type":"error","error":{{"type":"{kind}","message":"Full"}}}}'))
        assert failure.value.why == "busy"

    def test_another_error_is_told_without_the_words_of_the_provider(self) -> None:
        error = '{"type":"error","error":{"type":"api_error","message":"host db-7 is down"}}'
        for read in (WIRE.reader().feed, WIRE.reader().whole):
            with pytest.raises(UpstreamFailed) as failure:
                read(error.encode())
            assert failure.value.why == "broken"
            assert "db-7" not in failure.value.reason

    @pytest.mark.parametrize(
        "data",
        [b"<html>", b"[1]", b'{"choices":[]}', b'{"type":5}', b'{"type":"ping"', b'{"type":"\xff"}', b"[" * 9999],
    )
    def test_what_is_no_event_cannot_be_read(self, data: bytes) -> None:
        for read in (WIRE.reader().feed, WIRE.reader().whole):
            with pytest.raises(UpstreamFailed) as failure:
                read(data)
            assert failure.value.why == "unreadable"

    @pytest.mark.parametrize("events", [[], [START], [START, *WORDS], [START, *WORDS[:-1]]])
    def test_an_answer_without_an_end_is_truncated(self, events: list[str]) -> None:
        reader = WIRE.reader()
        pieces_of(reader, sent(*events))
        with pytest.raises(UpstreamFailed) as failure:
            reader.finish()
        assert failure.value.why == "truncated"

    @pytest.mark.parametrize("reason", ["end_turn", "max_tokens"])
    def test_an_end_without_anything_is_empty(self, reason: str) -> None:
        reader = WIRE.reader()
        pieces_of(reader, sent(START, *block('{"type":"text","text":""}'), ended(reason), STOP))
        with pytest.raises(UpstreamFailed) as failure:
            reader.finish()
        assert failure.value.why == "empty"

    def test_what_comes_after_the_end_is_no_part_of_the_answer(self) -> None:
        reader = WIRE.reader()
        pieces_of(reader, sent(START, *WORDS, ended(), STOP))
        assert not [piece for data in (WORDS[1].encode(), b"[DONE]") for piece in reader.feed(data)]
        assert reader.finish().reason == "stop"

    def test_a_whole_message_holds_the_same(self) -> None:
        body = (
            b'{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"Hm",'
            b'"signature":"s+/="},{"type":"text","text":"Yes.","citations":null},{"type":"tool_use","id":"t","name":"look",'
            b'"input":{"n": 12345678901234567890}}],"stop_reason":"tool_use","stop_sequence":null,'
            b'"usage":{"input_tokens":4,"output_tokens":9,"cache_read_input_tokens":2}}'
        )
        reader = WIRE.reader()
        assert reader.whole(body) == [
            Thought("Hm", "s+/="),
            Delta("Yes."),
            Calling("t", "look"),
            Arguments('{"n": 12345678901234567890}'),
        ]
        assert reader.finish() == ("tools", Usage(6, 9, cached=2), None, None)


class TestConverting:
    def test_a_plain_question(self) -> None:
        sending = PLAIN.converted(order(), MODEL)
        assert sending.path == "/messages"
        assert sending.headers == {"anthropic-version": "2023-06-01"}
        assert json.loads(sending.body) == {
            "model": MODEL,
            "max_tokens": 50,
            "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}],
            "stream": True,
        }

    def test_sides_take_turns_and_results_come_first_in_theirs(self) -> None:
        made = body_of(
            messages=(
                Message("user", (Text("Look"),)),
                Message("assistant", (ToolCall("a:1", "look", '{"n": 1.0}'),)),
                Message("assistant", (ToolCall("b", "look", '{"cut'),)),
                Message("user", (Text("Well?"),)),
                Message("tool", (ToolResult("a:1", "sun"), Image(PIXEL))),
                Message("system", (Text("Be short."),)),
                Message("tool", (ToolResult("b", "", failed=True),)),
            )
        )
        picture = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
        assert made["system"] == [{"type": "text", "text": "Be short."}]
        assert [one["role"] for one in made["messages"]] == ["user", "assistant", "user"]
        assert made["messages"][1]["content"] == [
            {"type": "tool_use", "id": "a_1", "name": "look", "input": {"n": 1.0}},
            {"type": "tool_use", "id": "b", "name": "look", "input": {}},
        ]
        assert made["messages"][2]["content"] == [
            {
                "type": "tool_result",
                "tool_use_id": "a_1",
                "content": [{"type": "text", "text": "sun"}, {"type": "image", "source": picture}],
            },
            {"type": "tool_result", "tool_use_id": "b", "is_error": True},
            {"type": "text", "text": "Well?"},
        ]

    def test_the_first_turn_is_the_users_and_the_last_has_no_space_behind_it(self) -> None:
        made = body_of(messages=(Message("assistant", (Text("The kite is "),)),))
        assert [one["role"] for one in made["messages"]] == ["user", "assistant"]
        assert made["messages"][1]["content"] == [{"type": "text", "text": "The kite is"}]

    def test_where_only_the_system_spoke_something_stands_for_the_user(self) -> None:
        made = body_of(messages=(Message("system", (Text("Say hello."),)),))
        assert made["messages"] == [{"role": "user", "content": [{"type": "text", "text": "."}]}]

    def test_texts_of_nothing_but_space_are_left_out(self) -> None:
        made = body_of(messages=(Message("user", (Text(" \n"), Text("Hi"))), Message("assistant", (Text(""),))))
        assert made["messages"] == [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]

    def test_thoughts_without_a_seal_are_from_elsewhere(self) -> None:
        said = (Message("user", (Text("Hi"),)), Message("assistant", (Thinking("Hm"), Text("Yes"))))
        assert body_of(messages=said)["messages"][1]["content"] == [{"type": "text", "text": "Yes"}]

    @pytest.mark.parametrize(
        ("model", "fields", "thinking", "effort"),
        [
            (MODEL, {}, None, None),
            (MODEL, {"effort": "none"}, None, None),
            (MODEL, {"thinks": True}, {"type": "adaptive"}, None),
            (MODEL, {"effort": "minimal"}, {"type": "adaptive"}, "low"),
            (MODEL, {"effort": "xhigh"}, {"type": "adaptive"}, "high"),
            (MODEL, {"thinking_limit": 2000}, {"type": "enabled", "budget_tokens": 2000}, None),
            ("claude-opus-4-7", {"thinking_limit": 2000}, {"type": "adaptive"}, None),
            (
                "claude-sonnet-5",
                {"thinks": True, "effort": "max"},
                {"type": "adaptive", "display": "summarized"},
                "max",
            ),
            ("claude-haiku-4-5-20251001", {"effort": "low"}, {"type": "enabled", "budget_tokens": 1024}, None),
            ("claude-haiku-4-5", {"effort": "high"}, {"type": "enabled", "budget_tokens": 3200}, None),
            ("claude-sonnet-4-20250514", {"thinking_limit": 9000}, {"type": "enabled", "budget_tokens": 3999}, None),
            ("claude-3-7-sonnet-20250219", {"thinks": True}, {"type": "enabled", "budget_tokens": 2000}, None),
            ("claude-3-5-haiku-latest", {"effort": "high"}, None, None),
            (MODEL, {"effort": "high", "tools": (Tool("a"),), "choice": Choice("required")}, None, None),
        ],
    )
    def test_each_family_is_asked_to_think_in_its_way(
        self, model: str, fields: dict[str, Any], thinking: dict[str, Any] | None, effort: str | None
    ) -> None:
        made = json.loads(PLAIN.converted(order(None, **{"limit": 4000, **fields}), model).body)
        assert made.get("thinking") == thinking
        assert made.get("output_config", {}).get("effort") == effort

    def test_a_model_that_thinks_has_no_temperature(self) -> None:
        assert "temperature" not in body_of(effort="high", temperature=0.2)
        assert body_of(effort="none", temperature=0.0)["temperature"] == 0.0

    def test_the_temperature_ends_at_one_and_goes_before_top_p(self) -> None:
        assert body_of(temperature=1.7)["temperature"] == 1.0
        made = body_of(temperature=0.5, top_p=0.9)
        assert "top_p" not in made
        assert body_of(top_p=0.9)["top_p"] == 0.9

    def test_json_without_a_schema_is_asked_for_in_words(self) -> None:
        made = body_of(form=Form(), messages=(Message("system", (Text("Be kind."),)), Message("user", (Text("Hi"),))))
        assert [one["text"][:10] for one in made["system"]] == ["Be kind.", "Answer wit"]
        assert "output_config" not in made

    def test_a_schema_says_that_its_objects_are_closed(self) -> None:
        schema = {"type": "object", "properties": {"a": {"type": "object", "properties": {}}}}
        sent_schema = body_of(form=Form(schema))["output_config"]["format"]["schema"]
        assert sent_schema["additionalProperties"] is False
        assert sent_schema["properties"]["a"] == {"type": "object", "properties": {}, "additionalProperties": False}

    def test_the_callers_own_fields_go_on_with_their_bytes(self) -> None:
        raw = {
            "top_k": b"5e0",
            "metadata": b'{"user_id" : "\\u00e4"}',
            "thinking": b'{"type":"enabled","budget_tokens": 20}',
            "output_config": b'{"effort" :"low"}',
            "hypereal": b'{"cache": "auto"}',
            "output_format": b'{"type":"json_schema","schema":{}}',
        }
        more = {name: msgspec.Raw(value) for name, value in raw.items()}
        asked = Asked("messages", b"{}", stream=True)
        made = fields_of(PLAIN.converted(order(asked, more=more, form=Form(SCHEMA), thinks=True), MODEL).body)
        assert {name: bytes(made[name]) for name in ("top_k", "metadata", "thinking")} == {
            name: raw[name] for name in ("top_k", "metadata", "thinking")
        }
        assert json.loads(bytes(made["output_config"])) == {
            "format": {"type": "json_schema", "schema": SCHEMA},
            "effort": "low",
        }
        assert not {"hypereal", "output_format"} & set(made)

    def test_fields_of_another_dialect_stay_behind(self) -> None:
        more = {"logit_bias": msgspec.Raw(b"{}")}
        made = fields_of(PLAIN.converted(order(Asked("chat", b"{}", stream=True), more=more), MODEL).body)
        assert "logit_bias" not in made

    def test_a_budget_beyond_the_limit_is_brought_back(self) -> None:
        more = {"thinking": msgspec.Raw(b'{"type":"enabled","budget_tokens":64000}')}
        asked = Asked("messages", b"{}", stream=True)
        made = json.loads(PLAIN.converted(order(asked, more=more, limit=4000, thinks=True), "claude-haiku-4-5").body)
        assert made["thinking"] == {"type": "enabled", "budget_tokens": 2000}

    @pytest.mark.parametrize(("options_", "marks"), [(b"{}", 1), (b'{"cache":false}', 0)])
    def test_the_cache_is_marked_unless_it_is_turned_off(self, options_: bytes, marks: int) -> None:
        said = (Message("system", (Text("Be kind."),)), Message("user", (Text("Hi"),)))
        sending = WIRE.converted(order(None, *said, more={"hypereal": msgspec.Raw(options_)}), MODEL)
        assert sending.body.count(b"cache_control") == marks
        assert b"hypereal" not in sending.body

    @given(
        messages(
            st.lists(THOUGHTS, max_size=2),
            sealed=False,
        ),
        options(hottest=1),
        st.booleans(),
    )
    def test_a_conversation_read_again_is_the_same(
        self, said: tuple[Message, ...], fields: dict[str, Any], parallel: bool
    ) -> None:
        fields["parallel"] = parallel or not fields["tools"] or fields["choice"].mode == "none"
        asked = BASE._replace(conversation=Conversation(messages=said, **fields))
        raw = WIRE.converted(asked, MODEL).body
        again = MessagesDialect().read(raw, cast("Visit", None)).conversation()
        assert again.messages == said
        assert {name: getattr(again, name) for name in fields} == fields


class TestPassing:
    RAW = (
        b'{ "model" : "ours", "max_tokens":1024, "system":[{"type":"text" , "text":"\\u00e4"}],\n'
        b'"hypereal":{"cache": "auto"}, "metadata": {"big": 123456789012345678901234567890, "f":1.10},\n'
        b'"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"H\\u006d",  "signature":"Eq\\/=="},\n'
        b'{"type":"redacted_thinking","data":"x"}]}], "stream" : true, "new_field": [ 1 , 2 ] }'
    )

    def test_only_what_must_change_changes(self) -> None:
        sending = WIRE.passed(Asked("messages", self.RAW, stream=True), MODEL)
        before, after = fields_of(self.RAW), fields_of(sending.body)
        assert json.loads(bytes(after["model"])) == MODEL
        assert set(after) == set(before) - {"hypereal"}
        changed = {name for name in after if bytes(after[name]) != bytes(before[name])}
        assert changed == {"model", "system"}
        assert bytes(after["system"]) == (b'[{"type":"text" , "text":"\\u00e4","cache_control":{"type":"ephemeral"}}]')

    def test_without_the_cache_the_system_keeps_its_bytes_too(self) -> None:
        off = self.RAW.replace(b'"auto"', b"false")
        for wire, raw in ((PLAIN, self.RAW), (WIRE, off)):
            after = fields_of(wire.passed(Asked("messages", raw, stream=True), MODEL).body)
            assert bytes(after["system"]) == bytes(fields_of(raw)["system"])

    def test_only_allowed_betas_and_the_callers_version_go_on(self) -> None:
        wire = MessagesWire(betas=frozenset({"files-2025", "context-1m"}))
        headers = {"anthropic-version": "2024-01-01", "anthropic-beta": "context-1m, secret-beta,files-2025"}
        asked = Asked("messages", self.RAW, stream=True, headers=headers)
        assert wire.passed(asked, MODEL).headers == {
            "anthropic-version": "2024-01-01",
            "anthropic-beta": "context-1m,files-2025",
        }
        assert WIRE.passed(asked, MODEL).headers == {"anthropic-version": "2024-01-01"}

    def test_a_field_stays_behind_with_its_beta(self) -> None:
        raw = b'{"model":"m","context_management":{"edits":[]},"container":"c"}'
        headers = {"anthropic-beta": "claude-code-2025,context-management-2025-06-27"}
        asked = Asked("messages", raw, stream=True, headers=headers)
        allowing = MessagesWire(betas=frozenset({"context-management-2025-06-27"}))
        assert set(fields_of(WIRE.passed(asked, MODEL).body)) == {"model", "container"}
        assert set(fields_of(allowing.passed(asked, MODEL).body)) == {"model", "container", "context_management"}
        unnamed = asked._replace(headers={})
        assert "context_management" in fields_of(WIRE.passed(unnamed, MODEL).body)

    def test_the_key_is_brought_in_a_header(self) -> None:
        assert WIRE.headers("k") == {"x-api-key": "k"}
        assert WIRE.headers(None) == {}


class TestClosing:
    STREAM = Asked("messages", b"{}", stream=True)

    def test_the_end_of_a_stream_says_what_it_cost_and_is_else_the_same(self) -> None:
        held = sent(ended(), '{"type":"ping"}', STOP)
        assert WIRE.close(held, TOLD, self.STREAM) == held.replace(b":15}}", b':15},"creditsUsed":0.25}')

    def test_a_price_of_the_provider_makes_room(self) -> None:
        told = ended()[:-1] + ',"creditsUsed":9}'
        closed = WIRE.close(sent(told, STOP), TOLD, self.STREAM)
        assert closed.count(b"creditsUsed") == 1
        assert b'"creditsUsed":0.25}' in closed

    def test_other_line_ends_stay(self) -> None:
        held = sent(ended(), STOP).replace(b"\n", b"\r\n")
        assert WIRE.close(held, TOLD, self.STREAM) == held.replace(b":15}}", b':15},"creditsUsed":0.25}')

    def test_a_last_event_that_was_lost_is_put_there(self) -> None:
        closed = WIRE.close(sent(ended()), TOLD, self.STREAM)
        assert closed.endswith(b'event: message_stop\ndata: {"type":"message_stop"}\n\n')

    def test_marks_behind_the_end_are_kept(self) -> None:
        held = sent(ended(), STOP) + b"data: [DONE]\n\n"
        assert WIRE.close(held, TOLD, self.STREAM).endswith(b"data: [DONE]\n\n")

    def test_a_whole_message_says_it_too(self) -> None:
        body = b'{"type": "message", "n": 1.50 }\n'
        assert WIRE.close(body, TOLD, Asked("messages", b"{}", stream=False)) == (
            b'{"type": "message", "n": 1.50 ,"creditsUsed":0.25}'
        )


def test_the_sentence_of_an_error_is_found() -> None:
    assert WIRE.problem(400, b'{"type":"error","error":{"type":"x","message":"max_tokens: too large"}}') == (
        "max_tokens: too large"
    )
    assert WIRE.problem(502, b"<html>") == ""


def written(pieces: list[Piece], told: Told) -> bytes:
    writer = MessagesWriter(HEAD)
    return b"".join([*map(writer.piece, pieces), writer.end(told)])


@given(
    words_then_calls(), usages(), st.sampled_from(["stop", "length", "tools"]), st.text(max_size=9), seals | st.just("")
)
def test_the_streams_of_this_gateway_are_read_as_they_were_told(
    pieces: list[Piece], usage: Usage, reason: str, thinking: str, seal: str
) -> None:
    pieces = [*([Thought(thinking, seal)] if thinking or seal else []), *pieces]
    usage = msgspec.structs.replace(usage, thought=0)
    reader = PLAIN.reader()
    heard = told_by(pieces, TOLD_FINISH._replace(reason=reason, usage=usage))
    again = pieces_of(reader, written(pieces, heard))
    if not pieces and reason != "tools":
        with pytest.raises(UpstreamFailed, match="nothing in it"):
            reader.finish()
    else:
        assert told_by(again, reader.finish()) == heard


@given(words, usages(), seals)
def test_whole_answers_of_this_gateway_are_read_as_they_were_told(text: str, usage: Usage, seal: str) -> None:
    usage = msgspec.structs.replace(usage, thought=0)
    pieces = [Thought("Hm", seal), Delta(text), Calling("c", "look"), Arguments('{"a":1}')]
    told = told_by(pieces, TOLD_FINISH._replace(reason="tools", usage=usage))
    reader = WIRE.reader()
    assert told_by(reader.whole(MessagesWriter(HEAD).whole(told)), reader.finish()) == told
    assert told.charged == CHARGED
