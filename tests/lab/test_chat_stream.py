"""`lab.chat(..., stream=True)`: words as they come, paid and kept like an answer that comes whole."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.lab.senders import Outcome, send
from hypereal_lab.lab.words import Words
from hypereal_lab.wire.jobs import JobAnswer
from tests.client.streams import Writer, chunk, streamed, told, written
from tests.lab.conftest import KEY, picture
from tests.lab.servers import Dead, lab_at
from tests.lab.test_embedded import _end as end_gateway

LETTERS = ("Once ", "there ", "was ", "a bear.")
TEXT = "".join(LETTERS)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def test_words_come_as_they_are_written_and_the_whole_is_kept(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS, credits=0.02))) as lab:
        call = lab.chat("tell", stream=True)
        assert "never sent" in repr(call)
        assert "".join([words async for words in call]) == TEXT
        asset = await call
        assert (asset.text, asset.cost, asset.media_type) == (TEXT, Credits.of("0.02"), "text/markdown")
        assert lab.shelf.search("tell") == [asset]
        run = lab.journal.runs()[0]
        assert (run.status, run.credits, run.held, run.cost_source) == (
            "succeeded",
            Credits.of("0.02"),
            Credits(0),
            "reported",
        )


async def test_the_first_words_are_there_before_the_last_are_written(home: Path) -> None:
    go_on = asyncio.Event()

    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            pieces = told("first", "last")
            yield written(pieces[:2], b"")
            while not go_on.is_set():
                await asyncio.sleep(0.005)
            yield written(pieces[2:])

    answer = httpx.Response(200, stream=Slow(), headers={"content-type": "text/event-stream"})
    with lab_at(home, Writer(answer)) as lab:
        heard = []
        async for words in lab.chat("tell", stream=True):
            heard.append(words)
            go_on.set()
        assert heard == ["first", "last"]


async def test_a_stream_and_a_whole_answer_are_one_recipe(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS))) as lab:
        streaming, whole = lab.chat("tell", stream=True), lab.chat("tell")
        assert streaming.recipe == whole.recipe and streaming.recipe_hash == whole.recipe_hash
        assert "stream" not in streaming.recipe["inputs"]
        made = await streaming
        assert (await whole) == made and (await whole).replayed


async def test_a_replay_gives_the_words_at_once_and_sends_nothing(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS))) as lab:
        await lab.chat("tell", stream=True)
    with lab_at(home, dead := Dead()) as lab:
        call = lab.chat("tell", stream=True)
        assert [words async for words in call] == [TEXT]
        assert (await call).replayed
        assert list(lab.chat("tell", stream=True).deltas()) == [TEXT]
    assert dead.used == 0


def test_a_plain_loop_reads_the_same(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS))) as lab:
        call = lab.chat("tell", stream=True)
        assert "".join(call.deltas()) == TEXT == call.run().text


async def test_without_stream_the_words_come_in_one_piece(home: Path) -> None:
    body = {"choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}], "creditsUsed": 1}
    with lab_at(home, server := Writer(httpx.Response(200, json=body))) as lab:
        assert [words async for words in lab.chat("tell")] == [TEXT]
        assert "stream" not in server.bodies[0]


async def test_the_price_is_held_before_the_first_byte(home: Path) -> None:
    with lab_at(home, Writer()) as lab, lab.budget("0.000001"):
        with pytest.raises(errors.BudgetExceeded):
            [words async for words in lab.chat("tell", stream=True)]
        assert lab.journal.runs() == []
    held: list[Credits] = []

    def look(request: httpx.Request) -> httpx.Response:
        held.append(lab.journal.runs()[0].held)
        return streamed(written(told("a")))

    with lab_at(home, look) as lab:
        price = lab.chat("tell", stream=True).estimate().high
        await lab.chat("tell", stream=True)
    assert held == [price]


async def test_leaving_the_loop_lets_the_answer_land_on_the_shelf(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS))) as lab:
        call = lab.chat("tell", stream=True)
        async for _ in call:
            break
        assert (await call).text == TEXT
        assert lab.chat("tell").made_before() is not None


async def test_a_reader_that_comes_late_or_twice_misses_nothing(home: Path) -> None:
    with lab_at(home, Writer(told(*LETTERS))) as lab:
        call = lab.chat("tell", stream=True)
        await call
        for _ in range(2):
            assert "".join([words async for words in call]) == TEXT


@pytest.mark.parametrize(
    "pieces", [[written([chunk(content="Once ")], b"")], [written([chunk(content="Once ")], b""), httpx.ReadError("x")]]
)
async def test_a_stream_that_is_cut_is_no_answer_and_is_never_paid_twice(home: Path, pieces: list[Any]) -> None:
    server = Writer(streamed(*pieces), told(*LETTERS))
    with lab_at(home, server) as lab:
        heard = []
        with pytest.raises(errors.TransportError):
            async for words in lab.chat("tell", stream=True):
                heard.append(words)
        assert heard == ["Once "]
        run = lab.journal.runs()[0]
        assert run.status == "unknown" and run.held > Credits(0) and run.credits == Credits(0)
        assert lab.shelf.assets() == []
        with pytest.raises(errors.OutcomeUnknown):
            await lab.chat("tell", stream=True)
        assert len(server.seen) == 1


async def test_a_lost_stream_is_asked_for_again_under_its_key_where_the_server_remembers(home: Path) -> None:
    server = Writer(streamed(written([chunk(content="Once ")], b"")), told(*LETTERS))
    with lab_at(home, server, honours_idempotency=True) as lab:
        with pytest.raises(errors.StreamCut):
            await lab.chat("tell", stream=True)
        call = lab.chat("tell", stream=True)
        assert "".join([words async for words in call]) == TEXT
        assert len(lab.journal.runs()) == 1
    assert len({request.headers["idempotency-key"] for request in server.seen}) == 1
    assert server.seen[0].content == server.seen[1].content


async def test_a_lost_stream_that_is_asked_for_whole_is_found_in_its_own_form(home: Path) -> None:
    conflict = {"error": {"type": "conflict", "message": "The key was used for another body."}}
    server = Writer(streamed(b""), httpx.Response(409, json=conflict), told(*LETTERS))
    with lab_at(home, server, honours_idempotency=True) as lab:
        with pytest.raises(errors.StreamCut):
            await lab.chat("tell", stream=True)
        assert (await lab.chat("tell")).text == TEXT
    assert [body.get("stream") for body in server.bodies] == [True, None, True]


async def test_an_error_in_the_middle_frees_what_was_held(home: Path) -> None:
    problem = {"type": "error", "error": {"type": "upstream_error", "message": "Out of breath."}}
    with lab_at(home, Writer([chunk(content="Once "), problem])) as lab:
        with pytest.raises(errors.UpstreamError, match="Out of breath"):
            await lab.chat("tell", stream=True)
        run = lab.journal.runs()[0]
        assert (run.status, run.held, run.credits) == ("failed", Credits(0), Credits(0))


async def test_equal_streams_at_once_are_sent_once(home: Path) -> None:
    async def read(lab: Lab) -> str:
        return "".join([words async for words in lab.chat("tell", stream=True)])

    with lab_at(home, server := Writer(told(*LETTERS))) as lab:
        assert await asyncio.gather(*(read(lab) for _ in range(5))) == [TEXT] * 5
        assert len(server.seen) == 1


async def test_a_dry_run_streams_its_placeholder_and_sends_nothing(home: Path) -> None:
    with lab_at(home, Dead()) as lab, lab.dry_run():
        assert "dry run" in "".join([words async for words in lab.chat("tell", stream=True)])


async def test_no_key_stands_in_anything_that_is_shown(home: Path) -> None:
    with lab_at(home, Writer(told("a"))) as lab:
        call = lab.chat("tell", stream=True)
        asset = await call
        shown = [repr(call), repr(asset), str(call._repr_mimebundle_()), str(asset._repr_mimebundle_())]
        assert KEY not in "".join([*shown, call.to_python(), call.to_curl()])


async def test_the_embedded_gateway_streams_and_gives_a_lost_answer_back_for_nothing(home: Path) -> None:
    try:
        with contextlib.closing(Lab(home=home, environ={})) as lab:
            call = lab.chat("What is 6 * 7?", stream=True)
            assert "42" in "".join([words async for words in call])
            asset, run, before = await call, lab.journal.runs()[0], (await lab.credits()).balance
            assert run.cost_source == "reported" and run.credits > Credits(0)

            async def again() -> Outcome | JobAnswer:
                client = await lab.connection.client()
                return await send(client, call._plan.recipe, (), run.idempotency_key, None, again=True)

            found = await asyncio.wrap_future(lab.loop.start(again()))
            assert isinstance(found, Outcome) and found.data == (asset.original,)
            assert (await lab.credits()).balance == before
    finally:
        end_gateway(home)


async def test_words_wait_for_nobody_and_slow_readers_get_them_in_one_piece() -> None:
    words = Words()
    for letter in "abc":
        words.say(letter)
    reader = aiter(words)
    assert await anext(reader) == "abc"
    asyncio.get_running_loop().call_later(0.01, words.say, "d")
    assert await anext(reader) == "d"
    words.end()
    assert [piece async for piece in reader] == []


@dataclass
class Bear:
    name: str
    paws: int = 4


class Mood(msgspec.Struct):
    word: Literal["calm", "wild"]
    of: Bear


async def test_a_form_is_asked_for_and_read(home: Path) -> None:
    server = Writer(told('{"word": "calm", "of": {"name": "Bo"}}'), told('```json\n{"name": "Bo"}\n```'))
    with lab_at(home, server) as lab:
        mood = (await lab.chat("how", returns=Mood, stream=True)).value
        assert mood == Mood("calm", Bear("Bo", 4))
        assert lab.chat("who", returns=Bear, stream=True).run().value == Bear("Bo")
        again = await lab.chat("who", returns=Bear)
        assert again.replayed and again.value == Bear("Bo")
    sent = server.bodies[1]["response_format"]
    assert sent["type"] == "json_schema" and sent["json_schema"]["name"] == "Bear"
    assert sent["json_schema"]["schema"]["required"] == ["name"]


async def test_a_form_is_asked_for_in_the_order_in_which_it_was_written(home: Path) -> None:
    with lab_at(home, server := Writer(told("{}"))) as lab:
        await lab.chat("how", returns=Mood, stream=True)
    schema = server.bodies[0]["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["word", "of"]


async def test_words_of_another_form_are_kept_and_the_error_says_them(home: Path) -> None:
    with lab_at(home, Writer(told("I like bears."))) as lab:
        asset = await lab.chat("who", returns=Bear, stream=True)
        with pytest.raises(errors.AnswerMisfit, match="I like bears") as caught:
            _ = asset.value
        assert caught.value.text == "I like bears." and asset.cost == Credits.of("0.01")


@pytest.mark.parametrize("form", [int, list[int], complex, object()])
def test_what_cannot_be_a_form_is_refused_before_anything_is_sent(home: Path, form: Any) -> None:
    with lab_at(home, Dead()) as lab, pytest.raises(errors.InputError):
        lab.chat("who", returns=form)


async def test_pictures_are_shown_and_the_recipe_names_them_by_content(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret-folder-name.png"
    path.write_bytes(picture())
    with lab_at(home, server := Writer(told("blue"), told("both"))) as lab:
        call = lab.chat("what colour?", references=[path], stream=True)
        assert call.estimate().low > lab.chat("what colour?").estimate().low
        asset = await call
        recipe = json.dumps(call.recipe)
        assert "base64" not in recipe and "secret-folder" not in recipe
        assert call.recipe["references"][0]["digest"] == lab.shelf.assets(references=True)[-1].digest
        assert asset.prompt == "what colour?"
        again = await eval("(lambda lab: " + call.to_python().removeprefix("await ") + ")(lab)")
        assert again.replayed
        part = {"type": "image", "reference": 0}
        said = [{"role": "user", "content": [part, {"type": "text", "text": "?"}]}]
        await lab.chat(said, references=[path], stream=True)
    shown = server.bodies[0]["messages"][0]["content"]
    assert shown[0] == {"type": "text", "text": "what colour?"}
    assert shown[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert [part["type"] for part in server.bodies[1]["messages"][0]["content"]] == ["image_url", "text"]


def test_a_part_that_names_no_reference_is_refused(home: Path) -> None:
    said = [{"role": "user", "content": [{"type": "image", "reference": 1}]}]
    with lab_at(home, Dead()) as lab, pytest.raises(errors.InputError, match="names the reference 1"):
        lab.chat(said, references=[picture()])
