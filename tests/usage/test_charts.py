"""Charts: what they say, how small they are, that they are read on light and dark, and that nothing is fetched."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from hypereal_lab.errors import InputError
from hypereal_lab.usage import Drawing, Usage, read, sample
from hypereal_lab.usage.charts.figures import about, percent
from hypereal_lab.usage.charts.look import COLOURS, GREY, INK, INKS
from hypereal_lab.usage.ledger import computed_frame
from hypereal_lab.usage.sample import sample_csv

MICRO = 1_000_000
NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
CHARTS: dict[str, Callable[[Usage], Drawing]] = {
    "by_model": lambda usage: usage.chart(),
    "spend": lambda usage: usage.chart.spend(),
    "share": lambda usage: usage.chart.share(),
    "cost_latency": lambda usage: usage.chart.cost_latency(),
    "top": lambda usage: usage.chart.top(),
    "burn_down": lambda usage: usage.chart.burn_down(30_000, now=NOW),
    "unit_cost": lambda usage: usage.chart.unit_cost(),
    "price_history": lambda usage: usage.chart.price_history(),
}


@pytest.fixture(scope="module")
def studio() -> Usage:
    return sample()


def usage(*calls: dict[str, Any]) -> Usage:
    plain = {"time": round(NOW.timestamp()) * MICRO, "model": "m", "kind": "image", "unit": "image", "units": 1,
             "credits": 4 * MICRO, "latency": 2.0}  # fmt: skip
    frame = computed_frame({**plain, "run": f"r{number}", **call} for number, call in enumerate(calls))
    return Usage(lambda: frame)


def rows_in(spec: Any) -> int:
    """Rows of data anywhere in a specification."""
    if isinstance(spec, dict):
        own = sum(len(one) for one in spec.get("datasets", {}).values())
        own += (
            len(spec["values"]) if isinstance(spec.get("values"), list) and isinstance(spec["values"][:1], list) else 0
        )
        return own + sum(rows_in(one) for name, one in spec.items() if name not in ("datasets", "values"))
    return sum(map(rows_in, spec)) if isinstance(spec, list) else 0


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_a_finding_and_an_alternative_text_and_few_rows(studio: Usage, name: str) -> None:
    drawing = CHARTS[name](studio)
    spec = drawing.to_dict()
    assert drawing.finding in spec["description"]
    assert "".join(spec["title"]["text"]).replace("\u00a0", "")[:12] == drawing.finding.replace(" ", " ")[:12]
    assert spec["background"] == "transparent"
    assert 0 < rows_in(spec) < 600


@pytest.mark.parametrize("name", CHARTS)
def test_no_calls_give_a_chart_that_says_so(name: str) -> None:
    spec = CHARTS[name](usage()).to_dict()
    assert any(word in spec["description"] for word in ("Nothing was", "No call has", "No price was", "no whole day"))


@pytest.mark.parametrize("name", ["by_model", "spend", "share", "top", "burn_down", "unit_cost"])
def test_an_unknown_price_is_said_with_its_number_and_drawn_nowhere(name: str) -> None:
    mixed = CHARTS[name](usage({}, {"credits": None, "model": "secret"}, {"credits": None, "model": "secret"}))
    spec = mixed.to_dict()
    assert "2 calls of unknown price are not in it." in spec["description"]
    assert "secret" not in json.dumps(spec)


@pytest.mark.parametrize("theme", [None, "light", "dark"])
@pytest.mark.parametrize("name", ["spend", "unit_cost"])
def test_files_are_written_without_a_browser(studio: Usage, tmp_path: Path, name: str, theme: str | None) -> None:
    drawing = CHARTS[name](studio)
    picture = drawing.save(tmp_path / "c.png", theme=theme, scale=1).read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) > 5_000
    drawn = drawing.save(tmp_path / "c.svg", theme=theme).read_text()
    paper, ink = INKS[theme or "light"]
    assert paper in drawn and ink in drawn and INK not in drawn
    assert 'role="img"' in drawn and drawing.finding.split(",")[0] in drawn


def test_a_page_draws_itself_and_loads_nothing(studio: Usage, tmp_path: Path) -> None:
    page = studio.chart.share().save(tmp_path / "c.html").read_text()
    assert "<script src=" not in page and "<link" not in page
    assert "color-scheme:light dark" in page


def test_what_cannot_be_saved_says_why(studio: Usage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = studio.chart()
    with pytest.raises(InputError, match=r"\.png, \.svg, \.html"):
        drawing.save(tmp_path / "c.gif")
    with pytest.raises(InputError, match="light or dark"):
        drawing.save(tmp_path / "c.png", theme="blue")
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(InputError, match=r"hypereal-lab\[charts\]"):
        drawing.save(tmp_path / "c.png")


@pytest.mark.parametrize("wrong", [
    lambda chart: chart.spend("hour"), lambda chart: chart(width=10), lambda chart: chart.top(0),
    lambda chart: chart.burn_down(0), lambda chart: chart.burn_down(9, now=datetime(2026, 1, 1)),  # noqa: DTZ001
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(studio: Usage, wrong: Callable[[Any], Any]) -> None:
    with pytest.raises(InputError):
        wrong(studio.chart)


def test_jupyterlab_draws_it_in_the_ink_of_the_page_and_sends_it_nowhere(studio: Usage) -> None:
    bundle, told = studio.chart.spend()._repr_mimebundle_()
    (kind,) = told
    assert told[kind]["embed_options"]["renderer"] == "svg"
    assert told[kind]["embed_options"]["actions"]["editor"] is False
    assert bundle[kind]["config"]["title"]["color"] == INK
    assert "http" not in json.dumps({name: part for name, part in bundle[kind].items() if name != "$schema"})


@pytest.mark.parametrize("paper", [paper for paper, _ in INKS.values()])
def test_every_colour_stands_out_from_light_and_dark_paper(paper: str) -> None:
    assert all(contrast(colour, paper) >= 3 for colour in (*COLOURS, GREY))
    assert all(contrast(ink, own) >= 7 for own, ink in INKS.values())


def contrast(one: str, other: str) -> float:
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_many_models_are_few_names_and_the_rest() -> None:
    many = usage(*({"model": f"m{number:02}", "credits": (40 - number) * MICRO} for number in range(30)))
    spec = json.dumps(many.chart.spend().to_dict())
    assert "other models (24)" in spec and '"m05"' in spec and '"m06"' not in spec
    assert "other models (15)" in json.dumps(many.chart().to_dict())


def test_every_engine_draws_the_same(studio: Usage, tmp_path: Path) -> None:
    frame = studio.frame().assign(credits=lambda one: [None if c is None else str(c) for c in one["credits"]])
    plain = frame[["time", "run", "model", "kind", "status", "latency", "units", "unit", "credits", "replayed"]].copy()
    plain["time"] = plain["time"].astype("int64")
    plain = plain.rename(columns={"time": "time_us"})
    known = plain.astype("object").where(plain.notna(), None)
    table = pl.DataFrame(known.to_dict("list"), infer_schema_length=None)
    table.write_parquet(tmp_path / "calls.parquet")
    engines = (read(plain), read(table), read(table.lazy()), read(duckdb.read_parquet(str(tmp_path / "calls.parquet"))))
    for name, draw in CHARTS.items():
        one, *others = (
            {part: spec for part, spec in draw(each).to_dict().items() if part in ("title", "description")}
            for each in engines
        )
        assert all(other == one for other in others), name


def test_the_tooltip_has_every_digit() -> None:
    spec = json.dumps(usage({"credits": 1_234_567_890_123}).chart().to_dict())
    assert "1,234,567.890123" in spec and '"1,234,568"' in spec


@pytest.mark.parametrize(("micros", "said"), [(0, "0"), (123, "0.000123"), (1_500_000, "1.5"), (12_345_678, "12.3"),
                                              (1_234_567_890, "1,235"), (-4_000_000, "-4")])  # fmt: skip
def test_titles_say_three_digits(micros: int, said: str) -> None:
    assert about(micros) == said


def test_a_little_is_not_nothing_and_nearly_all_is_not_all() -> None:
    assert [percent(part) for part in (0, 0.001, 0.714, 0.999, 1)] == ["0 %", "< 1 %", "71 %", "> 99 %", "100 %"]


def test_a_burn_down_begins_with_the_budget_and_ends_as_the_forecast_does(studio: Usage) -> None:
    table = studio.burn_down(30_000, now=NOW)
    told = studio.forecast(now=NOW).iloc[0]
    last = table.iloc[-1]
    assert (len(table), table["left"].iloc[0], last["day"]) == (31, Decimal(30_000), "2026-11-30")
    assert (last["spent"], last["low"], last["high"]) == (told["expected"], told["low"], told["high"])
    assert last["even"] == 0
    assert (
        "will not last" in studio.chart.burn_down(20_000, now=NOW).finding
        or "used up" in studio.chart.burn_down(20_000, now=NOW).finding
    )


def test_a_price_that_moved_for_good_is_named(studio: Usage) -> None:
    assert studio.chart.price_history().finding == "veo-3-1-i2v went from 48 to 69 credits for a clip on 10 Nov"
    history = studio.price_history("month")
    veo = history[history["model"] == "veo-3-1-i2v"]
    assert list(veo["credits_per_unit"])[0] == 48 < list(veo["credits_per_unit"])[1] < 69


def test_the_sample_is_what_its_generator_makes(studio: Usage) -> None:
    import io

    made = read(pd.read_csv(io.BytesIO(sample_csv()), dtype="str"))
    assert made.total() == studio.total()
    assert made.by_model().equals(studio.by_model())
    assert 6_000 <= len(studio.frame()) <= 12_000
    assert studio.unknown > 0 and set(studio.anomalies()["model"][:4]) == {"gpt-image-2"}
