"""Rows from a polars frame, eager or lazy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.tables import TIME
from hypereal_lab.usage.reading.moments import moment_us, naive
from hypereal_lab.usage.reading.plan import Plan, Take
from hypereal_lab.usage.views.zones import zone_of

__all__ = ["polars_rows"]


def polars_rows(frame: Any, plan: Plan) -> Any:
    """The columns of ours."""
    schema = frame.collect_schema()
    if plan.zone is not None:
        zone_of(plan.zone)
    return frame.select(_column(take, schema, plan).alias(take.column.computed) for take in plan.takes)


def _column(take: Take, schema: Any, plan: Plan) -> Any:
    import polars as pl

    kinds = {"str": pl.String, "Int64": pl.Int64, "float64": pl.Float64, "bool": pl.Boolean}
    kind = kinds.get(take.column.dtype, pl.Int64)
    if take.source is None:
        return pl.lit(take.value, dtype=kind)
    source, found = pl.col(take.source), schema[take.source]
    if take.words is not None:
        word = source.cast(pl.String).str.strip_chars().fill_null("")
        other = pl.lit(False) if kind == pl.Boolean else word
        return word.str.to_lowercase().replace_strict(dict(take.words), default=other, return_dtype=kind)
    if take.column.dtype == "credits":
        return _amount(source, found, take)
    if take.column.dtype == TIME:
        return _time(source, found, take, plan)
    if kind == pl.Boolean and found != pl.Boolean:
        return source.cast(pl.String).str.to_lowercase().is_in(["true", "1", "1.0", "yes"]).fill_null(False)
    if found == pl.String and kind != pl.String:
        source = pl.when(source.str.strip_chars() != "").then(source.str.strip_chars()).cast(pl.Float64)
    cast = source.cast(kind)
    return cast if take.times == 1 else cast / take.times


def _amount(source: Any, found: Any, take: Take) -> Any:
    import polars as pl

    if found.is_integer():
        return source.cast(pl.Int64) * take.times
    if found == pl.String:
        source = pl.when(source.str.strip_chars() != "").then(source.str.strip_chars())
    if found.is_float():
        source = source.fill_nan(None)
    exact = source.cast(pl.Decimal(38, 12)) if not found.is_decimal() else source
    # whole and broken part apart, since the product of the whole would need more digits than a decimal has
    return (exact.cast(pl.Decimal(28, 10)) * pl.lit(take.times).cast(pl.Decimal(10, 0))).round(0).cast(pl.Int64)


def _time(source: Any, found: Any, take: Take, plan: Plan) -> Any:
    import polars as pl

    if found.is_integer() or found == pl.Null:
        return source.cast(pl.Int64)
    if found == pl.String:
        return source.map_elements(lambda text: _us(text, take, plan), return_dtype=pl.Int64)
    if found == pl.Date:
        return source.cast(pl.Datetime("us")).dt.epoch("us")
    if found != pl.Datetime:
        raise InputError(f"{take.source}: {found} is no time.", field="source")
    if found.time_zone is None:
        if plan.zone is None:
            raise naive(f"The column {take.source!r}")
        source = source.dt.replace_time_zone(plan.zone, ambiguous="earliest", non_existent="raise")
    return source.dt.epoch("us")


def _us(text: str, take: Take, plan: Plan) -> int | None:
    if not text.strip():
        return None
    return moment_us(datetime.fromisoformat(text.strip()), plan.zone, f"{take.source} {text[:40]!r}")
