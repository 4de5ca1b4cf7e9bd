"""Finding things on the shelf, whatever a person types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypereal_lab import Lab, errors
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.shelf_table import ASSETS
from tests.lab.conftest import Server, picture
from tests.lab.ledger import Clock
from tests.lab.servers import Studio, lab_at

DAY = 86_400.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lab(tmp_path: Path, clock: Clock) -> Iterator[Lab]:
    with lab_at(tmp_path / "home", Studio(), clock=clock) as made:
        yield made


@pytest.fixture
async def four(lab: Lab, clock: Clock) -> list[Asset]:
    """A teapot, two bears and a film, a day apart each."""
    made = []
    for make in (
        lambda: lab.images.generate("a chrome teapot in Käerjeng"),
        lambda: lab.images.generate('two bears, C++ "quoted"', n=2),
        lambda: lab.videos.generate("a bear that pours tea"),
    ):
        made += (await make()).all
        clock.now += DAY
    return made


def prompts(found: list[Asset]) -> list[str]:
    return [asset.prompt.split()[1] for asset in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("teapot", ["chrome"]),
        ("tea", ["bear", "chrome"]),
        ("TEAPOT chrome", ["chrome"]),
        ("teapot bear", []),
        ("bear", ["bear", "bears,", "bears,"]),
        ("kaerjeng", ["chrome"]),
        ("KÄERJENG", ["chrome"]),
        ("quoted", ["bears,", "bears,"]),
        ("veo", ["bear"]),
        ("gemini flash", ["bears,", "bears,", "chrome"]),
        ("", ["bear", "bears,", "bears,", "chrome"]),
        ("  ", ["bear", "bears,", "bears,", "chrome"]),
        ("nothing", []),
    ],
)
async def test_words_and_their_beginnings_are_found(lab: Lab, four: list[Asset], text: str, found: list[str]) -> None:
    assert prompts(lab.shelf.search(text)) == found


@pytest.mark.parametrize(
    "text",
    ['"', "'", "teapot OR bear", "NOT", "NEAR(a b)", "words:tea", "*", "^tea", "a AND", "(", "tea -pot", "; DROP TABLE runs",
     "%", "\x00", "\ud800", "🐻", "-" * 5000, "a " * 5000],
)  # fmt: skip
async def test_nothing_that_is_typed_is_an_operator(lab: Lab, four: list[Asset], text: str) -> None:
    assert isinstance(lab.shelf.search(text), list)
    assert len(lab.shelf) == 4


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_any_text_can_be_looked_for(lab: Lab, text: str) -> None:
    assert lab.shelf.search(text) == []


async def test_every_question_narrows_and_all_of_them_together(lab: Lab, four: list[Asset], clock: Clock) -> None:
    teapot, bear, _, film = four
    search = lab.shelf.search
    lab.shelf.rate(teapot, 5)
    lab.shelf.rate(film, 2)
    lab.shelf.tag(teapot, "keep", "Küche")
    assert search(kind="video") == search(model="VEO-3-1-i2v") == [film]
    assert search(tag="keep") == search(rating=3) == search("küche") == [teapot]
    assert search(rating=1) == [film, teapot]
    assert search(min_cost=10) == [film]
    assert prompts(search(max_cost="4")) == ["chrome"]
    assert prompts(search(min_cost=8, max_cost=8)) == ["bears,", "bears,"]
    start = datetime.fromtimestamp(Clock.now, UTC)
    assert search(until=Clock.now + 1) == [teapot]
    assert search(since=start.replace(hour=0), until=Clock.now + DAY) == [teapot]
    assert search(since=date(2000, 1, 1), text="film", tag="keep") == []
    assert search(since=datetime.fromtimestamp(clock.now - DAY, UTC)) == [film]
    assert search("tea", kind="image", tag="keep", rating=5, min_cost=1) == [teapot]
    assert search(order="oldest")[0] == teapot
    assert search(order="dearest")[0] == film
    assert search(order="best")[0] == teapot
    assert search(limit=1) == [film]
    assert search(limit=1, offset=3) == [teapot]
    assert bear in search(limit=None)


async def test_references_are_shown_only_when_asked_for(lab: Lab, four: list[Asset]) -> None:
    given = lab.shelf.keep_reference(picture((7, 7, 7)), "my bear.png")
    assert given not in lab.shelf.search(limit=None)
    assert given in lab.shelf.search("my bear", references=True)
    assert lab.shelf.assets(references=True, limit=None).count(given) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"colour": "red"}, {"order": "random"}, {"order": "1; DROP TABLE runs"}, {"min_cost": "many"}, {"max_cost": -1}],
)
def test_a_question_that_is_none_is_refused(lab: Lab, wrong: dict[str, Any]) -> None:
    with pytest.raises(errors.InputError):
        lab.shelf.search(**wrong)


async def test_ratings_and_tags_are_checked_kept_and_taken_back(lab: Lab, four: list[Asset]) -> None:
    asset = four[0]
    for wrong in (6, -1, 2.5, True, "5"):
        with pytest.raises(errors.InputError):
            lab.shelf.rate(asset, wrong)  # type: ignore[arg-type]
    for tag in ("", "  ", "x" * 101, 7):
        with pytest.raises(errors.InputError):
            lab.shelf.tag(asset, tag)  # type: ignore[arg-type]
    lab.shelf.rate(asset.digest, 0)
    lab.shelf.tag(asset, " b ", "a", "a", "'; --")
    again = lab.shelf.asset(asset.digest)
    assert (again.rating, sorted(again.tags)) == (0, ["'; --", "a", "b"])
    lab.shelf.untag(asset, "b", "never")
    lab.shelf.rate(asset, None)
    again = lab.shelf.asset(asset.digest)
    assert (again.rating, sorted(again.tags)) == (None, ["'; --", "a"])


async def test_the_table_has_the_same_columns_and_types_for_none_one_and_many(lab: Lab, four: list[Asset]) -> None:
    given = lab.shelf.keep_reference(picture((7, 7, 7)), "mine.png")
    tables = [
        lab.shelf.table("nothing at all"),
        lab.shelf.table("teapot"),
        lab.shelf.table(),
        lab.shelf.table("mine", references=True),
    ]
    assert [len(table) for table in tables] == [0, 1, 4, 1]
    for table in tables:
        assert list(table.columns) == [column.name for column in ASSETS]
        assert list(table.dtypes) == list(tables[0].dtypes)
    assert tables[2]["credits"].sum() == 4 + 8 + 69
    assert tables[3]["asset"].iloc[0] == given
    assert tables[3]["credits"].iloc[0] is None


async def test_equal_bytes_are_listed_once_under_their_last_call(tmp_path: Path) -> None:
    server = Server()
    same = httpx.Response(200, json=server.make({}).json())
    server.answer = lambda _: same
    with lab_at(tmp_path / "home", server) as lab:
        first = await lab.images.generate("one")
        second = await lab.images.generate("two")
        assert first == second
        (listed,) = lab.shelf.search()
        assert listed.prompt == "two"
        for _ in range(2):
            assert lab.shelf.search("one") == lab.shelf.search("two") == [listed]
            lab.shelf.tag(listed, "three")
        assert lab.shelf.search("one two three") == [listed]


async def test_words_of_every_kind_are_still_found_after_a_tag(tmp_path: Path) -> None:
    server = Server()
    said = {"choices": [{"message": {"role": "assistant", "content": "hello"}}], "creditsUsed": 1}
    server.answer = lambda _: httpx.Response(200, json=said)
    with lab_at(tmp_path / "home", server) as lab:
        asset = await lab.chat("greet the bear")
        lab.shelf.tag(asset, "friendly")
        assert lab.shelf.search("greet friendly") == [asset]
        lab.shelf.untag(asset, "friendly")
        assert not lab.shelf.search("friendly")
        assert lab.shelf.search("greet") == [asset]
