"""Rows from DuckDB and Spark, which both take them as SQL; nothing is read before a view is looked at.

Names come from the table and are quoted; words and zones are quoted as text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.tables import TIME
from hypereal_lab.usage.reading.moments import naive
from hypereal_lab.usage.reading.plan import Plan, Take
from hypereal_lab.usage.views.zones import zone_of

__all__ = ["duckdb_rows", "spark_rows"]

_INTEGERS = {
    "tinyint",
    "smallint",
    "integer",
    "bigint",
    "hugeint",
    "int",
    "utinyint",
    "usmallint",
    "uinteger",
    "ubigint",
}
_OFFSET = "(Z|z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})$"


def duckdb_rows(relation: Any, plan: Plan) -> Any:
    """The columns of ours, as a relation that is still to be run."""
    found = dict(zip(relation.columns, (str(one).casefold() for one in relation.types), strict=True))
    return relation.project(", ".join(_select(take, found, plan, '"', _duckdb_time) for take in plan.takes))


def spark_rows(frame: Any, plan: Plan) -> Any:
    """The columns of ours, as a frame that is still to be run."""
    return frame.selectExpr(*(_select(take, dict(frame.dtypes), plan, "`", _spark_time) for take in plan.takes))


_Time = Callable[[str, str, Take, str | None], str]


def _select(take: Take, found: dict[str, str], plan: Plan, quote: str, time: _Time) -> str:
    if plan.zone is not None:
        zone_of(plan.zone)
    return f"{_expression(take, found, plan, quote, time)} AS {quote}{take.column.computed}{quote}"


def _expression(take: Take, found: dict[str, str], plan: Plan, quote: str, time: _Time) -> str:
    string = "VARCHAR" if quote == '"' else "STRING"
    kind = {"str": string, "Int64": "BIGINT", "float64": "DOUBLE", "bool": "BOOLEAN"}.get(take.column.dtype, "BIGINT")
    if take.source is None:
        return f"CAST({_literal(take.value)} AS {kind})"
    source, was = quote + take.source.replace(quote, quote * 2) + quote, found[take.source]
    text = was in ("varchar", "string")
    if take.words is not None:
        return _words(source, take, string)
    if take.column.dtype == "credits":
        if was in _INTEGERS:
            return f"CAST({source} AS BIGINT)" + (f" * {take.times}" if take.times != 1 else "")
        source = f"NULLIF(TRIM({source}), '')" if text else source
        return f"CAST(ROUND(CAST({source} AS DECIMAL(28, 10)) * CAST({take.times} AS DECIMAL(9, 0))) AS BIGINT)"
    if take.column.dtype == TIME:
        return f"CAST({source} AS BIGINT)" if was in _INTEGERS else time(source, was, take, plan.zone)
    if kind == "BOOLEAN" and was != "boolean":
        return f"COALESCE(LOWER(CAST({source} AS {string})) IN ('true', '1', '1.0', 'yes'), FALSE)"
    if text and kind != string:
        source = f"CAST(NULLIF(TRIM({source}), '') AS DOUBLE)"
    return f"CAST({source} AS {kind})" + (f" / {take.times}" if take.times != 1 else "")


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value).upper()


def _words(source: str, take: Take, string: str) -> str:
    assert take.words is not None
    word = f"TRIM(COALESCE(CAST({source} AS {string}), ''))"
    cases = " ".join(f"WHEN {_literal(said)} THEN {_literal(meant)}" for said, meant in take.words.items())
    other = "FALSE" if take.column.dtype == "bool" else word
    return f"CASE LOWER({word}) {cases} ELSE {other} END"


def _duckdb_time(source: str, was: str, take: Take, zone: str | None) -> str:
    if was == "timestamp with time zone":
        return f"epoch_us({source})"
    if was.startswith("timestamp") or was == "date":
        return f"epoch_us({_duckdb_zoned(f'CAST({source} AS TIMESTAMP)', zone or _refuse(take))})"
    if was != "varchar":
        raise InputError(f"{take.source}: {was} is no time.", field="source")
    told = f"NULLIF(TRIM({source}), '')"
    refusal = _literal(str(naive(f"A time in {take.source}")))
    bare = (
        f"epoch_us({_duckdb_zoned(f'CAST({told} AS TIMESTAMP)', zone)})"
        if zone
        else f"CAST(error({refusal}) AS BIGINT)"
    )
    return (
        f"CASE WHEN {told} IS NULL THEN NULL WHEN regexp_matches({told}, '{_OFFSET}') AND LENGTH({told}) > 10"
        f" THEN epoch_us(CAST({told} AS TIMESTAMPTZ)) ELSE {bare} END"
    )


def _duckdb_zoned(moment: str, zone: str) -> str:
    return moment if zone == "UTC" else f"timezone({_literal(zone)}, {moment})"


def _spark_time(source: str, was: str, take: Take, zone: str | None) -> str:
    if was == "timestamp":
        return f"unix_micros({source})"
    if was in ("timestamp_ntz", "date"):
        place = _literal(" " + (zone or _refuse(take)))
        return f"unix_micros(CAST(CONCAT(CAST({source} AS STRING), {place}) AS TIMESTAMP))"
    if was != "string":
        raise InputError(f"{take.source}: {was} is no time.", field="source")
    told = f"NULLIF(TRIM({source}), '')"
    refusal = _literal(str(naive(f"A time in {take.source}")))
    zoned = (
        f"unix_micros(CAST(CONCAT({told}, {_literal(' ' + zone)}) AS TIMESTAMP))"
        if zone
        else f"CAST(raise_error({refusal}) AS BIGINT)"
    )
    return (
        f"CASE WHEN {told} IS NULL THEN NULL WHEN {told} RLIKE '{_OFFSET}' AND LENGTH({told}) > 10"
        f" THEN unix_micros(CAST({told} AS TIMESTAMP)) ELSE {zoned} END"
    )


def _refuse(take: Take) -> str:
    raise naive(f"The column {take.source!r}")
