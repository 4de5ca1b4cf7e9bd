"""Random ledgers, and the engines that views run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
from hypothesis import strategies as st

from hypereal_lab.usage.schema import CALLS

__all__ = ["ENGINES", "Row", "engine", "full_ledgers", "ledgers", "row", "value"]

Row = dict[str, Any]
"""One call by computed names."""

ENGINES = ("pandas", "polars", "polars lazy", "duckdb", "spark")
_SQL = {"str": "VARCHAR", "bool": "BOOLEAN", "float64": "DOUBLE"}
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def row(**values: Any) -> Row:
    """A call with nothing special, but for the values given by our names; amounts in millionths, times in UTC."""
    plain = {column.name: None for column in CALLS} | {
        "time": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "run": "r",
        "model": "m",
        "kind": "image",
        "status": "succeeded",
        "replayed": False,
        "units": 1,
        "credits": 0,
        "refunded": 0,
        "avoided": 0,
        "latency": 1.0,
    }
    given = plain | values
    return {column.computed: _computed(given[column.name]) for column in CALLS}


def _computed(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return value


amounts = st.integers(-(10**9), 10**13)


@st.composite
def rows(draw: st.DrawFn) -> Row:
    low = draw(st.one_of(st.none(), st.integers(0, 10**9)))
    refunded = draw(st.sampled_from((0, 0, 0, 1, 10**6)))
    return row(
        time=_BEGIN + timedelta(seconds=draw(st.integers(0, 366 * 86_400)), microseconds=draw(st.integers(0, 999_999))),
        model=draw(st.sampled_from(("a", "b", "c", None))),
        kind=draw(st.sampled_from(("image", "video", "chat", "speech", "model3d"))),
        provider=draw(st.sampled_from(("sandbox", "hypereal"))),
        status=draw(st.sampled_from(("succeeded", "succeeded", "failed", "unknown", "running"))),
        replayed=draw(st.booleans()),
        latency=draw(st.one_of(st.none(), st.integers(0, 10**6).map(lambda one: one / 1000))),
        units=draw(st.one_of(st.none(), st.integers(0, 10**6))),
        pixels=draw(st.one_of(st.none(), st.integers(0, 10**8))),
        media_ms=draw(st.one_of(st.none(), st.integers(0, 10**6))),
        input_tokens=draw(st.one_of(st.none(), st.integers(0, 10**6))),
        output_tokens=draw(st.one_of(st.none(), st.integers(0, 10**6))),
        estimate_low=low,
        estimate_expected=None if low is None else low + draw(st.integers(0, 10**9)),
        estimate_high=None if low is None else low + 2 * 10**9,
        credits=draw(st.one_of(st.none(), st.just(0), amounts)),
        refunded=refunded,
        avoided=draw(st.sampled_from((0, 0, 1, 4_000_001))),
        notebook=draw(st.sampled_from(("one.ipynb", "two.ipynb", None))),
        cell=draw(st.sampled_from(("c1", None))),
        tags=draw(st.sampled_from(("a", "a,b", None))),
        key=draw(st.sampled_from(("k1", "k2"))),
        user=draw(st.sampled_from(("ann", None))),
        rating=draw(st.one_of(st.none(), st.integers(0, 5))),
        error=draw(st.sampled_from(("no", None))),
    )


def _numbered(many: list[Row]) -> list[Row]:
    return [{**one, "run": f"r{number}"} for number, one in enumerate(many)]


ledgers = st.lists(rows(), max_size=25).map(_numbered)
full_ledgers = st.lists(rows(), min_size=20, max_size=25).map(_numbered)


def value(rows: list[Row], name: str) -> int:
    return sum(one[name] or 0 for one in rows)


@contextmanager
def engine(name: str, folder: Path, spark: Callable[[], Any]) -> Iterator[Callable[[list[Row]], Any]]:
    """How rows become a frame of an engine."""
    if name == "duckdb":
        connection = duckdb.connect()
        yield lambda many: _duckdb(connection, many, folder)
        connection.close()
    elif name == "spark":
        yield lambda many: _spark(spark(), many)
    else:
        yield {"pandas": _pandas, "polars": _polars, "polars lazy": lambda many: _polars(many).lazy()}[name]


def _pandas(many: list[Row]) -> pd.DataFrame:
    types = {column.computed: "Int64" if column.dtype not in _SQL else column.dtype for column in CALLS}
    return pd.DataFrame({name: pd.Series([one[name] for one in many], dtype=kind) for name, kind in types.items()})


def _polars(many: list[Row]) -> pl.DataFrame:
    kinds = {"str": pl.String, "bool": pl.Boolean, "float64": pl.Float64}
    return pl.DataFrame(many, schema={column.computed: kinds.get(column.dtype, pl.Int64) for column in CALLS})


def _duckdb(connection: Any, many: list[Row], folder: Path) -> Any:
    path = folder / "rows.parquet"
    _polars(many).write_parquet(path)
    return connection.read_parquet(str(path))


def _spark(session: Any, many: list[Row]) -> Any:
    kinds = {"str": "string", "bool": "boolean", "float64": "double"}
    schema = ", ".join(f"`{column.computed}` {kinds.get(column.dtype, 'bigint')}" for column in CALLS)
    return session.createDataFrame([tuple(one.values()) for one in many], schema)
