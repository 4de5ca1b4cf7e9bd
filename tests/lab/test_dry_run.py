"""A dry run prices everything and sends nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Credits, Lab, media
from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.dry_run import BILL
from tests.lab.conftest import Server
from tests.lab.servers import Dead, Studio, lab_at


@pytest.fixture
def dead() -> Dead:
    return Dead()


async def test_nothing_is_sent_held_written_or_charged(tmp_path: Path, dead: Dead) -> None:
    with lab_at(tmp_path / "home", dead) as lab:
        with lab.dry_run() as dry, lab.budget(credits=0):
            first = await lab.images.generate("a teapot", n=2)
            film = await lab.videos.generate("it pours", image=first)
            words = await lab.chat("describe it")
        assert dead.used == 0
        assert not lab.journal.runs()
        assert len(lab.shelf) == 0
        assert [asset.dry for asset in (first, film, words)] == [True] * 3
        assert "dry run" in repr(first) and "dry run" in words.text
        assert first.image.size == (512, 320)
        assert [line.kind for line in dry.lines] == ["image", "video", "chat"]
        assert dry.lines[0].amount("expected") == Credits.of(8)


async def test_the_bill_has_one_row_for_each_recipe(lab: Lab, server: Server) -> None:
    await lab.images.generate("made before")
    with lab.dry_run() as dry:
        for words in ("made before", "new", "new", "new"):
            await lab.images.generate(words)
        await lab.images.generate("new", take=2)
        for _ in range(2):
            await lab.images.generate("again", fresh=True)
        unknown = lab.images.generate("unpriced")
        unknown._plan = replace(unknown._plan, price=Estimate.unknown("nobody tells"))
        await unknown
    bill = dry.bill
    assert list(bill.columns) == [column.name for column in BILL]
    assert bill["calls"].tolist() == [1, 3, 1, 1, 1, 1]
    assert bill["replayed"].tolist() == [True] + [False] * 5
    assert bill["expected"].tolist() == [0, 4, 4, 4, 4, None]
    assert (dry.total(), dry.total("low"), dry.total("high"), dry.unknown) == (*[Credits.of(16)] * 3, 1)
    assert "1 without a known price" in repr(dry)
    assert len(server.made) == 1


def test_an_empty_bill_has_the_same_columns_and_types(lab: Lab) -> None:
    dry = lab.dry_run()
    empty = dry.bill
    lab.images.generate("one").run()
    assert list(dry.bill.dtypes) == list(empty.dtypes)
    assert len(empty) == 0


async def test_after_the_end_calls_are_sent_again(lab: Lab, server: Server) -> None:
    dry = lab.dry_run()
    call = lab.images.generate("a teapot")
    assert (await call).dry
    dry.end()
    dry.end()
    real = await lab.images.generate("a teapot")
    assert not real.dry and not real.replayed
    assert len(server.made) == 1


async def test_what_is_on_the_shelf_stands_in_for_itself(lab: Lab) -> None:
    made = await lab.images.generate("a teapot")
    with lab.dry_run() as dry:
        found = await lab.images.generate("a teapot")
    assert found == made and not found.dry
    assert dry.total() == Credits(0)


async def test_a_dry_call_ends_its_events_and_says_so(lab: Lab) -> None:
    with lab.dry_run():
        job = lab.images.generate("a teapot").submit()
        events = [event async for event in job.events()]
    assert events[-1].status == "succeeded"
    assert "nothing was sent" in (events[-1].message or "")


async def test_a_placeholder_is_a_file_of_the_kind_that_was_asked_for(lab: Lab) -> None:
    with lab.dry_run() as dry:
        picture = await lab.images.generate("a teapot")
        clip = await lab.videos.generate("it pours", duration=6)
        sound = await lab.audio.speak("it pours")
        model = await lab.models3d.generate("a teapot")
        words = await lab.chat("tell of a teapot")
    made = (picture, clip, sound, model, words)
    assert [one.kind for one in made] == ["image", "video", "audio", "model3d", "text"]
    assert all(one.dry and one.data for one in made)
    assert [media.probe(one.data).kind for one in made[:-1]] == ["image", "video", "audio", "model3d"]
    assert clip.seconds == pytest.approx(6) and sound.seconds == pytest.approx(1)
    assert "dry run" in words.text
    assert dry.unknown == 1  # no source tells what speech costs
    assert not lab.jobs.unresolved()


async def test_a_placeholder_as_a_reference_is_never_sent(tmp_path: Path) -> None:
    studio = Studio()
    with lab_at(tmp_path / "home", studio) as lab:
        with lab.dry_run():
            placeholder = await lab.images.generate("a teapot")
        with pytest.raises(Exception, match="dry run|shelf"):
            await lab.videos.generate("it pours", image=placeholder)
        assert not [request for request in studio.requests if request.method == "POST"]
        assert not lab.jobs.unresolved()


async def test_many_calls_at_once_are_all_on_the_bill(lab: Lab) -> None:
    with lab.dry_run() as dry:
        calls: list[Any] = [lab.images.generate(f"number {number % 10}") for number in range(40)]
        await asyncio.gather(*calls)
    assert sum(line.calls for line in dry.lines) == 40
    assert len(dry.lines) == 10
