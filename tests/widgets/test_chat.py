"""The chat's Python half: one conversation for all pages, words as they are asked for, and what stays in the notebook."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab
from hypereal_lab.lab.asset import Asset
from hypereal_lab.widgets import Chat
from tests.client.streams import Writer, chunk, told
from tests.lab.servers import Dead, Gate, lab_at
from tests.lab.test_conversation import calling
from tests.widgets.conftest import KEY, picture
from tests.widgets.page import Page

HOSTILE = '"><script>alert(1)</script>'
_LIMIT = 20.0


@pytest.fixture
def lab_of(tmp_path: Path) -> Iterator[Callable[[Any], Lab]]:
    """A lab in front of a server."""
    with ExitStack() as stack:
        yield lambda server: stack.enter_context(lab_at(tmp_path / "home", server))


class Reader(Page):
    """A page that sends and reads along."""

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Send it and read to the end; all that was told on the way."""
        self.value("say", form={"text": text}, **more)
        return self.read()

    def read(self) -> list[dict[str, Any]]:
        """From the beginning to the end of what is said now."""
        running = self.widget.running  # type: ignore[attr-defined]
        place, heard = {"part": 0, "piece": 0, "revision": -1}, list[dict[str, Any]]()
        while running is not None:
            words = self.value("words", key=running["key"], **place)
            heard.append(words)
            if words["ended"]:
                break
            place = {name: words[name] for name in place}
        self.silent()
        return heard

    def silent(self) -> None:
        """Wait until nothing is said."""
        ended = threading.Event()
        self.widget.observe(lambda change: change["new"] is None and ended.set(), "running")
        if self.widget.running is not None:  # type: ignore[attr-defined]
            assert ended.wait(_LIMIT)

    def shown(self) -> list[dict[str, Any]]:
        """The turns of the branch."""
        found: list[dict[str, Any]] = self.value("turns", ids=[one["id"] for one in self.widget.turns])  # type: ignore[attr-defined]
        return found


