"""The export as Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from hypereal_lab.gateway.ledger.export import COLUMNS, Row

__all__ = ["ParquetTable"]

_READ = tuple(name for name in COLUMNS if name != "requestId")
_WHOLE = ("statusCode", "latencyMs", "inputTokens", "outputTokens", "units")
_REPEATING = ["endpoint", "model", "provider", "apiKeyId", "error"]
"""Columns of few different words, which are kept once in each row group."""
_GROUP = 20_000
"""Rows of a group. What the foot says of each group stays in memory to the end."""


class ParquetTable:
    """Typed columns: times are timestamps in UTC, credits decimals with six places. Needs pyarrow.

    Raises `ImportError` where that is not installed.
    """

    media_type = "application/vnd.apache.parquet"
    ending = "parquet"

    def __init__(self) -> None:
        import pyarrow
        import pyarrow.parquet

        self._arrow = pyarrow
        self._sink = _Sink()
        self._waiting: list[Any] = []
        special = {"createdAt": pyarrow.timestamp("ms", tz="UTC"), "credits": pyarrow.decimal128(24, 6)}
        special |= {name: pyarrow.int64() for name in _WHOLE}
        self._schema = pyarrow.schema([(name, special.get(name, pyarrow.string())) for name in COLUMNS])
        self._writer = pyarrow.parquet.ParquetWriter(
            self._sink, self._schema, compression="zstd", use_dictionary=_REPEATING
        )

    def rows(self, rows: Sequence[Row]) -> bytes:
        """Nothing, until there are enough for a row group."""
        self._waiting.append(self._batch(rows))
        return self._group() if sum(map(len, self._waiting)) >= _GROUP else b""

    def end(self) -> bytes:
        """The last group and the foot, which says where everything stands."""
        last = self._group()
        self._writer.close()
        return last + self._sink.taken()

    def _group(self) -> bytes:
        if self._waiting:
            whole = self._arrow.Table.from_batches(self._waiting, self._schema)
            self._waiting = []
            self._writer.write_table(whole, row_group_size=len(whole))
        return self._sink.taken()

    def _batch(self, rows: Sequence[Row]) -> Any:
        found = dict(zip(_READ, zip(*rows, strict=True), strict=True))
        found["requestId"] = found["id"]
        arrays = [self._array(found[field.name], field.type) for field in self._schema]
        return self._arrow.RecordBatch.from_arrays(arrays, schema=self._schema)

    def _array(self, values: Sequence[Any], kind: Any) -> Any:
        """Laid out by hand: `pyarrow.array` loads pandas first, which is half of what a server may take for this."""
        import numpy

        arrow = self._arrow
        there = numpy.fromiter((value is not None for value in values), bool, len(values))
        valid = None if there.all() else arrow.py_buffer(numpy.packbits(there, bitorder="little"))
        if kind == arrow.string():
            texts = [(value or "").encode() for value in values]
            ends = numpy.cumsum([0, *map(len, texts)], dtype="int32")
            return arrow.Array.from_buffers(
                kind, len(values), [valid, arrow.py_buffer(ends), arrow.py_buffer(b"".join(texts))]
            )
        numbers = arrow.py_buffer(numpy.fromiter((value or 0 for value in values), "int64", len(values)))
        if not arrow.types.is_decimal(kind):
            return arrow.Array.from_buffers(kind, len(values), [valid, numbers])
        whole = arrow.Array.from_buffers(arrow.int64(), len(values), [valid, numbers])
        # the same digits with the point six places further left: an amount is never anything but a whole number
        return arrow.Array.from_buffers(kind, len(values), whole.cast(arrow.decimal128(kind.precision, 0)).buffers())


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
