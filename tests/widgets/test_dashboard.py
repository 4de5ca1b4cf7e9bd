from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from hypereal_lab import Lab
from hypereal_lab.errors import InputError
from hypereal_lab.usage import Usage, read, sample
from hypereal_lab.usage.chosen import Chosen
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.widgets import Dashboard
from tests.usage.ledgers import _pandas, row
from tests.widgets.conftest import KEY, Server
from tests.widgets.page import Page

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>'
SORT = ["credits", True]
NARROW: dict[str, Any] = {"model": ["gpt-5.4", "veo-3-1-i2v"], "tag": ["teaser"], "days": ["2026-10-05", "2026-11-13"]}
Open = Callable[..., tuple[Dashboard, Page]]


@pytest.fixture
def show() -> Iterator[Open]:
    made: list[Dashboard] = []

    def opened(usage: Usage, **settings: Any) -> tuple[Dashboard, Page]:
        made.append(usage.dashboard(**settings))
        return made[-1], Page(made[-1])

    yield opened
    for one in made:
        one.close()


def asked(widget: Dashboard, filters: dict[str, Any]) -> dict[str, Any]:
    return {"filters": filters, "columns": widget.columns, "sort": SORT}


def test_cards_and_charts_of_the_studio_agree_with_its_views(show: Open) -> None:
    usage = sample()
    _, page = show(usage, now=NOW)
    look = page.value("look", filters={})
    assert Decimal(look["total"]["credits"].replace(",", "")) == usage.total()
    assert look["total"]["unknown"] == usage.unknown == 26
    assert look["cards"]["forecast"]["low"] is not None
    views = {one["model"]: one for one in usage.by_model().to_dict("records")}
    for one in look["models"]:
        view = views[one["name"]]
        shown = None if one["credits"] is None else Decimal(one["credits"].replace(",", ""))
        assert (shown, one["unknown"]) == (view["credits"], view["unknown"])
        assert one["seconds"] == pytest.approx(view["median_seconds"])
    month = usage.between(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
    assert Decimal(look["cards"]["month"]["credits"].replace(",", "")) == month.total()


def test_a_price_that_nobody_knows_is_never_0(show: Open) -> None:
    usage = read(_pandas([row(run="a", credits=None), row(run="b", credits=None, model="n"), row(run="c", credits=1)]))
    widget, page = show(usage, now=NOW)
    look = page.value("look", filters={"model": ["n"]})
    assert (look["total"]["credits"], look["total"]["unknown"], look["top"]) == (None, 1, [])
    found = page.value("page", **asked(widget, {"model": ["n"]}), first=0, many=5)
    assert found["rows"][0][widget.columns.index("credits")] == "unknown"
    assert "2 of unknown price" in widget._twin()


def test_each_chart_is_narrowed_by_all_filters_but_its_own(show: Open) -> None:
    _, page = show(sample(), now=NOW)
    everything, one = page.value("look", filters={}), page.value("look", filters={"model": ["veo-3-1-i2v"]})
    assert [model["name"] for model in one["models"]] == [model["name"] for model in everything["models"]]
    assert one["total"]["calls"] < everything["total"]["calls"] == one["of"]
    assert {line["model"] for line in one["top"]} == {"veo-3-1-i2v"}
    assert one["series"] == everything["series"]
    days = page.value("look", filters={"days": ["2026-11-01", "2026-11-02"]})
    assert days["days"] == everything["days"] and days["total"]["calls"] < everything["total"]["calls"]


@pytest.mark.parametrize("filters", ({}, NARROW, {"notebook": ["(none)"]}, {"status": ["failed"]}))
@pytest.mark.parametrize("sort", (["credits", True], ["latency", False], ["tags", True]))
def test_the_copied_code_makes_the_exported_table(show: Open, filters: dict[str, Any], sort: list[Any]) -> None:
    usage = sample()
    widget, page = show(
        usage, now=NOW, filters=filters, sort=sort, columns=["run", "model", "credits", "rating"], zone="Asia/Tokyo"
    )
    *lines, last = widget.code.strip().splitlines()
    place: dict[str, Any] = {"usage": usage}
    exec("\n".join(lines), place)
    made = eval(last, place).reset_index(drop=True)
    pd.testing.assert_frame_equal(made, widget.table())
    page.value("export", **{**asked(widget, filters), "sort": sort}, format="csv")
    written = list(csv.reader(io.StringIO(page.buffers[0].decode(), newline="")))
    assert written[0] == widget.columns
    assert [one[0] for one in written[1:]] == list(made["run"])
    amounts = [None if not one[2] else Decimal(one[2]) for one in written[1:]]
    assert amounts == [None if one is None else one for one in made["credits"]]


def test_charts_bring_the_first_rows_of_the_table_when_they_are_asked_to(show: Open) -> None:
    widget, page = show(sample(), now=NOW)
    table = {"columns": widget.columns, "sort": SORT, "many": 30}
    look = page.value("look", filters=NARROW, table=table)
    assert look.pop("rows") == page.value("page", **asked(widget, NARROW), first=0, many=30)
    assert look == page.value("look", filters=NARROW)
    assert page.error("look", filters={}, table={**table, "columns": ["price"]})["field"] == "columns"


def test_a_chart_that_a_filter_leaves_alone_is_not_summed_again(show: Open) -> None:
    widget, _ = show(sample(), now=NOW)
    panels = widget._panels
    one, other = (panels.look(Chosen.read({"model": [name]}), widget.today) for name in ("gpt-5.4", "audio-asr"))
    assert one["models"] is other["models"] and one["choices"]["model"] is other["choices"]["model"]
    assert one["choices"]["kind"] != other["choices"]["kind"] and one["days"] != other["days"]


def test_parquet_keeps_amounts_exact(show: Open) -> None:
    widget, page = show(sample(), now=NOW)
    page.value("export", **asked(widget, NARROW), format="parquet")
    found = pd.read_parquet(io.BytesIO(page.buffers[0]))
    widget.filters, widget.sort = NARROW, SORT
    assert list(found["credits"]) == list(widget.table()["credits"])
    assert list(found.columns) == widget.columns


def test_a_formula_in_a_prompt_stays_text_in_csv(show: Open) -> None:
    widget, page = show(read(_pandas([row(prompt="=HYPERLINK(1)")])), now=NOW)
    page.value("export", **asked(widget, {}), format="csv")
    assert "'=HYPERLINK(1)" in page.buffers[0].decode()


def test_every_column_can_be_shown_and_sorted_by(show: Open) -> None:
    names = [column.name for column in CALLS]
    _, page = show(sample(), now=NOW)
    for name in names:
        found = page.value("page", filters={}, columns=names, sort=[name, False], first=6000, many=500)
        assert len(found["rows"]) == min(200, found["total"] - 6000)
        assert all(len(line) == len(names) for line in found["rows"])


def test_new_calls_appear_with_the_balance_that_is_left(lab: Lab, server: Server, show: Open) -> None:
    widget, page = show(lab.usage)
    page.value("hello")
    assert page.value("look", filters={})["total"]["calls"] == 0
    lab.images.generate(HOSTILE).run()
    end = time.monotonic() + 10
    while time.monotonic() < end and (widget.revision < 1 or widget.balance != "96"):
        time.sleep(0.01)
    while time.monotonic() < end and page.value("look", filters={})["total"]["credits"] != "4":
        time.sleep(0.01)
    look = page.value("look", filters={})
    assert (look["total"]["credits"], look["total"]["calls"], widget.balance) == ("4", 1, "96")
    assert look["top"][0]["words"] == HOSTILE
    assert widget.code.startswith("usage = lab.usage\n")
    twin = widget._twin()
    assert "<script" not in twin and KEY not in twin and "Balance: 96 credits" in twin


def test_a_reading_that_fails_is_said_in_the_widget(lab: Lab, show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    widget, _ = show(lab.usage)

    def broken() -> Any:
        raise OSError("the disk is gone")

    monkeypatch.setattr(widget.usage, "rows", broken)
    lab.images.generate("a fox").run()
    end = time.monotonic() + 10
    while time.monotonic() < end and widget.last_error is None:
        time.sleep(0.01)
    assert widget.last_error and "disk is gone" in widget.last_error["message"]


def test_the_twin_has_cards_and_models_without_scripts(show: Open) -> None:
    widget, _ = show(read(_pandas([row(model=HOSTILE, credits=2_500_000)])), now=NOW, filters={"kind": ["image"]})
    twin = widget._twin()
    assert "2.5 credits" in twin and "<table" in twin and "Only kind image." in twin
    assert "<script" not in twin and "&lt;script&gt;" in twin
    assert len(twin) < 20_000


def test_no_calls_are_a_dashboard_too(show: Open) -> None:
    widget, page = show(read(_pandas([])), now=NOW)
    look = page.value("look", filters={})
    assert (look["of"], look["days"]["bars"], look["models"], look["cards"]["forecast"]["expected"]) == (
        0,
        [],
        [],
        None,
    )
    assert page.value("page", **asked(widget, {}), first=0, many=5) == {"total": 0, "first": 0, "rows": []}


def test_what_is_wrong_is_named(show: Open) -> None:
    usage = sample()
    with pytest.raises(TypeError, match="unknown keyword 'colour'"):
        usage.dashboard(colour="red")
    for wrong, word in (
        ({"filters": {"model": "veo"}}, "list of words"),
        ({"columns": ["price"]}, "columns are"),
        ({"sort": ["price", True]}, "sort is a column of the calls"),
        ({"sort": ["credits"]}, "whether the greatest comes first"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"now": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
    ):
        with pytest.raises(InputError, match=word):
            usage.dashboard(**wrong)
    widget, page = show(usage, now=NOW)
    assert page.error("look", filters={"colour": ["red"]})["field"] == "colour"
    assert page.error("page", filters={}, columns=["time"], sort=["price", True], first=0, many=1)["field"] == "sort"
    assert page.error("export", **asked(widget, {}), format="xlsx")["field"] == "format"