def test_what_is_said_is_told_word_by_word_and_then_stands_with_its_price(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(Writer(told("Hel", "lo."))).talk(max_cost=5)
    page = Reader(chat)
    assert chat.turns == [] and chat.account["cap"] == "5" and chat.price is None
    heard = page.say("Hi")
    assert "".join(one.get("text", "") for one in heard) == "Hello."
    (turn,) = page.shown()
    assert (turn["asked"], turn["text"], turn["cost"], turn["tokens"]) == ("Hi", "Hello.", "0.01", 10)
    assert chat.turns == [{"id": 1, "place": 1, "of": 1, "before": None, "after": None, "state": "0.01"}]
    assert (chat.account["cost"], chat.account["left"], chat.account["tokens"]) == ("0.01", "4.99", 10)


def test_two_pages_read_the_same_and_one_that_comes_late_reads_from_the_start(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(gate := Gate(Writer(told("a", "b", "c")))).talk()
    page = Reader(chat)
    page.value("say", form={"text": "Hi"})
    assert gate.reached.acquire(timeout=_LIMIT)
    assert page.error("say", form={"text": "And?"})["message"].startswith("An answer is on its way")
    assert chat.running is not None and chat.running["asked"] == "Hi" and chat.draft == ""
    key = chat.running["key"]
    running = chat._running
    gate.open()
    assert running is not None and running.turn.result(_LIMIT).text == "abc"
    first, second = (running._after(0, 0, -1)[0] for _ in range(2))
    assert first == second and first["text"] == "abc" and first["ended"]
    page.silent()
    assert page.value("words", key=key, part=0, piece=0, revision=0) == {"ended": True, "gone": True}


def test_tools_are_told_with_who_called_them_and_what_they_made(lab_of: Callable[..., Lab]) -> None:
    def find(what: str) -> Asset:
        """Finds it."""
        return lab.shelf.keep_reference(picture(), f"{what}.png")

    thinking = [chunk(reasoning_content="Hm."), *calling(("find", '{"what": "sea"}'))]
    lab = lab_of(Writer(thinking, told("Here.")))
    page = Reader(lab.talk(tools=[find]))
    heard = page.say("Find the sea")
    steps = next(one["steps"] for one in reversed(heard) if one.get("steps"))
    assert [one["tools"][0]["name"] for one in steps] == ["find"]
    (turn,) = page.shown()
    step = turn["steps"][0]
    assert (step["thought"], step["model"], turn["text"]) == ("Hm.", "gpt-5.5", "Here.")
    tool = step["tools"][0]
    assert (tool["arguments"], tool["failed"]) == ('{"what": "sea"}', False) and tool["made"][0]["kind"] == "image"


def test_editing_and_another_answer_make_versions_that_can_be_gone_to(lab_of: Callable[..., Lab]) -> None:
    server = Writer(told("one"), told("two"), told("three"))
    chat = lab_of(server).talk()
    page = Reader(chat)
    page.say("Hi")
    page.value("say", form={"again": 1})
    page.read()
    page.value("say", form={"edit": 2, "text": "Hello"})
    assert chat.running is None or chat.running["follows"] is None
    page.read()
    assert [(one["id"], one["place"], one["of"], one["before"]) for one in chat.turns] == [(3, 3, 3, 2)]
    page.value("go_to", id=1)
    assert [one["text"] for one in page.shown()] == ["one"]
    assert [len(body["messages"]) for body in server.bodies] == [1, 1, 1]
    assert page.error("go_to", id=9)["message"].startswith("There is no turn 9")


def test_a_turn_that_broke_is_said_again_or_put_back(lab_of: Callable[..., Lab]) -> None:
    down = httpx.Response(500, json={"error": {"type": "upstream_error", "message": "down"}})
    chat = lab_of(Writer(down, down, told("Up."))).talk()
    page = Reader(chat)
    page.say("Hi")
    assert chat.failed is not None and chat.failed["problem"]["message"] and chat.turns == []
    page.value("give_up")
    assert chat.failed is None and chat.draft == "Hi"
    page.say("Hi")
    page.value("retry")
    page.read()
    assert chat.failed is None and [one["text"] for one in page.shown()] == ["Up."]


def test_a_price_is_told_before_and_a_dear_answer_asks(lab_of: Callable[..., Lab]) -> None:
    lab = lab_of(server := Writer(told("Yes.")))
    lab.confirm_above("0.001")
    chat = lab.talk(max_tokens=1000)
    page = Reader(chat)
    price = page.value("quote", form={"text": "Hi"})
    assert price["known"] and price["asks"] and price["kept"] is None and chat.draft == "Hi"
    page.say("Hi")
    assert chat.failed is not None and chat.failed["asks"] and not server.seen
    page.value("retry", confirm=True)
    page.read()
    assert len(server.seen) == 1 and chat.failed is None
    again = page.value("quote", form={"again": 1})
    assert again["kept"] is None
    assert lab.talk(max_tokens=1000)._priced({"text": "Hi"})["kept"] is not None


def test_a_stop_keeps_what_was_told_and_says_the_cost_when_it_is_known(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(gate := Gate(Writer(told("never read")))).talk()
    page = Reader(chat)
    page.value("say", form={"text": "Hi"})
    assert gate.reached.acquire(timeout=_LIMIT)
    page.value("stop")
    page.silent()
    (turn,) = page.shown()
    assert (turn["stopped"], turn["open"], turn["text"], turn["whole"]) == (True, True, "", None)
    settled = threading.Event()
    chat.observe(lambda change: "0.01" in change["new"][0]["state"] and settled.set(), "turns")
    gate.open()
    assert "0.01" in chat.turns[0]["state"] or settled.wait(_LIMIT)
    (turn,) = page.shown()
    assert (turn["cost"], turn["open"], turn["text"]) == ("0.01", False, "") and turn["whole"]["kind"] == "text"


def test_what_is_cleared_comes_back(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(Writer(told("a"))).talk()
    page = Reader(chat)
    page.say("Hi")
    page.value("clear")
    assert chat.turns == []
    page.value("undo_clear")
    assert len(chat.conversation.turns) == 1
    assert page.error("undo_clear")["message"] == "Nothing was cleared."


def test_what_is_said_in_a_cell_is_shown_too(lab_of: Callable[..., Lab]) -> None:
    lab = lab_of(Writer(told("a")))
    talk = lab.conversation()
    chat = lab.talk(talk)
    seen = threading.Event()
    chat.observe(lambda change: seen.set(), "turns")
    talk.say("Hi").run()
    assert seen.wait(_LIMIT) and chat.conversation is talk
    with pytest.raises(TypeError, match="max_cost"):
        lab.talk(talk, max_cost=3)


def test_the_model_is_changed_from_the_page(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(Dead()).talk()
    chat.model = "gpt-5.5"
    assert chat.conversation.model == "gpt-5.5" and chat.last_error is None
    chat.model = "no-such-model"
    assert chat.model == "gpt-5.5" and chat.last_error is not None
    assert any(one["id"] == "gpt-5.5" and "/" in one["price"] for one in chat.models)


def test_pictures_go_along_and_stay_with_the_turn(lab_of: Callable[..., Lab]) -> None:
    chat = lab_of(server := Writer(told("a sea"))).talk()
    chat.use(picture())
    page = Reader(chat)
    page.value("say", form={"text": "What is it?", "references": [chat.references[0]["digest"]]})
    page.read()
    assert chat.references == [] and page.shown()[0]["references"][0]["item"]["kind"] == "image"
    assert [one["type"] for one in server.bodies[0]["messages"][0]["content"]] == ["text", "image_url"]


def test_the_twin_has_the_words_as_text_and_no_key(lab_of: Callable[..., Lab], tmp_path: Path) -> None:
    chat = lab_of(Writer(told(f"**{HOSTILE}**"))).talk()
    assert "Nothing was said yet." in chat._twin()
    Reader(chat).say(HOSTILE)
    twin = chat._twin()
    assert "<script>" not in twin and "**&quot;&gt;&lt;script&gt;" in twin and "0.01 credits" in twin
    assert KEY not in twin and str(tmp_path) not in twin and len(twin) < 20_000


def test_it_is_taken_along_as_markdown_python_and_cells(lab_of: Callable[..., Lab]) -> None:
    lab = lab_of(Writer(told("# A\n\nb")))
    page = Reader(lab.talk(system="Be 'brief'.", max_cost=5, max_tokens=50))
    page.say("Hi\nyou")
    assert page.value("export", form="markdown") == "> Hi\n> you\n\n# A\n\nb\n"
    source = page.value("export", form="python")
    begin = """talk = lab.conversation(model='gpt-5.4-nano', system="Be 'brief'.", max_cost='5', max_tokens=50)"""
    assert begin in source and "await talk('Hi\\nyou')" in source
    cells = page.value("export", form="cells")
    assert [one["kind"] for one in cells] == ["code", "code", "markdown"] and cells[2]["source"] == "# A\n\nb"
    space: dict[str, Any] = {"lab": lab}
    exec(begin, space)
    assert space["talk"].say("Hi\nyou").run().cost == Credits(0)


def test_a_long_answer_comes_in_pieces(lab_of: Callable[..., Lab]) -> None:
    words = ["w" * 999 + " "] * 200
    page = Reader(lab_of(Writer(told(*words))).talk())
    heard = page.say("Write a lot")
    assert sum(len(one.get("text", "")) for one in heard) == 200_000
    assert all(len(one.get("text", "")) <= 200_000 for one in heard)
    assert len(page.shown()[0]["text"]) == 200_000 and isinstance(page.widget, Chat)
