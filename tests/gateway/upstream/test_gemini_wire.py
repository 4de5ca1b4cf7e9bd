"""The wire of Google."""

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
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.gemini import GeminiRequest
from hypereal_lab.gateway.dialects.gemini_answer import GeminiWriter
from hypereal_lab.gateway.providers.base import Asked
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.gemini.wire import GeminiWire
from hypereal_lab.gateway.upstream.raw import fields_of
from hypereal_lab.wire.gemini import GeminiBody
from tests.gateway.upstream.answers import TOLD, held_of, order, pieces_of, stream, told_by, usages
from tests.gateway.upstream.said import LINK, PIXEL, SCHEMA, arguments, ids, messages, options, seals, words

OLDER, MODEL = "gemini-2.5-flash", "gemini-3.1-pro"
WIRE = GeminiWire()
HEAD = Head("req_1", MODEL, 0)
BASE = order()
COUNTED = (
    '{"promptTokenCount": 20,"cachedContentTokenCount": 8,"candidatesTokenCount": 5,"thoughtsTokenCount": 7,'
    '"toolUsePromptTokenCount": 3,"totalTokenCount": 35,"promptTokensDetails": [{"modality": "TEXT","tokenCount": 6},'
    '{"modality": "AUDIO","tokenCount": 9},{"modality": "IMAGE","tokenCount": 5}],'
    '"candidatesTokensDetails": [{"modality": "AUDIO","tokenCount": 2}],"trafficType": "ON_DEMAND"}'
)


def chunk(*parts: str, reason: str | None = None, usage: str | None = COUNTED) -> str:
    """As Google writes it."""
    ended = f',"finishReason": "{reason}"' if reason else ""
    content = f'"content": {{"parts": [{",".join(parts)}],"role": "model"}},' if parts else ""
    counted = f',"usageMetadata": {usage}' if usage else ""
    return f'{{"candidates": [{{{content}"index": 0{ended}}}]{counted},"modelVersion": "m","responseId": "Rq-1"}}'


def body_of(model: str = OLDER, **fields: Any) -> dict[str, Any]:
    said = fields.pop("messages", ())
    return cast("dict[str, Any]", json.loads(WIRE.converted(order(None, *said, **fields), model).body))


