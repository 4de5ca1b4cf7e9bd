"""The request log as a table to take away: CSV or Parquet, in pieces, of any length with the same small memory."""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from hypereal_lab.gateway.ledger.log import Filter
from hypereal_lab.gateway.store import Store

if TYPE_CHECKING:
    import pyarrow

__all__ = ["COLUMNS", "CsvTable", "ParquetTable", "Table", "exported"]

COLUMNS = (
    "id",
    "createdAt",
    "endpoint",
    "model",
    "provider",
    "statusCode",
    "latencyMs",
    "inputTokens",
    "outputTokens",
    "units",
    "credits",
    "apiKeyId",
    "requestId",
    "error",
)
"""The fields of `logs` in their order, as in the answer of `/api/api-usage`."""

_ROWS = 10_000
"""Of one piece."""

Row = Sequence[Any]


class Table(Protocol):
    """A form of the export."""

    media_type: str
    ending: str

    @property
    def columns(self) -> str:
        """What `rows` needs of each call, as SQL."""
        ...

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Some calls, as the database gave `columns`."""
        ...

    def end(self) -> bytes:
        """What stands behind the last one; also where there is none."""
        ...


def exported(store: Store, chosen: Filter, table: Table, *, rows: int = _ROWS) -> Generator[bytes]:
    """The calls that there are when the first piece is asked for, oldest first. To be run in a thread.

    No read transaction lasts longer than one piece: a reader who never comes back must not keep the database from
    tidying up. Rows are never changed, so the pieces fit together all the same.
    """
    where, values = chosen.where()
    query = (
        f"SELECT created, rowid, {table.columns} FROM calls WHERE {where} AND rowid <= ?"
        " AND (created, rowid) > (?, ?) ORDER BY created, rowid LIMIT ?"
    )
    with closing(store.open_reader()) as read:
        (last,) = read.execute("SELECT max(rowid) FROM calls").fetchone()
        after: tuple[float, int] = (chosen.since, -1)
        while found := read.execute(query, [*values, last or 0, *after, rows]).fetchall():
            after = found[-1][0], found[-1][1]
            yield table.rows([row[2:] for row in found])
        yield table.end()


_SOURCES = {
    "createdAt": "created",
    "statusCode": "status_code",
    "latencyMs": "latency_ms",
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "apiKeyId": "key_id",
    "requestId": "id",
}
"""Columns of the database that have another name."""
_TIME = "strftime('%Y-%m-%dT%H:%M:%fZ', created, 'unixepoch')"
_DIGITS = (
    "CASE WHEN credits % 1000000 = 0 THEN credits / 1000000 ELSE CASE WHEN credits < 0 THEN '-' ELSE '' END"
    " || (abs(credits) / 1000000) || '.' || rtrim(substr(1000000 + abs(credits) % 1000000, 2), '0') END"
)
_FORMULA = "{0} GLOB '[-=+@' || char(9, 13) || ']*'"
_CELL = f"""
CASE WHEN {_FORMULA} OR {{0}} GLOB '*[",' || char(10, 13) || ']*'
THEN '"' || CASE WHEN {_FORMULA} THEN '''' ELSE '' END || replace({{0}}, '"', '""') || '"'
ELSE coalesce({{0}}, '') END"""
"""A text that may have come from outside: quoted where it has to be, with an apostrophe where it could be a formula."""


class CsvTable:
    """RFC 4180 with a header row, times in UTC as ISO 8601, credits as exact digits; no text is a formula.

    The database writes each line as one text: as fourteen values a row it would take half as long again.
    """

    media_type = "text/csv; charset=utf-8"
    ending = "csv"

    def __init__(self) -> None:
        self._header = ",".join(COLUMNS) + "\r\n"

    @property
    def columns(self) -> str:
        """One line."""
        cells = {name: _SOURCES.get(name, name) for name in COLUMNS}
        cells |= {name: _CELL.format(name) for name in ("endpoint", "model", "provider", "error")}
        cells |= {"createdAt": _TIME, "credits": _DIGITS}
        line = ",".join("%s" for _ in COLUMNS)
        values = ", ".join(f"({cell})" for cell in cells.values())
        return f"printf('{line}' || char(13, 10), {values})"  # a missing value is written as nothing

    def rows(self, rows: Sequence[Row]) -> bytes:
        """The header stands before the first of them."""
        header, self._header = self._header, ""
        return (header + "".join([line for (line,) in rows])).encode()

    def end(self) -> bytes:
        """The header, where there was no row."""
        return self.rows(())


class ParquetTable:
    """Typed columns: times are timestamps in UTC, credits decimals with six places. Needs pyarrow.

    Raises `ImportError` where that is not installed.
    """

    media_type = "application/vnd.apache.parquet"
    ending = "parquet"
    columns = ", ".join(
        "CAST(round(created * 1000) AS INTEGER)" if name == "createdAt" else _SOURCES.get(name, name)
        for name in COLUMNS
    )

    def __init__(self) -> None:
        import pyarrow
        import pyarrow.parquet

        self._arrow = pyarrow
        self._sink = _Sink()
        self._schema = self._typed(pyarrow)
        self._writer = pyarrow.parquet.ParquetWriter(self._sink, self._schema, compression="zstd")

    def rows(self, rows: Sequence[Row]) -> bytes:
        """One row group."""
        columns = list(zip(*rows, strict=True))
        columns[COLUMNS.index("credits")] = tuple(map(_decimal, columns[COLUMNS.index("credits")]))
        arrays = [
            self._arrow.array(column, type=field.type) for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        return self._sink.taken()

    def end(self) -> bytes:
        """The foot, which says where everything stands."""
        self._writer.close()
        return self._sink.taken()

    @staticmethod
    def _typed(arrow: pyarrow) -> Any:
        whole = {"statusCode", "latencyMs", "inputTokens", "outputTokens", "units"}
        special = {"createdAt": arrow.timestamp("ms", tz="UTC"), "credits": arrow.decimal128(24, 6)}
        return arrow.schema(
            [(name, special.get(name, arrow.int64() if name in whole else arrow.string())) for name in COLUMNS]
        )


class _Sink(io.RawIOBase):
    """A file that only goes on: what was taken out of it is forgotten, its place is not."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        self._place += len(data)
        return len(data)

    def tell(self) -> int:
        return self._place

    def taken(self) -> bytes:
        """What was written since the last time."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


def _decimal(micros: int) -> Decimal:
    return Decimal(micros).scaleb(-6)
