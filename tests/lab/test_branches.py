"""Branches of a conversation: turns said anew, taken up again, stopped, cleared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hypereal_lab import Credits, errors
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.branches import Branches, Place
from hypereal_lab.lab.turn import Turn
from tests.client.streams import Writer, chunk, told
from tests.lab.conftest import picture
from tests.lab.servers import Dead, Gate, lab_at
from tests.lab.test_conversation import add, calling


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def said(body: Any) -> list[str]:
    return [str(one["content"]) for one in body["messages"]]


async def test_a_turn_that_is_edited_begins_a_branch_and_the_old_one_stays(home: Path) -> None:
    server = Writer(told("Hello."), told("Bears."), told("Bees."), told("Honey."))
    with lab_at(home, server) as lab:
        talk = lab.conversation(system="Be brief.")
        first = await talk("Hi")
        second = await talk("Bears?")
        other = await talk.edit(second, "Bees?")
        assert talk.turns == (first, other) and talk.branches == ((first, second), (first, other))
        assert talk.versions(second) == talk.versions(other) == (second, other)
        talk.go_to(second)
        third = await talk("And to eat?")
        assert talk.turns == (first, second, third)
        talk.go_to(first)
        assert talk.turns == (first, second, third)
        assert [one.id for one in talk.turns] == [1, 2, 4] and talk.cost == Credits.of("0.04")
    assert said(server.bodies[2]) == ["Be brief.", "Hi", "Hello.", "Bees?"]
    assert said(server.bodies[3]) == ["Be brief.", "Hi", "Hello.", "Bears?", "Bears.", "And to eat?"]


async def test_another_answer_is_another_take_and_is_replayed_by_itself(home: Path) -> None:
    with lab_at(home, server := Writer(told("One."), told("Two."))) as lab:
        talk = lab.conversation()
        await talk("Say a number")
        assert [(await talk.regenerate()).text, len(talk.turns), len(server.seen)] == ["Two.", 1, 2]
        assert said(server.bodies[1]) == ["Say a number"]
    with lab_at(home, Dead()) as lab:
        talk = lab.conversation()
        await talk("Say a number")
        assert (await talk.regenerate()).text == "Two." and talk.cost == Credits(0)


async def test_pictures_stay_with_the_question_that_is_edited(home: Path) -> None:
    with lab_at(home, server := Writer(told("blue"), told("still"), told("a sea"))) as lab:
        talk = lab.conversation()
        first = await talk("what is it?", references=[picture()])
        again = await talk("and this?", references=[picture()])
        assert again.references == first.references
        await talk.edit(again, "what else?")
    parts = server.bodies[2]["messages"][-1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]


async def test_what_cannot_be_edited_is_refused(home: Path) -> None:
    with lab_at(home, Writer(told("a"), told("b", "c"))) as lab:
        talk, other = lab.conversation(), lab.conversation()
        with pytest.raises(errors.InputError, match="say something first"):
            talk.regenerate()
        turn = await other("Hi")
        with pytest.raises(errors.InputError, match="not of this conversation"):
            talk.edit(turn, "Hello")
        with pytest.raises(errors.InputError, match="empty"):
            other.edit(turn, "")
        reading = aiter(other("And?"))
        await anext(reading)
        with pytest.raises(errors.InputError, match="still at a turn"):
            other.go_to(turn)
        with pytest.raises(errors.InputError, match="still at a turn"):
            other.clear()


async def test_what_is_cleared_is_told_to_nobody_until_that_is_taken_back(home: Path) -> None:
    with lab_at(home, server := Writer(told("a"), told("b"), told("c"))) as lab:
        talk = lab.conversation()
        await talk("Hi")
        take_back = talk.clear()
        assert talk.turns == () and talk.branches == () and talk.cost == Credits.of("0.01")
        await talk("Anew")
        take_back()
        await talk("Once more")
    assert [said(body) for body in server.bodies[1:]] == [["Anew"], ["Hi", "a", "Once more"]]


async def test_the_model_may_change_in_the_middle(home: Path) -> None:
    with lab_at(home, server := Writer(told("a"), told("b"))) as lab:
        talk = lab.conversation()
        await talk("Hi")
        talk.model = "gpt-5.5"
        dearer = talk.say("And?").estimate()
        await talk("And?")
        assert dearer.known and talk.model == "gpt-5.5"
        with pytest.raises(errors.InputError, match="There is no model"):
            talk.model = "no-such-model"
    assert [body["model"] for body in server.bodies] == ["gpt-5.4-nano", "gpt-5.5"]


async def test_a_turn_tells_its_price_before_it_is_said(home: Path) -> None:
    with lab_at(home, server := Writer(told("a"))) as lab:
        saying = lab.conversation(max_tokens=50).say("Hi")
        assert saying.estimate().high is not None and saying.made_before() is None and not server.seen
        await saying
        again = lab.conversation(max_tokens=50).say("Hi").made_before()
        assert again is not None and again.text == "a"


def test_a_turn_that_is_stopped_keeps_what_was_told_and_is_paid_when_it_ends(home: Path) -> None:
    gate = Gate(Writer(told("never read"), told("Yes.")))
    with lab_at(home, gate) as lab:
        talk = lab.conversation()
        saying = talk.say("Hi")
        words = iter(saying.deltas())
        reading = lab.loop.start(_read(words))
        assert gate.reached.acquire(timeout=10)
        saying.stop()
        assert reading.result(10) == []
        (turn,) = talk.turns
        assert turn.text == "" and turn.stopped is not None and turn.cost == Credits(0) and "stopped" in repr(turn)
        with pytest.raises(errors.NeverSent, match="stopped"):
            _ = turn.asset
        gate.open()
        assert turn.stopped.job is not None and turn.stopped.job.result().text == "never read"
        assert turn.cost == talk.cost == Credits.of("0.01") and turn.asset.text == "never read" and turn.text == ""
        assert talk.say("Still there?").run().text == "Yes."


async def _read(words: Iterator[str]) -> list[str]:
    return await asyncio.to_thread(list, words)


async def test_a_turn_that_is_stopped_while_it_is_told_ends_with_the_words_that_were_read(home: Path) -> None:
    server = Writer(told("Once", " upon", " a time"), told("Yes."))
    with lab_at(home, server) as lab:
        talk = lab.conversation()
        saying, read = talk("Tell me a story"), ""
        async for words in saying:
            read += words
            saying.stop()
        turn = await saying
        assert turn.text == read and talk.turns == (turn,)
        await talk("And?")
    assert said(server.bodies[1]) == ["Tell me a story", read, "And?"]


async def test_no_answer_is_asked_for_after_a_tool_once_it_is_stopped(home: Path) -> None:
    def hurry() -> str:
        """Stops everything."""
        saying.stop()
        return "stopped"

    with lab_at(home, server := Writer(calling(("hurry", "{}")), told("a"))) as lab:
        saying = lab.conversation(tools=[hurry]).say("Go")
        turn = await saying
        assert (turn.text, turn.tools[0].result, len(server.seen)) == ("", "stopped", 1)
        assert turn.cost == Credits.of("0.01")


async def test_thoughts_are_told_beside_the_answer(home: Path) -> None:
    thinking = [chunk(reasoning_content="Let me see. "), chunk(reasoning_content="Yes.")]
    with lab_at(home, Writer([*thinking, *told("It is so.")])) as lab:
        turn = await lab.conversation()("Is it?")
        assert (turn.steps[0].thought, turn.text) == ("Let me see. Yes.", "It is so.")


async def test_assets_that_a_tool_gives_back_stand_in_the_turn(home: Path) -> None:
    def find() -> Asset:
        """Finds the picture."""
        return lab.shelf.keep_reference(picture(), "sea.png")

    with lab_at(home, Writer(calling(("find", "{}"), ("add", '{"a": 1, "b": 1}')), told("Here."))) as lab:
        turn = await lab.conversation(tools=[find, add])("Find it")
        assert [one.name for one in turn.tools[0].made] == ["sea.png"] and turn.tools[1].made == ()


class Tree(RuleBasedStateMachine):
    """The tree against plain paths of numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = Branches()
        self.paths: dict[int, tuple[int, ...]] = {}
        self.turns: dict[int, Turn] = {}

    def put(self, before: Place | None) -> None:
        number = len(self.turns) + 1
        turn = self.turns[number] = Turn(f"{number}", (), (), number)
        self.paths[number] = (*(one.id for one in (before.path() if before else ())), number)
        self.tree.keep(Place(turn, before, (), ()))

    @rule()
    def say(self) -> None:
        self.put(self.tree.tip)

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        turn = self.turns[data.draw(st.sampled_from(sorted(self.turns)))]
        self.put(self.tree.place(turn).before)

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.turns)))
        self.tree.go_to(self.turns[number])
        assert self.tree.tip is not None
        newest = max(other for other, path in self.paths.items() if number in path)
        assert self.tree.tip.turn.id == newest

    @invariant()
    def the_branch_is_one_of_the_paths(self) -> None:
        tip = self.tree.tip
        if tip is None:
            return
        path = tuple(one.id for one in tip.path())
        assert path == self.paths[tip.turn.id]
        for at, number in enumerate(path):
            versions = [one.id for one in self.tree.versions(self.turns[number])]
            same = [other for other, one in self.paths.items() if one[:-1] == path[:at]]
            assert versions == sorted(same)
        ends = {one.turn.id for one in self.tree.tips()}
        assert ends == {n for n in self.paths if not any(n in p[:-1] for p in self.paths.values())}


TestTree = Tree.TestCase
TestTree.settings = settings(max_examples=40, deadline=None)