def config_of(model: str = OLDER, **fields: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", body_of(model, **fields)["generationConfig"])


class TestReading:
    def test_words_come_as_they_are_sent_and_the_bill_with_the_end(self) -> None:
        reader = WIRE.reader()
        early = chunk('{"text": "A"}', usage='{"promptTokenCount": 20,"totalTokenCount": 20}')
        pieces = pieces_of(reader, stream(early, chunk('{"text": " kite."}', reason="STOP")))
        assert pieces == [Delta("A"), Delta(" kite.")]
        usage = Usage(23, 12, cached=8, thought=7, audio_read=9, audio_written=2, images_read=5)
        assert reader.finish() == Finish("stop", usage)

    def test_it_is_ending_from_the_chunk_that_tells_the_reason(self) -> None:
        last, after = chunk('{"text": "."}', reason="STOP"), f'{{"usageMetadata": {COUNTED}}}'
        events = stream(chunk('{"text": "A"}'), last, after)
        assert held_of(WIRE.reader(), events) == stream(last, after)

    def test_thoughts_and_seals_come_before_what_they_belong_to(self) -> None:
        pieces = pieces_of(
            WIRE.reader(),
            stream(
                chunk('{"text": "Red?","thought": true}'),
                chunk(
                    '{"functionCall": {"name": "look","args": {"n":  1.50}},"thoughtSignature": "Eq+/=="}',
                    '{"functionCall": {"name": "look","id": "own"}}',
                ),
                chunk('{"text": "","thoughtSignature": "End="}', reason="STOP"),
            ),
        )
        assert pieces == [
            Thought("Red?"),
            Thought("", "Eq+/=="),
            Calling("call_Rq-1_1", "look"),
            Arguments('{"n":  1.50}'),
            Calling("own", "look"),
            Arguments("{}"),
            Thought("", "End="),
        ]

    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            ("STOP", "stop"),
            ("MAX_TOKENS", "length"),
            ("SAFETY", "refusal"),
            ("RECITATION", "refusal"),
            ("PROHIBITED_CONTENT", "refusal"),
            ("MALFORMED_FUNCTION_CALL", "stop"),
            ("OTHER", "stop"),
        ],
    )
    def test_every_reason_to_stop_has_a_word_here(self, theirs: str, ours: str) -> None:
        reader = WIRE.reader()
        pieces_of(reader, stream(chunk('{"text": "A"}', reason=theirs)))
        assert reader.finish().reason == ours

    def test_calls_wait_for_their_tools(self) -> None:
        reader = WIRE.reader()
        pieces_of(reader, stream(chunk('{"functionCall": {"name": "look"}}', reason="STOP")))
        assert reader.finish().reason == "tools"

    def test_a_question_that_is_blocked_is_a_refusal_with_a_bill(self) -> None:
        reader = WIRE.reader()
        blocked = '{"promptFeedback": {"blockReason": "SAFETY"},"usageMetadata": {"promptTokenCount": 4,"totalTokenCount": 4}}'
        assert pieces_of(reader, stream(blocked)) == []
        assert reader.ending
        assert reader.finish() == Finish("refusal", Usage(4, 0))

    @pytest.mark.parametrize(
        ("counted", "usage"),
        [
            (None, None),
            ("null", None),
            ('{"totalTokenCount": 9}', None),
            ('{"promptTokenCount": 9}', None),
            ('{"promptTokenCount": 9,"candidatesTokenCount": 0}', Usage(9, 0)),
            ('{"promptTokenCount": 0,"candidatesTokenCount": 4,"totalTokenCount": 4}', Usage(0, 4)),
            ('{"promptTokenCount": 9,"totalTokenCount": 15,"thoughtsTokenCount": 6}', Usage(9, 6, thought=6)),
            (
                '{"promptTokenCount": 9,"candidatesTokenCount": 10,"thoughtsTokenCount": 6,"totalTokenCount": 19}',
                Usage(9, 10, thought=6),
            ),
            ('{"promptTokenCount": "many"}', None),
        ],
    )
    def test_what_is_not_told_follows_from_the_total_or_is_missing(
        self, counted: str | None, usage: Usage | None
    ) -> None:
        reader = WIRE.reader()
        pieces_of(reader, stream(chunk('{"text": "A"}', reason="STOP", usage=counted)))
        assert reader.finish().usage == usage

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            ('{"code": 429,"message": "Quota of project db-7","status": "RESOURCE_EXHAUSTED"}', "busy"),
            ('{"code": 503,"message": "host db-7","status": "UNAVAILABLE"}', "broken"),
            ('{"code": 500,"message": "host db-7","status": "INTERNAL"}', "broken"),
        ],
    )
    def test_an_error_in_place_of_a_chunk_is_a_failure(self, error: str, why: str) -> None:
        for read in (WIRE.reader().feed, WIRE.reader().whole):
            with pytest.raises(UpstreamFailed) as failure:
                read(b'{"error": ' + error.encode() + b"}")
            assert failure.value.why == why
            assert "db-7" not in failure.value.reason

    @pytest.mark.parametrize(
        "data",
        [b"<html>", b"[1]", b"{}", b'{"choices": []}', b'{"candidates": 5}', b'{"responseId":"\xff"}', b"[" * 9999],
    )
    def test_what_is_no_chunk_cannot_be_read(self, data: bytes) -> None:
        for read in (WIRE.reader().feed, WIRE.reader().whole):
            with pytest.raises(UpstreamFailed) as failure:
                read(data)
            assert failure.value.why == "unreadable"

    @pytest.mark.parametrize("events", [[], [chunk('{"text": "A"}')]])
    def test_an_answer_without_an_end_is_truncated(self, events: list[str]) -> None:
        reader = WIRE.reader()
        pieces_of(reader, stream(*events))
        with pytest.raises(UpstreamFailed) as failure:
            reader.finish()
        assert failure.value.why == "truncated"

    @pytest.mark.parametrize("reason", ["STOP", "MAX_TOKENS", "MALFORMED_FUNCTION_CALL"])
    def test_an_end_without_anything_is_empty(self, reason: str) -> None:
        reader = WIRE.reader()
        pieces_of(reader, stream(chunk('{"text": ""}'), chunk(reason=reason)))
        with pytest.raises(UpstreamFailed) as failure:
            reader.finish()
        assert failure.value.why == "empty"

    def test_what_ran_at_the_provider_is_neither_told_nor_a_failure(self) -> None:
        reader = WIRE.reader()
        ran = chunk('{"executableCode": {"code": "1+1"}}', '{"inlineData": {"data": "x"}}', reason="STOP")
        assert pieces_of(reader, stream(ran)) == []
        assert reader.finish().reason == "stop"

    def test_a_whole_answer_and_a_list_of_chunks_hold_the_same(self) -> None:
        one, two = chunk('{"text": "A"}'), chunk('{"text": " kite."}', reason="STOP")
        reader = WIRE.reader()
        assert reader.whole(f"[{one},\n{two}]".encode()) == [Delta("A"), Delta(" kite.")]
        reader = WIRE.reader()
        assert reader.whole(two.encode()) == [Delta(" kite.")]
        assert reader.finish().reason == "stop"


