"""`client.chat.stream` against scripted servers."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from hypereal_lab import errors
from hypereal_lab.client import AsyncHypereal, Hypereal
from tests.client.streams import DONE, Writer, chunk, streamed, told, written

KEY = "ck_canary_1"


def client(server: Any, **settings: Any) -> AsyncHypereal:
    return AsyncHypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(server), **settings)


async def test_chunks_come_and_then_the_whole_answer_is_there() -> None:
    server = Writer(told("Hel", "lo."))
    async with client(server) as hypereal:
        stream = hypereal.chat.stream("Hi", model="gpt-5.5", system="Be brief.", max_tokens=5, top_p=0.5)
        assert server.seen == [] and "never sent" in repr(stream)
        with pytest.raises(errors.NeverSent):
            _ = stream.answer
        assert [one.text for one in [piece async for piece in stream] if one.text] == ["Hel", "lo."]
    answer = stream.answer
    assert (answer.text, answer.finish_reason, answer.model) == ("Hello.", "stop", "gpt-5.5")
    assert answer.credits_used == Decimal("0.01") and answer.usage is not None and answer.usage.total_tokens == 10
    body = server.bodies[0]
    assert body["stream"] is True and body["stream_options"] == {"include_usage": True}
    assert (body["max_tokens"], body["top_p"], body["messages"][0]["role"]) == (5, 0.5, "system")
    assert server.seen[0].headers["idempotency-key"]
    assert KEY not in repr(stream) + repr(answer)


async def test_tool_calls_are_put_together_from_their_pieces() -> None:
    def call(index: int, **more: Any) -> dict[str, Any]:
        return chunk(tool_calls=[{"index": index, **more}])

    pieces = [
        call(0, id="call_a", type="function", function={"name": "look", "arguments": ""}),
        call(0, function={"arguments": '{"place":'}),
        call(1, id="call_b", type="function", function={"name": "hear", "arguments": "{}"}),
        call(0, function={"arguments": '"Oslo"}'}),
        chunk("tool_calls"),
    ]
    async with client(Writer(pieces)) as hypereal:
        answer = await hypereal.chat.stream("Hi", model="m").whole()
    assert [(one["id"], one["function"]["name"], one["function"]["arguments"]) for one in answer.tool_calls] == [
        ("call_a", "look", '{"place":"Oslo"}'),
        ("call_b", "hear", "{}"),
    ]
    assert answer.finish_reason == "tool_calls" and answer.choices[0].message.content is None


async def test_usage_in_a_chunk_of_its_own_is_found() -> None:
    apart = [chunk(content="a"), chunk("stop"), {**chunk(), "choices": [], "usage": {"total_tokens": 3}}]
    async with client(Writer(apart)) as hypereal:
        answer = await hypereal.chat.stream("Hi", model="m").whole()
    assert answer.usage is not None and answer.usage.total_tokens == 3 and len(answer.choices) == 1


@pytest.mark.parametrize(
    "pieces",
    [
        [written([chunk(content="Hel")], b"")],
        [b""],
        [written(told("Hel")[:-1], b"") + b'data: {"id": "half'],
    ],
)
async def test_a_stream_without_an_end_is_never_an_answer(pieces: list[bytes]) -> None:
    async with client(Writer(streamed(*pieces))) as hypereal:
        stream = hypereal.chat.stream("Hi", model="m")
        with pytest.raises(errors.StreamCut, match="req_1"):
            await stream.whole()
        with pytest.raises(errors.NeverSent):
            _ = stream.answer


async def test_a_connection_that_breaks_is_told_as_such_and_nothing_is_sent_again() -> None:
    server = Writer(streamed(written([chunk(content="a")], b""), httpx.ReadError("gone")))
    async with client(server, honours_idempotency=True) as hypereal:
        with pytest.raises(errors.ConnectionFailed):
            await hypereal.chat.stream("Hi", model="m").whole()
    assert len(server.seen) == 1


@pytest.mark.parametrize("end", [b"", DONE])
async def test_an_answer_with_a_reason_is_whole_with_and_without_done(end: bytes) -> None:
    async with client(Writer(streamed(written(told("a"), end)))) as hypereal:
        assert (await hypereal.chat.stream("Hi", model="m").whole()).text == "a"


async def test_a_connection_that_breaks_after_the_last_word_takes_nothing_away() -> None:
    async with client(Writer(streamed(written(told("a"), b""), httpx.ReadError("gone")))) as hypereal:
        assert (await hypereal.chat.stream("Hi", model="m").whole()).credits_used == Decimal("0.01")


async def test_an_error_in_the_middle_is_raised_as_what_it_is() -> None:
    problem = {"type": "error", "error": {"type": "upstream_unavailable", "message": "Out of breath."}}
    async with client(Writer([chunk(content="a"), problem])) as hypereal:
        heard = []
        with pytest.raises(errors.Unavailable, match="Out of breath.*req_1") as caught:
            async for one in hypereal.chat.stream("Hi", model="m"):
                heard.append(one.text)
    assert heard == ["a"] and caught.value.status == 503


async def test_an_error_before_the_first_word_keeps_its_status() -> None:
    problem = {"error": {"type": "insufficient_credits", "message": "Too little.", "required": 200}}
    async with client(Writer(httpx.Response(402, json=problem))) as hypereal:
        with pytest.raises(errors.InsufficientCredits) as caught:
            await hypereal.chat.stream("Hi", model="m").whole()
    assert caught.value.status == 402 and caught.value.facts["required"] == 200


async def test_leaving_the_block_closes_the_connection() -> None:
    answer = streamed(*[written([one], b"") for one in told(*"abcdef")])
    async with client(Writer(answer)) as hypereal:
        async with hypereal.chat.stream("Hi", model="m") as stream:
            async for _ in stream:
                break
        assert answer.extensions["pieces"].closed and answer.extensions["pieces"].given < 8


async def test_leaving_the_loop_closes_the_connection() -> None:
    answer = streamed(*[written([one], b"") for one in told(*"abcdef")])
    async with client(Writer(answer)) as hypereal:
        async for _ in hypereal.chat.stream("Hi", model="m"):
            break
        await asyncio.sleep(0.01)
        assert answer.extensions["pieces"].closed


async def test_a_stream_is_read_once() -> None:
    async with client(Writer(told("a"))) as hypereal:
        stream = hypereal.chat.stream("Hi", model="m")
        assert await stream.whole() is await stream.whole()
        with pytest.raises(errors.InputError, match="once"):
            [one async for one in stream]


async def test_a_server_that_answers_in_one_piece_is_understood() -> None:
    whole = {
        "model": "m",
        "choices": [{"message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}],
        "creditsUsed": 1,
    }
    async with client(Writer(httpx.Response(200, json=whole))) as hypereal:
        stream = hypereal.chat.stream("Hi", model="m")
        assert [one.text async for one in stream] == ["Hello."] and stream.answer.credits_used == 1


@pytest.mark.parametrize("body", [b"data: <html>\n\n", b"data: [1]\n\n", b'data: {"choices": 3}\n\n'])
async def test_what_is_no_chunk_is_an_unreadable_answer(body: bytes) -> None:
    async with client(Writer(streamed(body))) as hypereal:
        with pytest.raises(errors.UnreadableAnswer):
            await hypereal.chat.stream("Hi", model="m").whole()


def test_the_sync_client_gives_the_same() -> None:
    server = Writer(told("Hel", "lo."), told("x"))
    with Hypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(server)) as hypereal:
        with hypereal.chat.stream("Hi", model="m") as stream:
            assert "".join(one.text for one in stream) == "Hello."
        assert stream.answer.text == "Hello."
        assert hypereal.chat.stream("Hi", model="m").whole().text == "x"
        assert json.loads(server.seen[0].content)["stream"] is True


def test_the_sync_loop_may_be_left() -> None:
    answer = streamed(*[written([one], b"") for one in told(*"abcdef")])
    with Hypereal(KEY, "http://server", environ={}, transport=httpx.MockTransport(Writer(answer))) as hypereal:
        for _ in hypereal.chat.stream("Hi", model="m"):
            break
        assert answer.extensions["pieces"].closed
