"""What each view says, with none, one and many calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypereal_lab.errors import InputError
from hypereal_lab.usage import Usage, read, reconcile
from hypereal_lab.usage.ledger import computed_frame
from tests.usage.ledgers import ledgers

MICRO = 1_000_000
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


def us(moment: datetime) -> int:
    return round(moment.timestamp()) * MICRO


def usage(*calls: dict[str, Any]) -> Usage:
    plain = {"time": us(MARCH), "model": "m", "kind": "image", "unit": "image", "units": 1, "credits": 4 * MICRO}
    frame = computed_frame({**plain, "run": f"r{number}", **call} for number, call in enumerate(calls))
    return Usage(lambda: frame)


def test_an_unknown_price_is_never_zero() -> None:
    (row,) = usage({"credits": None}, {"credits": None}).by_model().to_dict("records")
    assert (row["credits"], row["unknown"], row["credits_per_unit"]) == (None, 2, None)
    (row,) = usage({"credits": None}, {}).by_model().to_dict("records")
    assert (row["credits"], row["unknown"]) == (Decimal(4), 1)
    assert "2 calls, 4 credits, 1 of unknown price" in repr(usage({"credits": None}, {}))


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-03-28T23:30:00+00:00", "2026-03-29"), ("2026-03-29T21:59:59+00:00", "2026-03-29"),
     ("2026-03-29T22:00:00+00:00", "2026-03-30"), ("2026-10-25T22:59:59+00:00", "2026-10-25"),
     ("2026-10-25T23:00:00+00:00", "2026-10-26"), ("2028-02-29T12:00:00+00:00", "2028-02-29")],
)  # fmt: skip
def test_days_are_those_of_the_zone_on_both_sides_of_summer_time(moment: str, day: str) -> None:
    one = usage({"time": us(datetime.fromisoformat(moment))})
    assert list(one.daily(zone="Europe/Berlin")["day"]) == [day]


moments = st.datetimes(datetime(2016, 1, 1), datetime(2039, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None, max_examples=15)
@given(
    st.lists(moments, min_size=1, max_size=20),
    st.sampled_from(["Europe/Vilnius", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_every_day_week_and_month_is_the_one_that_the_calendar_tells(many: list[datetime], zone: str) -> None:
    from zoneinfo import ZoneInfo

    calls = usage(*({"time": us(one.replace(microsecond=0))} for one in many))
    local = [one.replace(microsecond=0).astimezone(ZoneInfo(zone)).date() for one in many]
    assert list(calls.daily(zone=zone)["day"]) == sorted({day.isoformat() for day in local})
    assert list(calls.weekly(zone=zone)["week"]) == sorted(
        {(day - timedelta(days=day.weekday())).isoformat() for day in local}
    )
    assert list(calls.monthly(zone=zone)["month"]) == sorted({day.replace(day=1).isoformat() for day in local})


def test_an_unknown_zone_and_an_unknown_key_are_refused_with_what_there_is() -> None:
    with pytest.raises(InputError, match="Europe/Vilnius"):
        usage({}).daily(zone="Mars/Base")
    with pytest.raises(InputError, match="Near: model"):
        usage({}).by("modle")


@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(ledgers, ledgers)
def test_a_comparison_leaves_no_remainder(before: list[Any], after: list[Any]) -> None:
    from hypereal_lab.usage.views.compare import compare
    from tests.usage.ledgers import _pandas, value

    rows = compare(read(_pandas(before)).rows(), read(_pandas(after)).rows())
    for row in rows:
        assert row["change"] == row["after"] - row["before"] == row["price"] + row["volume"] + row["mix"]
    assert sum(row["change"] for row in rows) == value(after, "credits_micros") - value(before, "credits_micros")


def test_a_dearer_unit_is_price_more_units_are_volume_and_another_model_is_mix() -> None:
    def parts(before: Usage, after: Usage) -> list[Any]:
        table = before.compare(after)
        return [sum(table[name]) for name in ("price", "volume", "mix")]

    assert parts(usage({}), usage({"credits": 5 * MICRO})) == [1, 0, 0]
    assert parts(usage({}), usage({}, {})) == [0, 4, 0]
    cheap = {"model": "cheap", "credits": MICRO}
    assert parts(usage({}, cheap), usage(cheap, cheap)) == [0, 0, -3]


def test_the_latency_of_a_model_is_told_by_percentiles_and_speed() -> None:
    calls = usage(*({"latency": float(second), "output_tokens": 100} for second in range(1, 101)))
    (row,) = calls.latency().to_dict("records")
    assert (row["calls"], row["p50_seconds"], row["p95_seconds"], row["p99_seconds"]) == (
        100,
        50.5,
        pytest.approx(95.05),
        pytest.approx(99.01),
    )
    assert row["tokens_per_second"] == pytest.approx(10_000 / 5_050)
    assert pd.isna(row["megapixels_per_second"])


def test_the_cost_of_a_unit_counts_what_failed_too() -> None:
    calls = usage({"pixels": 2 * MICRO}, {"status": "failed", "units": 0, "credits": MICRO})
    (row,) = calls.unit_cost().to_dict("records")
    assert (row["per_image"], row["per_megapixel"], row["per_second"]) == (Decimal(5), Decimal("2.5"), None)


def test_a_keeper_costs_what_all_the_tries_cost() -> None:
    (row,) = usage({"rating": 5}, {"rating": 1}, {}).per_keeper().to_dict("records")
    assert (row["rated"], row["keepers"], row["per_keeper"]) == (2, 1, Decimal(12))


def test_estimates_have_a_bias_and_a_spread() -> None:
    foretold = {"estimate_low": 0, "estimate_expected": 4 * MICRO, "estimate_high": 5 * MICRO}
    (row,) = usage(foretold, {**foretold, "credits": 6 * MICRO}).estimate_error().to_dict("records")
    assert (row["off"], row["bias"], row["within"]) == (Decimal(2), 0.25, 0.5)


def test_an_hour_out_of_line_is_found_with_its_calls() -> None:
    calm = [{"time": us(MARCH + timedelta(hours=hour))} for hour in range(24)]
    wild = {"time": us(MARCH + timedelta(hours=3, minutes=5)), "model": "dear", "credits": 500 * MICRO}
    found = usage(*calm, wild)
    (row,) = found.anomalies().to_dict("records")
    assert (row["model"], row["credits"], row["usual"]) == ("dear", Decimal(504), Decimal(4))
    assert found.anomalous_calls().total() == 504
    assert usage(*calm).anomalies().empty
    assert len(usage(*calm).anomalous_calls().frame()) == 0


def test_a_forecast_of_even_days_is_their_sum_and_little_data_is_said() -> None:
    days = [{"time": us(datetime(2026, 3, day, 9, tzinfo=UTC))} for day in range(1, 11)]
    (row,) = usage(*days).forecast(now=datetime(2026, 3, 11, 8, tzinfo=UTC)).to_dict("records")
    assert (row["spent"], row["expected"], row["low"], row["high"]) == (40, Decimal(124), Decimal(124), Decimal(124))
    assert row["pattern"] == "flat"
    (row,) = usage(*days[:2]).forecast(now=datetime(2026, 3, 3, 8, tzinfo=UTC)).to_dict("records")
    assert row["low"] is None and "only 2 whole days" in row["note"]
    (row,) = usage().forecast(now=MARCH).to_dict("records")
    assert (row["expected"], row["pattern"]) == (None, "none")


def test_weekdays_are_told_apart_after_three_weeks() -> None:
    begin = datetime(2026, 6, 1, 9, tzinfo=UTC)
    calls = [
        {
            "time": us(begin + timedelta(days=day)),
            "credits": (0 if (begin + timedelta(days=day)).weekday() > 4 else 10) * MICRO,
        }
        for day in range(28)
    ]
    (row,) = usage(*calls).forecast(now=begin + timedelta(days=28)).to_dict("records")
    assert (row["pattern"], row["expected"], row["days_left"]) == ("weekday", Decimal(220), 2)


def test_a_budget_that_goes_too_fast_names_the_day_on_which_it_ends() -> None:
    calls = usage({"time": us(datetime(2026, 3, 1, 1, tzinfo=UTC)), "credits": 50 * MICRO})
    (row,) = calls.budget_pace(100, now=datetime(2026, 3, 8, 0, tzinfo=UTC)).to_dict("records")
    assert (row["left"], row["budget_used"], row["runs_out"]) == (Decimal(50), 0.5, "2026-03-15")
    (row,) = calls.budget_pace(1000, now=datetime(2026, 3, 28, tzinfo=UTC)).to_dict("records")
    assert row["runs_out"] is None or pd.isna(row["runs_out"])


def test_differences_between_lab_and_server_are_named_with_amount_and_cause() -> None:
    lab = usage(
        {"request_id": "same"}, {"request_id": "refunded"}, {"request_id": "lost", "status": "unknown", "credits": 0},
        {"request_id": "gone"}, {"request_id": None, "run": "near"},
    )  # fmt: skip
    server = usage(
        {"request_id": "same"}, {"request_id": "refunded"}, {"request_id": "refunded", "credits": -4 * MICRO, "refunded": 4 * MICRO},
        {"request_id": "lost"}, {"request_id": "elsewhere"}, {"request_id": "near too"},
    )  # fmt: skip
    found = reconcile(lab, server)
    causes = {row["request_id"]: (row["difference"], row["cause"]) for row in found.to_dict("records")}
    assert set(causes) >= {"refunded", "lost", "gone"}
    assert causes["refunded"][0] == -4 and "refund" in causes["refunded"][1]
    assert causes["lost"][0] == 4 and "no answer came" in causes["lost"][1]
    assert causes["gone"][0] == -4
    assert sum(found["difference"]) == server.total() - lab.total()
    assert len(found) == 4


def test_a_call_of_unknown_cost_is_matched_by_its_time_and_named_where_the_server_has_none() -> None:
    lab = usage({"request_id": None, "run": "told", "credits": None}, {"request_id": "gone", "credits": None})
    server = usage({"request_id": "theirs", "credits": 3 * MICRO})
    found = {row["run"]: row for row in reconcile(lab, server).to_dict("records")}
    assert set(found) == {"told", "r1"}
    assert (found["told"]["difference"], found["told"]["server"]) == (3, 3)
    assert found["told"]["cause"] == "one side does not know the price"
    assert found["r1"]["cause"].startswith("nobody told what it cost")