class TestConverting:
    def test_a_plain_question(self) -> None:
        sending = WIRE.converted(order(), "models/gemini 1")
        assert sending.path == "/models/gemini%201:streamGenerateContent?alt=sse"
        assert json.loads(sending.body) == {
            "contents": [{"role": "user", "parts": [{"text": "Hello"}]}],
            "generationConfig": {"maxOutputTokens": 50},
        }

    def test_results_stand_together_and_name_their_function(self) -> None:
        made = body_of(
            messages=(
                Message("system", (Text("Be short."),)),
                Message("user", (Text("Look"), Image(PIXEL), Image(LINK))),
                Message("assistant", (ToolCall("a", "look", '{"n": 1}'), ToolCall("b", "hear", '{"cut'))),
                Message("tool", (ToolResult("a", "sun"), Image(PIXEL))),
                Message("tool", (ToolResult("b", "deaf", failed=True),)),
                Message("user", (Text("Well?"), Text(""))),
            )
        )
        pixel = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
        assert made["systemInstruction"] == {"parts": [{"text": "Be short."}]}
        assert [one["role"] for one in made["contents"]] == ["user", "model", "user", "user"]
        assert [one["parts"] for one in made["contents"]] == [
            [{"text": "Look"}, pixel, {"fileData": {"mimeType": "image/png", "fileUri": LINK}}],
            [
                {"functionCall": {"id": "a", "name": "look", "args": {"n": 1}}},
                {"functionCall": {"id": "b", "name": "hear", "args": {}}},
            ],
            [
                {"functionResponse": {"id": "a", "name": "look", "response": {"output": "sun"}}},
                pixel,
                {"functionResponse": {"id": "b", "name": "hear", "response": {"error": "deaf"}}},
            ],
            [{"text": "Well?"}],
        ]

    def test_newer_models_take_pictures_inside_of_results(self) -> None:
        said = (Message("user", (Text("Look"),)), Message("tool", (ToolResult("a", "sun"), Image(PIXEL), Image(LINK))))
        parts = body_of(MODEL, messages=said)["contents"][1]["parts"]
        assert [list(part) for part in parts] == [["functionResponse"], ["fileData"]]
        assert len(parts[0]["functionResponse"]["parts"]) == 1

    @pytest.mark.parametrize(
        ("thoughts", "seal"),
        [
            ((Thinking("", "Own=", closed=True),), "Own="),
            ((Thinking("Hm", "Of thoughts="),), "Of thoughts="),
            ((), "skip_thought_signature_validator"),
        ],
    )
    def test_the_first_call_of_a_turn_has_a_seal(self, thoughts: tuple[Thinking, ...], seal: str) -> None:
        calls = (ToolCall("a", "look", "{}"), ToolCall("b", "look", "{}"))
        said = (Message("user", (Text("Look"),)), Message("assistant", (*thoughts, *calls)))
        *_, first, second = body_of(MODEL, messages=said)["contents"][1]["parts"]
        assert first["thoughtSignature"] == seal
        assert "thoughtSignature" not in second

    def test_calls_that_google_does_not_look_at_need_none(self) -> None:
        said = (
            Message("user", (Text("Look"),)),
            Message("assistant", (ToolCall("a", "look", "{}"),)),
            Message("tool", (ToolResult("a", "sun"),)),
        )
        assert b"skip" not in WIRE.converted(order(None, *said), OLDER).body
        assert b"skip" in WIRE.converted(order(None, *said), MODEL).body
        assert b"skip" not in WIRE.converted(order(None, *said, Message("user", (Text("So?"),))), MODEL).body

    def test_where_only_the_system_spoke_something_stands_for_the_user(self) -> None:
        made = body_of(messages=(Message("system", (Text("Say hello."),)),))
        assert made["contents"] == [{"role": "user", "parts": [{"text": "."}]}]

    def test_a_seal_behind_all_else_stands_alone(self) -> None:
        said = (Message("user", (Text("Hi"),)), Message("assistant", (Text("Yes"), Thinking("", "E=", closed=True))))
        assert body_of(messages=said)["contents"][1]["parts"] == [
            {"text": "Yes"},
            {"text": "", "thoughtSignature": "E="},
        ]

    @pytest.mark.parametrize(
        ("model", "fields", "thinking"),
        [
            (OLDER, {}, None),
            (OLDER, {"thinks": True}, {"includeThoughts": True}),
            (OLDER, {"thinks": True, "thinking_limit": 500}, {"includeThoughts": True, "thinkingBudget": 500}),
            (OLDER, {"effort": "none"}, {"thinkingBudget": 0}),
            (OLDER, {"effort": "high"}, {"thinkingBudget": 24576}),
            ("gemini-2.5-pro", {"effort": "none"}, {"thinkingBudget": 128}),
            ("gemini-2.0-flash", {"effort": "high"}, None),
            ("gemma-3-27b", {"effort": "high"}, None),
            (MODEL, {"effort": "none"}, {"thinkingLevel": "low"}),
            ("gemini-3-flash", {"effort": "minimal"}, {"thinkingLevel": "minimal"}),
            (
                "gemini-flash-latest",
                {"effort": "max", "thinks": True},
                {"includeThoughts": True, "thinkingLevel": "high"},
            ),
        ],
    )
    def test_each_generation_is_asked_to_think_in_its_way(
        self, model: str, fields: dict[str, Any], thinking: dict[str, Any] | None
    ) -> None:
        assert config_of(model, **fields).get("thinkingConfig") == thinking

    def test_how_to_write_is_in_the_config(self) -> None:
        config = config_of(temperature=0.0, top_p=0.5, seed=3, stop=("END",), form=Form(SCHEMA))
        assert config == {
            "maxOutputTokens": 50,
            "temperature": 0.0,
            "topP": 0.5,
            "seed": 3,
            "stopSequences": ["END"],
            "responseMimeType": "application/json",
            "responseJsonSchema": SCHEMA,
        }
        assert config_of(form=Form()) == {"maxOutputTokens": 50, "responseMimeType": "application/json"}

    def test_tools_and_whether_they_are_used(self) -> None:
        made = body_of(tools=(Tool("look", "Looks.", SCHEMA), Tool("wait")), choice=Choice("required", "look"))
        assert made["tools"] == [
            {
                "functionDeclarations": [
                    {"name": "look", "description": "Looks.", "parametersJsonSchema": SCHEMA},
                    {"name": "wait"},
                ]
            }
        ]
        assert made["toolConfig"] == {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["look"]}}

    def test_the_callers_own_fields_go_on_with_their_bytes(self) -> None:
        more = {
            "safetySettings": msgspec.Raw(b'[ {"category":"\\u0041"} ]'),
            "generation_config": msgspec.Raw(b'{"max_output_tokens":999999,"top_k" : 4e1,"temperature":1.50}'),
            "model": msgspec.Raw(b'"ours"'),
            "hypereal": msgspec.Raw(b"{}"),
        }
        asked = Asked("gemini", b"{}", stream=True)
        body = WIRE.converted(order(asked, more=more, temperature=1.5), MODEL).body
        assert set(fields_of(body)) == {"contents", "generationConfig", "safetySettings"}
        assert bytes(fields_of(body)["safetySettings"]) == b'[ {"category":"\\u0041"} ]'
        config = {name: bytes(raw) for name, raw in fields_of(bytes(fields_of(body)["generationConfig"])).items()}
        assert config == {"maxOutputTokens": b"50", "topK": b"4e1", "temperature": b"1.50"}

    @given(
        messages(
            st.lists(st.tuples(words, st.just("") | seals).map(lambda both: Thinking(*both)), max_size=2), sealed=True
        ),
        options(hottest=2),
        st.none() | st.integers(0, 2**31),
    )
    def test_a_conversation_read_again_is_the_same(
        self, said: tuple[Message, ...], fields: dict[str, Any], seed: int | None
    ) -> None:
        fields["seed"] = seed
        raw = WIRE.converted(BASE._replace(conversation=Conversation(messages=said, **fields)), MODEL).body
        again = GeminiRequest(msgspec.json.decode(raw, type=GeminiBody), raw, MODEL).conversation()
        assert again.messages == said
        assert {name: getattr(again, name) for name in fields} == fields


