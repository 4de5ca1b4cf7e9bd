"""Tables of usage: written columns, exact sums."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.catalog import estimate, load
from hypereal_lab.client.images import image_quantity
from hypereal_lab.lab.journal import Intent, Journal
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.records import Records
from hypereal_lab.tables import frame_of
from hypereal_lab.usage import BY_MODEL, CALLS, Usage, by_model, total
from hypereal_lab.wire.images import ImagesBody
from hypereal_lab.wire.money import Credits

PRICE = estimate(load().card("gemini-3-1-flash-t2i"), image_quantity(ImagesBody(prompt="p")))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Records(tmp_path / "lab.sqlite3"), clock=iter(range(1, 1000)).__next__)


def begin(journal: Journal, run: str, model: str = "m") -> None:
    recipe = Recipe.of("image", model, {"prompt": "p", "n": 1})
    intent = Intent(
        run=run, recipe=recipe, provider="sandbox", owner="o", key=run, price=PRICE, hold=Credits.of(4), flight=run
    )
    assert journal.begin(intent).id == intent.run


def test_no_rows_give_the_same_columns_and_types(journal: Journal) -> None:
    empty = Usage(journal).frame()
    begin(journal, "a")
    one = Usage(journal).frame()
    assert list(empty.columns) == [column.name for column in CALLS]
    assert list(empty.dtypes) == list(one.dtypes)
    assert list(Usage(journal).by_model().columns) == [column.name for column in BY_MODEL]
    assert list(by_model(empty).dtypes) == list(by_model(one).dtypes)


def test_one_call_is_one_row_with_exact_credits(journal: Journal) -> None:
    begin(journal, "a")
    journal.settle("a", model="m", units=1, charged=Credits.of("4.000001"), source="reported", latency=0.5)
    row = Usage(journal).frame().iloc[0]
    assert row["credits"] == Decimal("4.000001")
    assert row["estimate_low"] == row["estimate_high"] == Decimal(4)
    assert row["status"] == "succeeded"
    assert str(row["time"].tz) == "UTC"


def test_failed_calls_are_counted_and_cost_nothing(journal: Journal) -> None:
    begin(journal, "a")
    journal.fail("a", status="failed", error="no", latency=0.1)
    begin(journal, "b")
    journal.fail("b", status="unknown", error="lost", latency=0.1)
    (row,) = Usage(journal).by_model().to_dict("records")
    assert (row["calls"], row["failed"], row["credits"], row["credits_per_unit"]) == (2, 2, Decimal(0), None)


rows = st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(-(10**12), 10**15)))


@settings(deadline=None)
@given(rows)
def test_the_views_add_up_to_the_last_millionth(many: list[tuple[str, int]]) -> None:
    blank = {column.name: None for column in CALLS}
    calls = frame_of(
        CALLS,
        (
            {
                **blank,
                "model": model,
                "credits": Credits(micros).decimal,
                "units": 1,
                "status": "succeeded",
                "replayed": False,
                "avoided": Decimal(0),
                "latency": 1.0,
            }
            for model, micros in many
        ),
    )
    assert total(by_model(calls)) == total(calls) == Credits(sum(micros for _, micros in many)).decimal


def test_the_chart_says_what_it_found(journal: Journal) -> None:
    assert "Nothing was spent yet" in str(Usage(journal).chart().to_dict()["title"])
    begin(journal, "a", "wan")
    journal.settle("a", model="wan", units=1, charged=Credits.of(4), source="reported", latency=1.0)
    (said,) = Usage(journal).chart().to_dict()["title"]["text"]
    assert said.replace("\u00a0", " ") == "wan took 100 % of 4 credits"


def test_the_chart_is_drawn_by_jupyterlab_and_asks_no_other_host(journal: Journal) -> None:
    begin(journal, "a", "wan")
    bundle, _ = Usage(journal).chart()._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    assert "/vega-lite/v5" in bundle["application/vnd.vegalite.v5+json"]["$schema"]
