"""What neither the server nor the price book prices is never counted as nothing, and counts that cannot be are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, media
from hypereal_lab.lab import card
from hypereal_lab.lab.provenance import read_provenance, story_of
from hypereal_lab.lab.turn import shown
from hypereal_lab.widgets.facts import result
from hypereal_lab.widgets.replayed import Replayed
from hypereal_lab.widgets.run_rows import line_of, told_of
from hypereal_lab.widgets.told import facts_of
from tests.lab.servers import Studio, lab_at

UNPRICED = {"model": "qwen3-max", "allow_unknown_price": True}
USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def lab(studio: Studio, tmp_path: Path) -> Iterator[Lab]:
    with lab_at(tmp_path / "home", studio) as made:
        yield made


def says(studio: Studio, usage: Any = USAGE, **more: Any) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": "A fox."}, "finish_reason": "stop"}
    answer = {"id": "c", "model": "qwen3-max", "choices": [choice], "usage": usage, **more}
    studio.answer = lambda _: httpx.Response(200, json=answer)


async def test_a_cost_that_nobody_tells_is_unknown_everywhere(lab: Lab, studio: Studio) -> None:
    says(studio)
    word = await lab.chat("hello", **UNPRICED)
    says(studio, creditsUsed="0.25")
    other = await lab.chat("hello again", **UNPRICED)
    assert (word.cost, other.cost) == (None, Credits.of("0.25"))
    assert lab.usage.unknown == 1 and lab.usage.total() == Credits.of("0.25").decimal
    rows = lab.usage.frame().to_dict("records")
    assert [(row["credits"], row["cost_source"]) for row in rows] == [
        (None, "unknown"),
        (Credits.of("0.25").decimal, "reported"),
    ]
    first, _ = lab.journal.runs()
    assert first.cost is None and not lab.journal.charges()[1:]
    row = {**told_of(first), "status": first.status}
    assert row["charged"] is None and "price unknown" in line_of(row)
    assert read_provenance(story_of(word) or b"").credits is None
    ((model, calls, cost, _),) = lab.journal.history.by_model(lab.provider)
    assert (model, calls, cost) == ("qwen3-max", 2, Credits.of("0.25"))


async def test_tokens_that_were_read_and_written_are_in_the_table(lab: Lab, studio: Studio) -> None:
    says(studio, creditsUsed="0.012")
    await lab.chat("hello", **UNPRICED)
    (row,) = lab.usage.frame().to_dict("records")
    assert (row["input_tokens"], row["output_tokens"], row["units"]) == (7, 5, 12)
    (cost,) = lab.usage.unit_cost().to_dict("records")
    assert cost["per_1000_tokens"] == Credits.of(1).decimal


@pytest.mark.parametrize("number", [10**30, -1, 2**63])
async def test_a_count_that_cannot_be_costs_no_answer(lab: Lab, studio: Studio, number: int) -> None:
    says(studio, dict.fromkeys(USAGE, number), creditsUsed=1)
    assert (await lab.chat("hello", **UNPRICED)).text == "A fox."
    (run,) = lab.journal.runs()
    assert (run.status, run.cost, run.units) == ("succeeded", Credits.of(1), 0)
    assert (run.input_tokens, run.output_tokens) == (None, None)


@pytest.mark.parametrize("told", [float("nan"), float("inf"), 1e300, -1.0])
async def test_a_length_that_cannot_be_costs_no_file(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch, told: float
) -> None:
    glance = media.glance

    def odd(data: bytes) -> media.Glance:
        seen = glance(data)
        return replace(seen, facts=replace(seen.facts, seconds=told))

    monkeypatch.setattr(media, "glance", odd)
    await lab.images.generate("a teapot")
    (run,) = lab.journal.runs()
    assert (run.status, run.media_ms, run.pixels) == ("succeeded", None, 64 * 48)


async def test_a_turn_of_a_conversation_says_that_its_price_is_unknown(lab: Lab, studio: Studio) -> None:
    says(studio)
    talk = lab.conversation(**UNPRICED)
    turn = await talk.say("hello")
    assert (turn.cost, turn.unpriced) == (Credits(0), 1)
    assert "price unknown" in repr(turn) and "price unknown" in shown(turn)
    assert (facts_of(lab, turn)["cost"], facts_of(lab, turn)["unpriced"]) == ("0", 1)
    assert talk.unpriced == 1 and repr(talk).endswith("1 turn, price unknown>")
    says(studio, creditsUsed=2)
    known = await talk.say("hello again")
    assert (known.unpriced, talk.cost, talk.unpriced) == (0, Credits.of(2), 1)
    assert "2 credits and 1 of unknown price" in repr(talk)
    assert "2 credits" in repr(known) and facts_of(lab, known)["cost"] == "2"


async def test_a_replay_of_what_has_no_known_price_says_no_saving(lab: Lab, studio: Studio) -> None:
    says(studio)
    await lab.chat("hello", **UNPRICED)
    again = await lab.chat("hello", **UNPRICED)
    assert (again.replayed, again.saved) == (True, None) and repr(again).endswith(", replayed>")
    assert card.badge(again).endswith(">replayed</div>")
    assert result(again)["saved"] is None
    replayed = Replayed(lab)
    replayed.look()
    assert replayed.of(again.run) == {"times": 1, "saved": None}


async def test_a_turn_that_is_replayed_says_so_though_its_price_is_unknown(lab: Lab, studio: Studio) -> None:
    says(studio)
    await lab.conversation(**UNPRICED).say("hello")
    talk = lab.conversation(**UNPRICED)
    turn = await talk.say("hello")
    assert turn.replayed and (turn.unpriced, talk.unpriced) == (0, 0)
    assert "replayed" in repr(turn) and "credits" not in repr(turn)
    facts = facts_of(lab, turn)
    assert (facts["replayed"], facts["saved"], facts["cost"]) == (True, None, "0")