class TestPassing:
    RAW = b'{ "contents" : [ {"parts":[{"text":"\\u00e4", "thoughtSignature":"E\\/="}]} ],"new":1234567890123456789012 , "f": 1.10}'

    @pytest.mark.parametrize(("streams", "end"), [(True, "streamGenerateContent?alt=sse"), (False, "generateContent")])
    def test_a_body_without_words_for_us_goes_on_as_it_is(self, streams: bool, end: str) -> None:
        sending = WIRE.passed(Asked("gemini", self.RAW, stream=streams), MODEL)
        assert sending.body == self.RAW
        assert sending.path == f"/models/{MODEL}:{end}"

    def test_only_what_is_meant_for_us_is_left_out(self) -> None:
        raw = self.RAW[:-1] + b', "model":"ours","stream" : true,"hypereal":{"cache":false}}'
        after = fields_of(WIRE.passed(Asked("gemini", raw, stream=True), MODEL).body)
        assert {name: bytes(value) for name, value in after.items()} == {
            name: bytes(value) for name, value in fields_of(self.RAW).items()
        }

    def test_texts_become_contents(self) -> None:
        raw = b'{"contents":"H\\u0069","system_instruction":"Be kind."}'
        assert WIRE.passed(Asked("gemini", raw, stream=False), MODEL).body == (
            b'{"contents":[{"role":"user","parts":[{"text":"H\\u0069"}]}],'
            b'"system_instruction":{"parts":[{"text":"Be kind."}]}}'
        )

    def test_the_key_is_brought_in_a_header(self) -> None:
        assert WIRE.headers("k") == {"x-goog-api-key": "k"}
        assert WIRE.headers(None) == {}


