"""`lab.conversation`: it remembers what was said, calls tools, and never passes its cap."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, errors
from tests.client.streams import Writer, chunk, told
from tests.lab.conftest import KEY, picture
from tests.lab.servers import Dead, lab_at


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def calling(*calls: tuple[str, str], credits: float = 0.01) -> list[dict[str, Any]]:
    """An answer that calls tools."""
    written = [
        {"index": place, "id": f"call_{place}", "type": "function", "function": {"name": name, "arguments": arguments}}
        for place, (name, arguments) in enumerate(calls)
    ]
    return [chunk(tool_calls=written), {**chunk("tool_calls"), "creditsUsed": credits}]


def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


async def slowly(word: str) -> str:
    """Say it slowly."""
    await asyncio.sleep(0)
    return " ".join(word)


def broken() -> str:
    """Breaks."""
    raise RuntimeError("no wind")


async def test_a_conversation_remembers_what_was_said(home: Path) -> None:
    server = Writer(told("Hello.", credits=0.01), told("Bears.", credits=0.02))
    with lab_at(home, server) as lab:
        talk = lab.conversation(system="Be brief.", max_tokens=50)
        first = await talk("Hi")
        second = talk.say("What do you like?").run()
        assert (str(first), second.text) == ("Hello.", "Bears.")
        assert (first.cost, second.cost, talk.cost) == (Credits.of("0.01"), Credits.of("0.02"), Credits.of("0.03"))
        assert talk.turns == (first, second)
        assert repr(talk) == "<Conversation with gpt-5.4-nano, 2 turns, 0.03 credits>"
    assert [(one["role"], one["content"]) for one in server.bodies[1]["messages"]] == [
        ("system", "Be brief."),
        ("user", "Hi"),
        ("assistant", "Hello."),
        ("user", "What do you like?"),
    ]
    assert server.bodies[0]["max_tokens"] == 50


async def test_a_turn_comes_word_by_word_and_is_said_once(home: Path) -> None:
    with lab_at(home, server := Writer(told("Hel", "lo."))) as lab:
        talk = lab.conversation()
        saying = talk("Hi")
        assert "".join([words async for words in saying]) == "Hello."
        assert (await saying) is talk.turns[0] and saying.run() is talk.turns[0]
        assert len(server.seen) == 1 and len(talk.turns) == 1


async def test_the_same_conversation_again_costs_nothing(home: Path) -> None:
    with lab_at(home, Writer(calling(("add", '{"a": 2, "b": 3}')), told("It is 5."))) as lab:
        await lab.conversation(tools=[add])("2 + 3?")
    with lab_at(home, dead := Dead()) as lab:
        talk = lab.conversation(tools=[add])
        turn = await talk("2 + 3?")
        assert turn.text == "It is 5." and turn.tools[0].result == "5"
        assert (turn.cost, turn.saved, talk.cost) == (Credits(0), Credits.of("0.02"), Credits(0))
        assert "saved by replay" in repr(turn)
    assert dead.used == 0


async def test_tools_are_called_and_told(home: Path) -> None:
    server = Writer(calling(("add", '{"a": 2, "b": 3}'), ("slowly", '{"word": "abc"}')), told("Done."))
    with lab_at(home, server) as lab:
        talk = lab.conversation(tools=[add, slowly])
        turn = await talk("work")
        assert [(run.name, run.result, run.error) for run in turn.tools] == [
            ("add", "5", None),
            ("slowly", "a b c", None),
        ]
        assert turn.cost == talk.cost == Credits.of("0.02") and len(turn.steps) == 2
    assert [tool["function"]["name"] for tool in server.bodies[0]["tools"]] == ["add", "slowly"]
    call, *results = server.bodies[1]["messages"][1:]
    assert call["role"] == "assistant" and [one["id"] for one in call["tool_calls"]] == ["call_0", "call_1"]
    assert [(one["tool_call_id"], one["content"]) for one in results] == [("call_0", "5"), ("call_1", "a b c")]


def test_an_async_tool_works_without_await(home: Path) -> None:
    with lab_at(home, Writer(calling(("slowly", '{"word": "abc"}')), told("Done."))) as lab:
        assert lab.conversation(tools=[slowly]).say("work").run().tools[0].result == "a b c"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("broken", "{}"), "RuntimeError: no wind"),
        (("add", '{"a": "x"}'), "ValidationError"),
        (("nothing", "{}"), "There is no tool nothing; there are: add, broken."),
    ],
)
async def test_an_error_of_a_tool_is_told_to_the_model_and_stands_in_the_turn(
    home: Path, call: tuple[str, str], words: str
) -> None:
    with lab_at(home, server := Writer(calling(call), told("Sorry."))) as lab:
        turn = await lab.conversation(tools=[add, broken])("work")
    assert isinstance(turn.tools[0].error, Exception) and words in turn.tools[0].result
    assert words in server.bodies[1]["messages"][-1]["content"]
    assert "failed: " in turn._repr_mimebundle_()["text/plain"]


async def test_rounds_of_tools_are_bounded(home: Path) -> None:
    server = Writer(*(calling(("add", f'{{"a": {number}, "b": 1}}')) for number in range(9)))
    with lab_at(home, server) as lab:
        talk = lab.conversation(tools=[add], rounds=2)
        with pytest.raises(errors.InputError, match="rounds"):
            await talk("work")
        assert len(server.seen) == 3 and talk.turns == () and talk.cost == Credits.of("0.03")


async def test_a_turn_that_failed_is_not_remembered_and_goes_on_where_it_broke(home: Path) -> None:
    down = httpx.Response(500, json={"error": {"type": "upstream_error", "message": "down"}})
    server = Writer(calling(("add", '{"a": 2, "b": 3}')), down, told("It is 5."))
    with lab_at(home, server) as lab:
        talk = lab.conversation(tools=[add])
        saying = talk("2 + 3?")
        with pytest.raises(errors.UpstreamError):
            await saying
        assert talk.turns == () and talk.messages == []
        assert (await saying).text == "It is 5."
        assert talk.cost == Credits.of("0.02") and len(server.seen) == 3


async def test_the_cap_is_checked_before_anything_is_sent(home: Path) -> None:
    with lab_at(home, server := Writer(*(told("a", credits=0.1) for _ in range(9)))) as lab:
        each = lab.chat("Hi", max_tokens=1000).estimate().high
        assert each is not None
        talk = lab.conversation(max_cost=each, max_tokens=1000)
        with pytest.raises(errors.BudgetExceeded):
            for _ in range(9):
                await talk("Hi")
        sent = len(server.seen)
        assert 1 <= sent < 9 and len(talk.turns) == sent
        assert talk.budget is not None and talk.budget.held == Credits(0)
        assert talk.budget.spent == talk.cost <= each
        await lab.chat("Hi, without the cap", stream=True)


async def test_the_cap_holds_for_what_tools_make_too(home: Path) -> None:
    async def paint(what: str) -> str:
        """Paint it."""
        return repr(await lab.images.generate(what))

    with lab_at(home, Writer(calling(("paint", '{"what": "a bear"}')), told("I cannot."))) as lab:
        turn = await lab.conversation(tools=[paint], max_cost=2)("paint a bear")
        assert isinstance(turn.tools[0].error, errors.BudgetExceeded)


def test_the_cap_holds_for_tools_without_await(home: Path) -> None:
    def paint(what: str) -> str:
        return repr(lab.images.generate(what).run())

    async def paint_later(what: str) -> str:
        return repr(await lab.images.generate(what))

    both = calling(("paint", '{"what": "a bear"}'), ("paint_later", '{"what": "a bee"}'))
    with lab_at(home, Writer(both, told("I cannot."))) as lab:
        turn = lab.conversation(tools=[paint, paint_later], max_cost=2).say("paint").run()
        assert [type(run.error) for run in turn.tools] == [errors.BudgetExceeded] * 2


async def test_one_turn_at_a_time(home: Path) -> None:
    with lab_at(home, Writer(told("a", "b"), told("c"))) as lab:
        talk = lab.conversation()
        reading = aiter(talk("Hi"))
        await anext(reading)
        with pytest.raises(errors.InputError, match="still at a turn"):
            await talk("And?")
        del reading
        assert (await talk("And?")).text == "c"


async def test_a_turn_that_is_left_early_is_not_remembered_and_costs_once(home: Path) -> None:
    with lab_at(home, server := Writer(told("a", "b"))) as lab:
        talk = lab.conversation()
        async for _ in talk("Hi"):
            break
        assert talk.turns == ()
        turn = await talk("Hi")
        assert turn.text == "ab" and len(server.seen) == 1 and talk.cost == Credits.of("0.01")


async def test_a_dry_run_prices_a_turn_and_leaves_no_trace(home: Path) -> None:
    with lab_at(home, Dead()) as lab:
        talk = lab.conversation(tools=[add])
        with lab.dry_run() as dry:
            turn = await talk("Hi")
        assert "dry run" in turn.text and turn.cost == Credits(0) and len(dry.lines) == 1
        assert talk.turns == () and talk.messages == [] and talk.cost == Credits(0)


async def test_an_answer_that_calls_a_tool_stays_on_the_shelf_with_its_calls(home: Path) -> None:
    with lab_at(home, Writer(calling(("add", '{"a": 1, "b": 1}')))) as lab:
        asset = await lab.chat("1 + 1?", tools=[add], tool_choice="auto", stream=True)
        kept = lab.shelf.asset(asset.digest)
        assert kept.text == "" and kept.tool_calls[0]["function"]["name"] == "add"
        assert kept.media_type == "application/json" and kept.path.suffix == ".json"
        again = await eval("(lambda lab: " + asset.to_python().removeprefix("await ") + ")(lab)")
        assert again.replayed and again == asset


@dataclass
class Bear:
    name: str


async def test_a_turn_may_have_a_form(home: Path) -> None:
    with lab_at(home, Writer(told('{"name": "Bo"}'))) as lab:
        assert (await lab.conversation()("Who?", returns=Bear)).value == Bear("Bo")


async def test_pictures_are_shown_once_and_remembered(home: Path) -> None:
    server = Writer(told("blue"), told("still"), told("red"))
    with lab_at(home, server) as lab:
        talk = lab.conversation()
        turn = await talk("what is it?", references=[picture()])
        await talk("and now?")
        await talk("this?", references=[picture(), picture((200, 0, 0))])
        assert len(turn.references) == 1 and "1 pictures shown" in turn._repr_mimebundle_()["text/html"]
        assert len(lab.journal.runs()[2].recipe["references"]) == 2
    kinds = [part["type"] for part in server.bodies[1]["messages"][0]["content"]]
    assert kinds == ["text", "image_url"] and server.bodies[1]["messages"][2]["content"] == "and now?"


async def test_a_conversation_shows_words_and_prices_and_hides_markup_and_keys(home: Path) -> None:
    with lab_at(home, Writer(calling(("add", '{"a": 1, "b": 1}')), told("<b>2</b>"))) as lab:
        talk = lab.conversation(tools=[add], max_cost=5)
        await talk("<script>alert(1)</script>")
        shown = talk._repr_mimebundle_()
        html = shown["text/html"]
        assert "<script>" not in html and "&lt;script&gt;" in html and "&lt;b&gt;2" in html
        assert "0.02 credits" in html and "0.02 of 5 credits" in html and "--jp-layout-color1" in html
        assert "You: <script>" in shown["text/plain"] and "add({" in shown["text/plain"]
        everything = str(shown) + repr(talk) + repr(talk.turns) + repr(talk.budget)
        assert KEY not in everything and str(home) not in everything


@pytest.mark.parametrize("text", ["", None, 3])
def test_saying_nothing_is_refused(home: Path, text: Any) -> None:
    with lab_at(home, Dead()) as lab, pytest.raises(errors.InputError):
        lab.conversation().say(text)


def test_a_conversation_that_cannot_be_is_refused(home: Path) -> None:
    with lab_at(home, Dead()) as lab:
        with pytest.raises(errors.InputError):
            lab.conversation(rounds=0)
        with pytest.raises(errors.InputError):
            lab.conversation(max_cost=-1)
