"""Every view adds up to the ledger to the last millionth, on every engine alike."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hypereal_lab.usage import Usage, read, views
from hypereal_lab.usage.schema import BAD, CALLS
from hypereal_lab.usage.shown import table
from hypereal_lab.usage.views.by import KEYS, by_columns
from hypereal_lab.usage.views.rows import collect
from tests.usage.ledgers import ENGINES, Row, engine, full_ledgers, ledgers, row, value


@pytest.fixture(scope="module")
def spark() -> Iterator[Callable[[], Any]]:
    """One Spark for all tests of the module, started by the first that asks."""
    made: list[Any] = []

    def session() -> Any:
        if not made:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from pyspark.sql import SparkSession

                build = SparkSession.builder.master("local[1]").appName("usage")
                for name, said in {
                    # compiling a plan takes longer than reading 25 rows without
                    "spark.sql.codegen.wholeStage": "false",
                    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
                    "spark.sql.adaptive.enabled": "false",
                    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                    "spark.driver.memory": "512m",
                    "spark.ui.enabled": "false",
                    "spark.sql.shuffle.partitions": "1",
                    "spark.default.parallelism": "1",
                    "spark.driver.host": "127.0.0.1",
                    "spark.driver.bindAddress": "127.0.0.1",
                    "spark.sql.session.timeZone": "America/New_York",
                }.items():
                    build = build.config(name, said)
                made.append(build.getOrCreate())
                made[0].sparkContext.setLogLevel("ERROR")
        return made[0]

    yield session
    for one in made:
        one.stop()


@pytest.fixture(params=ENGINES, scope="module")
def frames(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, spark: Callable[[], Any]
) -> Iterator[Any]:
    with engine(request.param, tmp_path_factory.mktemp("rows"), spark) as make:
        make.is_slow = request.param == "spark"  # type: ignore[attr-defined]
        yield make


def added(found: list[dict[str, Any]], name: str = "credits_micros") -> int:
    return sum(one[name] or 0 for one in found)


VIEWS: dict[str, Callable[[Any], Any]] = {
    "by model": views.by_model,
    **{f"by {key}": lambda rows, key=key: views.by(rows, key) for key in ("kind", "tag", "notebook")},
    "by model and user": lambda rows: views.by(rows, "model", "user"),
    "daily": lambda rows: views.periods(rows, "day"),
    "weekly in Berlin": lambda rows: views.periods(rows, "week", zone="Europe/Berlin"),
    "monthly in Kathmandu": lambda rows: views.periods(rows, "month", "kind", zone="Asia/Kathmandu"),
}
"""Views in which every call has its place."""


def check_sums(ledger: list[Row], usage: Usage, name: str) -> None:
    rows = usage.rows()
    spent, avoided = value(ledger, "credits_micros"), value(ledger, "avoided_micros")
    unknown = sum(one["credits_micros"] is None for one in ledger)
    sent = sum(not one["replayed"] for one in ledger)
    view = collect(VIEWS[name](rows))
    assert added(view) == spent
    assert added(view, "avoided_micros") == avoided
    assert added(view, "unknown") == unknown
    assert added(view, "calls") == sent


def check_totals(ledger: list[Row], usage: Usage) -> None:
    rows = usage.rows()
    found = views.total(rows)
    unknown = sum(one["credits_micros"] is None for one in ledger)
    spent = value(ledger, "credits_micros")
    assert (found["credits_micros"], found["calls"], found["unknown"]) == (spent, len(ledger), unknown)
    cached = collect(views.cache(rows))
    assert (added(cached), added(cached, "avoided_micros")) == (spent, value(ledger, "avoided_micros"))


def check_parts(ledger: list[Row], usage: Usage) -> None:
    rows = usage.rows()
    sent = [one for one in ledger if not one["replayed"]]
    failed = [one for one in sent if one["status"] in BAD]
    units, keepers, errors = (collect(view(rows)) for view in (views.unit_cost, views.per_keeper, views.errors))
    assert added(units) == added(keepers) == value(sent, "credits_micros")
    assert (added(errors), added(errors, "calls")) == (value(failed, "credits_micros"), len(failed))
    dearest = sorted((one["credits_micros"] for one in ledger if one["credits_micros"] is not None), reverse=True)
    assert [one["credits_micros"] for one in collect(views.top(rows, 5))] == dearest[:5]


def check_latency_and_estimates(ledger: list[Row], usage: Usage) -> None:
    rows = usage.rows()
    sent = [one for one in ledger if not one["replayed"]]
    foretold = [
        one
        for one in sent
        if one["status"] == "succeeded" and None not in (one["credits_micros"], one["estimate_expected_micros"])
    ]
    off = collect(views.estimate_error(rows))
    assert added(off) == value(foretold, "credits_micros")
    assert added(off, "expected_micros") == value(foretold, "estimate_expected_micros")
    assert added(off, "off_micros") == added(off) - added(off, "expected_micros")
    timed = [one for one in sent if one["status"] == "succeeded" and one["latency"] is not None]
    assert added(collect(views.latency(rows, "model")), "calls") == len(timed)


CHECKS = {"totals": check_totals, "parts": check_parts, "latency": check_latency_and_estimates}


def check(ledger: list[Row], usage: Usage, what: str) -> None:
    if what in VIEWS:
        check_sums(ledger, usage, what)
    else:
        CHECKS[what](ledger, usage)


def test_every_view_adds_up_to_the_last_millionth(frames: Any) -> None:
    """Of Spark, where each view takes its time, all views of a few ledgers; of others one view of each of many."""
    every = [*CHECKS, *VIEWS]

    @settings(
        max_examples=2 if frames.is_slow else 50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=frames.is_slow,
        phases=[Phase.generate] if frames.is_slow else list(Phase),
    )
    @given(full_ledgers if frames.is_slow else ledgers, st.sampled_from(every))
    def holds(ledger: list[Row], what: str) -> None:
        usage = read(frames(ledger))
        for one in every if frames.is_slow else [what]:
            check(ledger, usage, one)

    holds()


@pytest.mark.parametrize("many", [0, 1])
def test_no_rows_and_one_row_give_the_same_columns(frames: Any, many: int) -> None:
    usage = read(frames([row()] * many))
    rows = usage.rows()
    assert rows.collect_schema().names() == [column.computed for column in CALLS]
    for key in ("tag",) if frames.is_slow else KEYS:
        assert list(table(views.by(rows, key), by_columns(key)).columns) == [one.name for one in by_columns(key)]
    assert len(collect(views.by_model(rows))) == many


def test_lazy_frames_stay_lazy(frames: Any) -> None:
    made = frames([row()])
    lazy = isinstance(nw.from_native(made), nw.LazyFrame)
    usage = read(made)
    for view in (usage.by_model(), usage.daily("model", zone="Europe/Berlin"), usage.top(), usage.latency()):
        assert isinstance(nw.from_native(view), nw.LazyFrame) == lazy