class TestClosing:
    def test_the_last_chunk_says_what_it_cost_and_the_rest_is_the_same(self) -> None:
        one, two = chunk('{"text": "."}', reason="STOP"), f'{{"usageMetadata": {COUNTED}}}'
        closed = WIRE.close(stream(one, two), TOLD, Asked("gemini", b"{}", stream=True))
        assert closed == stream(one, two[:-1] + ',"creditsUsed":0.25}')

    def test_a_chunk_in_several_lines_stays_one_event(self) -> None:
        held = b'data: {"a": 1,\r\ndata:  "b": 2}\r\n\r\n: alive\r\n\r\n'
        closed = WIRE.close(held, TOLD, Asked("gemini", b"{}", stream=True))
        lines = [line[5:] for line in closed.splitlines() if line.startswith(b"data:")]
        assert json.loads(b"\n".join(lines)) == {"a": 1, "b": 2, "creditsUsed": 0.25}

    def test_a_whole_answer_says_it_too(self) -> None:
        body = chunk('{"text": "."}', reason="STOP").encode()
        closed = WIRE.close(body, TOLD, Asked("gemini", b"{}", stream=False))
        assert closed == body[:-1] + b',"creditsUsed":0.25}'


def test_the_sentence_of_an_error_is_found_also_in_a_list() -> None:
    error = b'{"error": {"code": 400, "message": "Too long.", "status": "INVALID_ARGUMENT"}}'
    assert WIRE.problem(400, error) == WIRE.problem(400, b"[" + error + b"]") == "Too long."


CALLS = st.lists(st.tuples(ids, words, arguments), max_size=3, unique_by=lambda call: call[0])


@given(st.lists(words, max_size=3), CALLS, usages(), st.booleans(), st.text(max_size=9), seals | st.just(""))
def test_what_this_gateway_writes_is_read_as_it_was_told(
    said: list[str], calls: list[tuple[str, str, str]], usage: Usage, cut: bool, thinking: str, seal: str
) -> None:
    pieces: list[Piece] = [Thought(thinking, seal)] if thinking or seal else []
    pieces += map(Delta, said)
    for call, name, given_ in calls:
        pieces += [Calling(call, name), Arguments(given_)]
    told = told_by(pieces, Finish("length" if cut else "tools" if calls else "stop", usage))
    writer, streamed, whole = GeminiWriter(HEAD), WIRE.reader(), WIRE.reader()
    again = pieces_of(streamed, b"".join([*map(writer.piece, pieces), writer.end(told)]))
    at_once = whole.whole(GeminiWriter(HEAD).whole(told))
    if not pieces:
        with pytest.raises(UpstreamFailed, match="nothing in it"):
            streamed.finish()
        return
    assert told_by(again, streamed.finish()) == told
    assert told_by(at_once, whole.finish()) == told
