"""The cube: whatever is chosen, its sums are those of the rows, to the millionth."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypereal_lab.errors import InputError
from hypereal_lab.usage import read, sample
from hypereal_lab.usage.chosen import DIMENSIONS, Chosen
from hypereal_lab.usage.cube import Cube
from hypereal_lab.usage.schema import CALLS
from tests.usage.ledgers import Row, _pandas, engine, ledgers, row, value

ROOMY = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
ZONE = "America/New_York"
NONE = "(none)"


def cube_of(rows: list[Row], zone: str = "UTC") -> Cube:
    return Cube(read(_pandas(rows)).rows(), zone)


def day_of(one: Row, zone: str) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=one["time_us"])).astimezone(ZoneInfo(zone)).date()


def is_chosen(one: Row, chosen: Chosen, zone: str) -> bool:
    """The same by hand."""
    for name, words in chosen.words.items():
        word = one[DIMENSIONS[name]] or NONE
        if not words & set(word.split(",") if name == "tag" else [word]):
            return False
    day = day_of(one, zone)
    return not (chosen.first and day < chosen.first) and not (chosen.last and day > chosen.last)


@st.composite
def choices(draw: st.DrawFn) -> Chosen:
    words = {
        "model": ("a", "b", "c", NONE, "never"),
        "kind": ("image", "video"),
        "key": ("k1", "k2"),
        "tag": ("a", "b", NONE),
        "notebook": ("one.ipynb", NONE),
        "status": ("succeeded", "failed", "unknown"),
    }
    picked = {
        name: draw(st.lists(st.sampled_from(found), unique=True, max_size=3))
        for name, found in words.items()
        if draw(st.booleans())
    }
    begin = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
    days = draw(st.sampled_from((None, (begin, None), (None, begin), (begin, begin + timedelta(days=60)))))
    return Chosen.read(picked | {"days": None if days is None else [one and one.isoformat() for one in days]})


@ROOMY
@given(ledgers, choices(), st.sampled_from(("UTC", ZONE)))
def test_totals_of_any_filter_are_those_of_its_rows(ledger: list[Row], chosen: Chosen, zone: str) -> None:
    cube = cube_of(ledger, zone)
    part = cube.part(chosen)
    left = [one for one in ledger if is_chosen(one, chosen, zone)]
    found = part.total
    assert (found.rows, found.sent) == (len(left), sum(not one["replayed"] for one in left))
    assert found.unknown == sum(one["credits_micros"] is None for one in left)
    for name in ("credits", "refunded", "avoided"):
        assert getattr(found, name) == value(left, f"{name}_micros")
    assert {ledger[one]["run"] for one in part.rows()} == {one["run"] for one in left}


@ROOMY
@given(ledgers, choices(), st.sampled_from(("UTC", ZONE)))
def test_parts_add_up_to_the_whole(ledger: list[Row], chosen: Chosen, zone: str) -> None:
    cube = cube_of(ledger, zone)
    part = cube.part(chosen)
    models, days = part.by_model(), part.by_day()
    for name in ("rows", "sent", "failed", "unknown", "credits", "refunded", "avoided"):
        whole = getattr(part.total, name)
        assert sum(getattr(one, name) for one in models.values()) == whole
        assert sum(getattr(one, name) for one in days.values()) == whole
    groups = {word: at % 2 for at, word in enumerate(cube.words["model"])}
    split = {day: sum(both) for day, both in part.by_day_and(groups, 2).items()}
    assert {day: split[day] for day in days} == {day: one.credits for day, one in days.items()}
    assert sum(split.values()) == part.total.credits
    left = [one for one in ledger if is_chosen(one, chosen, zone)]
    assert set(days) == {day_of(one, zone) for one in left}
    assert {word: many for word, many in part.counts("key").items() if many} == {
        key: sum(one["key"] == key for one in left) for key in {one["key"] for one in left}
    }


@ROOMY
@given(ledgers, choices())
def test_medians_and_the_dearest_are_those_of_the_rows(ledger: list[Row], chosen: Chosen) -> None:
    cube = cube_of(ledger)
    part = cube.part(chosen)
    left = [one for one in ledger if is_chosen(one, chosen, "UTC")]
    timed: dict[str, list[float]] = {}
    for one in left:
        if one["status"] == "succeeded" and not one["replayed"] and one["latency"] is not None:
            timed.setdefault(one["model"] or NONE, []).append(one["latency"])
    assert part.medians() == pytest.approx({model: median(seconds) for model, seconds in timed.items()})
    assert not cube.is_sampled
    known = sorted((one["credits_micros"] for one in left if one["credits_micros"] is not None), reverse=True)
    assert [ledger[one]["credits_micros"] for one in part.top(5)] == known[:5]


@ROOMY
@given(ledgers, st.sampled_from([column.name for column in CALLS]), st.booleans())
def test_rows_are_sorted_as_pandas_sorts_them(ledger: list[Row], name: str, down: bool) -> None:
    usage = read(_pandas(ledger))
    cube = Cube(usage.rows())
    shown = usage.frame().sort_values(name, ascending=not down, kind="stable")
    assert [int(one) for one in cube.part(Chosen()).rows(name, down=down)] == list(shown.index)


@ROOMY
@given(ledgers, choices(), st.integers(0, 12), st.integers(0, 6), st.booleans())
def test_a_page_is_a_piece_of_all_rows(ledger: list[Row], chosen: Chosen, first: int, many: int, down: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hypereal_lab.usage.part._SCANNED", 2)
        part = cube_of(ledger).part(chosen)
        found = part.page("credits", down=down, first=first, many=many)
        assert found.tolist() == part.rows("credits", down=down)[first : first + many].tolist()


def test_only_the_last_orders_are_kept() -> None:
    cube = cube_of([row(run=str(n)) for n in range(3)])
    first = cube.order("time", down=True)
    assert cube.order("time", down=True) is first
    for column in CALLS:
        cube.order(column.name, down=False)
    assert cube.order("time", down=True) is not first


@pytest.mark.parametrize("name", ("polars lazy", "duckdb"))
@ROOMY
@given(ledger=ledgers)
def test_every_engine_makes_the_same_cube(name: str, ledger: list[Row], tmp_path_factory: Any) -> None:
    folder: Path = tmp_path_factory.mktemp("cube")
    ledger = [*ledger, row(run="big", credits=2**53 + 1), row(run="gone", credits=None, model=None)]
    with engine(name, folder, lambda: None) as framed:
        made = Cube(read(framed(ledger)).rows())
    plain = cube_of(ledger)
    one, other = made.part(Chosen()), plain.part(Chosen())
    assert (one.total, one.by_model(), one.by_day()) == (other.total, other.by_model(), other.by_day())
    assert all(one.counts(dimension) == other.counts(dimension) for dimension in DIMENSIONS)


def test_equal_calls_are_one_cell_and_no_calls_are_none() -> None:
    assert len(cube_of([row(run=str(n)) for n in range(50)]).days) == 1
    empty = cube_of([])
    part = empty.part(Chosen.read({"model": ["a"], "days": ["2026-01-01", "2026-01-02"]}))
    assert (len(empty), part.total.credits, empty.span, part.top(3)) == (0, 0, None, [])
    assert part.medians() == {} == part.by_model()


def test_the_sample_of_the_studio_adds_up() -> None:
    usage = sample()
    cube = Cube(usage.rows())
    found = cube.part(Chosen()).total
    assert (found.credits, found.unknown) == (int(usage.total() * 10**6), usage.unknown)


def test_medians_of_very_many_calls_come_from_an_even_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.usage.cube._SAMPLE", 50)
    cube = cube_of([row(run=str(n), latency=float(n)) for n in range(1001)])
    assert cube.is_sampled
    assert cube.part(Chosen()).medians()["m"] == pytest.approx(500, abs=20)


def test_the_dearest_are_found_behind_those_that_are_kept_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.usage.cube._DEAREST", 3)
    cube = cube_of([row(run=str(n), credits=n, model="even" if n < 90 else "odd") for n in range(100)])
    assert cube.part(Chosen()).top(3) == [99, 98, 97]
    assert cube.part(Chosen.read({"model": ["even"]})).top(3) == [89, 88, 87]


def test_what_no_cell_can_hold_and_unknown_filters_are_refused() -> None:
    with pytest.raises(InputError, match="more than books can hold"):
        cube_of([row(run=str(n), credits=2**62) for n in range(3)])
    with pytest.raises(InputError, match="one of model, kind"):
        Chosen.read({"colour": ["red"]})
    with pytest.raises(InputError, match="list of words"):
        Chosen.read({"model": "veo"})
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        Chosen.read({"days": ["yesterday", None]})
    with pytest.raises(InputError, match="after the last"):
        Chosen.read({"days": ["2026-02-01", "2026-01-01"]})
