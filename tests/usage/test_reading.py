"""Tables that somebody else wrote: read exactly, or refused with the name of what is wrong."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from hypereal_lab.errors import InputError
from hypereal_lab.usage import read
from hypereal_lab.usage.command import csv_text

TABLE: dict[str, list[Any]] = {
    "time": ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00"],
    "model": ["a", "b"],
    "credits": ["4.000001", "-0.5"],
}


def sources(tmp_path: Path) -> dict[str, Any]:
    frame = pd.DataFrame(TABLE)
    frame.to_csv(tmp_path / "calls.csv", index=False)
    pl.DataFrame(TABLE).write_parquet(tmp_path / "calls.parquet")
    return {
        "pandas": frame,
        "polars": pl.DataFrame(TABLE),
        "lazy": pl.LazyFrame(TABLE),
        "csv": tmp_path / "calls.csv",
        "parquet": str(tmp_path / "calls.parquet"),
        "several": tmp_path / "*.parquet",
        "duckdb": duckdb.sql("SELECT * FROM frame"),
    }


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "csv", "parquet", "several", "duckdb"])
def test_the_same_table_is_the_same_usage_however_it_comes(kind: str, tmp_path: Path) -> None:
    usage = read(sources(tmp_path)[kind])
    assert usage.total() == Decimal("3.500001")
    frame = usage.frame()
    assert list(frame["time"]) == [pd.Timestamp("2026-03-01T12:00:00Z")] * 2
    assert list(frame["status"]) == ["succeeded"] * 2
    daily = usage.in_pandas().daily()
    assert (list(daily["day"]), list(daily["credits"])) == (["2026-03-01"], [Decimal("3.500001")])


def test_a_missing_column_is_named_with_the_one_that_looks_like_it() -> None:
    frame = pd.DataFrame(TABLE).rename(columns={"credits": "credit", "time": "when"})
    with pytest.raises(InputError, match="no column 'time', 'credits'.* 'credit' looks like 'credits'"):
        read(frame)
    assert read(frame, columns={"time": "when", "credits": "credit"}).total() == Decimal("3.500001")
    with pytest.raises(InputError, match="no column 'cost'"):
        read(frame, columns={"credits": "cost"})


def test_a_column_that_nobody_knows_is_set_aside_and_a_slip_of_the_pen_is_asked_about() -> None:
    assert read(pd.DataFrame({**TABLE, "weather": ["sun", "rain"]})).ignored == ("weather",)
    with pytest.raises(InputError, match="is it 'provider'"):
        read(pd.DataFrame({**TABLE, "provder": ["x", "y"]}))


@pytest.mark.parametrize("kind", ["pandas", "polars", "duckdb"])
def test_times_without_a_zone_are_refused_until_one_is_named(kind: str) -> None:
    moments = [datetime(2026, 3, 29, 12), datetime(2026, 3, 28, 12)]  # noqa: DTZ001
    frame: Any = pd.DataFrame({**TABLE, "time": moments})
    made = {
        "pandas": frame,
        "polars": pl.DataFrame({**TABLE, "time": moments}),
        "duckdb": duckdb.sql("SELECT * FROM frame"),
    }[kind]
    with pytest.raises(InputError, match="zone='UTC'"):
        read(made)
    told = [one.astimezone(UTC).hour for one in read(made, zone="Europe/Berlin").frame()["time"]]
    assert told == [10, 11]


def test_texts_without_a_zone_are_refused_too_lazily_where_the_frame_is_lazy(tmp_path: Path) -> None:
    frame = pd.DataFrame({**TABLE, "time": ["2026-03-01 12:00:00", "2026-03-01T12:00:00Z"]})
    with pytest.raises(InputError, match="row 0 has no time zone"):
        read(frame)
    frame.to_csv(tmp_path / "naive.csv", index=False)
    with pytest.raises(Exception, match="has no time zone"):
        read(tmp_path / "naive.csv").in_pandas().daily()
    assert len(read(tmp_path / "naive.csv", zone="UTC").in_pandas().daily()) == 1


@pytest.mark.parametrize("kind", ["pandas", "polars", "csv", "parquet", "several"])
def test_an_id_that_stands_twice_is_refused(kind: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({**TABLE, "id": ["x", "x"]})
    frame.to_csv(tmp_path / "calls.csv", index=False)
    for name in ("one", "two") if kind == "several" else ("one",):
        pl.from_pandas(frame if kind != "several" else frame[:1]).write_parquet(tmp_path / f"{name}.parquet")
    made = {
        "pandas": frame,
        "polars": pl.from_pandas(frame),
        "csv": tmp_path / "calls.csv",
        "parquet": tmp_path / "one.parquet",
        "several": tmp_path / "*.parquet",
    }[kind]
    with pytest.raises(InputError, match="1 id stands in more than one row, such as 'x'"):
        read(made)


@pytest.mark.parametrize("kind", ["lazy", "duckdb"])
def test_lazy_rows_tell_of_ids_that_stand_twice_when_asked(kind: str) -> None:
    frame = pd.DataFrame({**TABLE, "id": ["x", "x"]})
    usage = read(pl.from_pandas(frame).lazy() if kind == "lazy" else duckdb.sql("SELECT * FROM frame"))
    assert usage.duplicates() == 1
    assert read(pl.LazyFrame(TABLE)).duplicates() == read(pl.LazyFrame({**TABLE, "id": ["x", "y"]})).duplicates() == 0


@pytest.mark.parametrize("kind", ["pandas", "polars", "duckdb"])
def test_negative_rows_are_taken_off_and_rows_of_nothing_are_counted(kind: str) -> None:
    frame: Any = pd.DataFrame(
        {"time": TABLE["time"] * 2, "model": ["a"] * 4, "credits": ["4", "-4.000001", "0", "-0"], "units": [1, 1, 0, 0]}
    )
    made = {"pandas": frame, "polars": pl.from_pandas(frame), "duckdb": duckdb.sql("SELECT * FROM frame")}[kind]
    usage = read(made).in_pandas()
    (one,) = usage.by_model().to_dict("records")
    assert (one["calls"], one["credits"], one["unknown"]) == (4, Decimal("-0.000001"), 0)
    assert list(usage.top(4)["credits"]) == [4, 0, 0, Decimal("-4.000001")]
    (day,) = usage.daily().to_dict("records")
    assert day["credits"] == usage.total() == Decimal("-0.000001")


@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "csv", "duckdb"])
def test_hours_of_different_zones_are_one_moment_in_utc(kind: str, tmp_path: Path) -> None:
    times = ["2026-03-01T23:30:00-05:00", "2026-03-02T04:30:00Z", "2026-03-02T10:15:00+05:45", "2026-03-02 05:30:00+01"]
    table = {"time": times, "model": list("abcd"), "credits": ["1"] * 4}
    frame = pd.DataFrame(table)
    frame.to_csv(tmp_path / "zones.csv", index=False)
    made = {
        "pandas": frame, "polars": pl.DataFrame(table), "lazy": pl.LazyFrame(table), "csv": tmp_path / "zones.csv",
        "duckdb": duckdb.sql("SELECT * FROM frame"),
    }[kind]  # fmt: skip
    assert set(read(made).frame()["time"]) == {pd.Timestamp("2026-03-02T04:30:00Z")}


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
@pytest.mark.parametrize("many", [0, 2])
def test_columns_of_nothing_at_all_are_rows_without_a_time_or_a_price(frame: Any, many: int) -> None:
    usage = read(frame({"time": [None] * many, "model": ["a"] * many, "credits": [None] * many})).in_pandas()
    assert list(usage.daily()["day"]) == (["(none)"] if many else [])
    assert (usage.unknown, usage.total()) == (many, 0)


def test_days_weeks_and_months_in_pandas_are_those_of_other_engines() -> None:
    times = [None, *(datetime(year, month, 1, 12, tzinfo=UTC) for year in (1969, 1970, 2024) for month in range(1, 13))]
    table = {"time": times, "model": ["a"] * 37, "credits": [1] * 37}
    pandas, polars = read(pd.DataFrame(table)), read(pl.DataFrame(table)).in_pandas()
    for view in ("daily", "weekly", "monthly"):
        pd.testing.assert_frame_equal(getattr(pandas, view)(), getattr(polars, view)())


def test_models_that_the_catalogue_has_not_are_calls_like_any_other() -> None:
    usage = read(pd.DataFrame({**TABLE, "model": ["of our own", None], "kind": ["hologram", None]}))
    assert set(usage.by_model()["model"]) == {"of our own", "(none)"}
    assert set(usage.by("kind")["kind"]) == {"hologram", "(none)"}
    assert usage.cheapest_equivalent()["difference"].isna().all()
    assert set(usage.to_focus()["SkuId"]) == {"of our own", "unknown"}


def test_texts_that_a_spreadsheet_would_run_are_texts_here_and_harmless_where_they_leave(tmp_path: Path) -> None:
    formulas = ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
    frame = pd.DataFrame({"time": TABLE["time"][0], "model": formulas, "credits": "1", "prompt": '=HYPERLINK("x","y")'})
    frame.to_csv(tmp_path / "calls.csv", index=False, quoting=csv.QUOTE_ALL)
    usage = read(tmp_path / "calls.csv")
    assert {one.strip() for one in usage.in_pandas().by_model()["model"]} == {one.strip() for one in formulas}
    for row in list(csv.reader(io.StringIO(csv_text(usage.frame()[["model", "prompt", "credits"]]))))[1:]:
        assert row[0][0] == row[1][0] == "'" and row[2] == "1"


@pytest.mark.parametrize("amount", ["four", "1,5", "NaN credits"])
def test_an_amount_that_is_none_is_named_with_its_row(amount: str) -> None:
    with pytest.raises(InputError, match="row 1 is no amount"):
        read(pd.DataFrame({**TABLE, "credits": ["1", amount]}))


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_a_missing_amount_is_unknown_and_zero_is_zero(kind: Any) -> None:
    usage = read(kind({**TABLE, "credits": [None, 0.0]}))
    assert (usage.total(), usage.unknown) == (Decimal(0), 1)


def test_amounts_in_dollars_are_a_hundred_credits_and_others_are_refused() -> None:
    assert read(pd.DataFrame(TABLE), currency="USD").total() == Decimal("350.0001")
    assert read(pd.DataFrame({**TABLE, "currency": ["USD", "USD"]})).total() == Decimal("350.0001")
    with pytest.raises(InputError, match="EUR, USD"):
        read(pd.DataFrame({**TABLE, "currency": ["USD", "EUR"]}))
    with pytest.raises(InputError, match="'EUR' is not known"):
        read(pd.DataFrame({**TABLE, "currency": ["EUR", "EUR"]}))


def test_a_parquet_that_is_cut_off_and_a_file_that_is_not_there_are_said(tmp_path: Path) -> None:
    whole = tmp_path / "calls.parquet"
    pl.DataFrame(TABLE).write_parquet(whole)
    whole.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(InputError, match="is it cut off"):
        read(whole)
    with pytest.raises(InputError, match="There is no file"):
        read(tmp_path / "none.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match="empty.csv is empty"):
        read(tmp_path / "empty.csv")
    with pytest.raises(InputError, match="is no frame"):
        read(42)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_quotes_are_read_wherever_they_first_appear_and_whatever_splits_the_columns(sign: str, tmp_path: Path) -> None:
    plain = ["2026-03-01T12:00:00Z", "m", "1", "words"]
    odd = [*plain[:3], f'he said "a{sign}b"; then\r\nleft {{"k": [1, 2]}} \\']
    with (tmp_path / "calls.csv").open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=sign).writerows([["time", "model", "credits", "prompt"], *[plain] * 30_000, odd])
    usage = read(tmp_path / "calls.csv")
    assert usage.total() == 30_001
    assert odd[3] in set(usage.frame()["prompt"])


def test_a_line_with_columns_too_many_is_named(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text("time,model,credits\n2026-03-01T12:00:00Z,m,1\n2026-03-01T12:00:00Z,m,1,2,3\n")
    with pytest.raises(InputError, match=r"calls\.csv cannot be read as CSV"):
        read(tmp_path / "calls.csv")


def test_a_csv_that_is_cut_off_in_the_middle_of_a_row_is_named(tmp_path: Path) -> None:
    lines = [f"c{number},2026-03-01T12:00:00Z,m,1\r\n" for number in range(30_000)]
    (tmp_path / "calls.csv").write_text("id,time,model,credits\r\n" + "".join(lines)[:-12], newline="")
    with pytest.raises(InputError, match=r"calls\.csv cannot be read"):
        read(tmp_path / "calls.csv")


def test_of_several_files_the_one_that_is_cut_off_is_named(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        pl.DataFrame(TABLE).write_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "b.parquet").write_bytes((tmp_path / "b.parquet").read_bytes()[:-40])
    with pytest.raises(InputError, match=r"b\.parquet cannot be read as Parquet; is it cut off"):
        read(tmp_path / "*.parquet").frame()


def test_spend_logs_of_litellm_are_known_as_they_are(tmp_path: Path) -> None:
    log = pd.DataFrame(
        {
            "request_id": ["c1", "c2"], "call_type": ["acompletion", "aimage_generation"], "api_key": ["h1", "h2"],
            "spend": ["0.000123", "0.04"], "total_tokens": ["30", "0"], "prompt_tokens": ["10", "0"],
            "completion_tokens": ["20", "0"], "startTime": ["2026-03-01 12:00:00.5", "2026-03-02 12:00:00"],
            "model": ["gpt-x", "draw"], "cache_hit": ["True", "None"], "user": ["ann", ""],
        }
    )  # fmt: skip
    log.to_csv(tmp_path / "spend.csv", index=False)
    for usage in (read(log), read(tmp_path / "spend.csv")):
        assert usage.total() == Decimal("4.0123")
        frame = usage.frame().sort_values("time")
        assert list(frame["kind"]) == ["chat", "image"]
        assert list(frame["replayed"]) == [True, False]
        assert list(frame["output_tokens"]) == [20, 0]
        assert frame["time"].iloc[0] == pd.Timestamp("2026-03-01T12:00:00.5Z")


def test_activity_of_openrouter_is_known_as_it_is(tmp_path: Path) -> None:
    activity = pd.DataFrame(
        {
            "generation_id": ["g1", "g2"], "created_at": ["2026-03-01 12:00:00.123", "2026-03-01 13:00:00.000"],
            "cost_total": ["0.0015", "0"], "tokens_prompt": ["100", "1"], "tokens_completion": ["50", "1"],
            "model_permaslug": ["maker/model", "maker/model"], "provider_name": ["Maker", "Maker"],
            "cancelled": ["false", "true"], "generation_time_ms": ["1500", "10"],
        }
    )  # fmt: skip
    activity.to_csv(tmp_path / "activity.csv", index=False)
    for usage in (read(activity), read(tmp_path / "activity.csv"), read(pl.from_dict(activity.to_dict("list")))):
        assert usage.total() == Decimal("0.15")
        frame = usage.frame().sort_values("time")
        assert list(frame["latency"]) == [1.5, 0.01]
        assert list(frame["status"]) == ["succeeded", "cancelled"]


def test_a_table_of_a_tool_that_nobody_knows_is_refused_with_what_was_missing() -> None:
    with pytest.raises(InputError, match="no column 'time', 'model', 'credits'.*LiteLLM.*OpenRouter"):
        read(pd.DataFrame({"Datum": [1], "Betrag": [2]}))
    log = {"request_id": ["c"], "call_type": ["acompletion"], "startTime": ["2026-03-01"], "model": ["m"]}
    with pytest.raises(InputError, match=r"looks like a table of LiteLLM \(spend logs\) without 'spend'"):
        read(pd.DataFrame(log))
