"""A file as a frame: lazily with DuckDB where that is installed, else with polars or pandas."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypereal_lab.errors import InputError

__all__ = ["open_path", "reading_of", "size_of"]

_PARQUET = {".parquet", ".pq"}
_CSV = {".csv", ".tsv", ".txt"}
_SIGNS = (",", ";", "\t", "|")


def open_path(path: str | Path) -> Any:
    """CSV or Parquet, `*` stands for several files. Raises `InputError` for what is not there or cannot be read."""
    given, found = Path(path), _files(path)
    if not found or not all(one.is_file() for one in found):
        raise InputError(f"There is no file {given}.", field="source")
    ending = given.suffix.casefold()
    if ending in _PARQUET:
        return _parquet(found)
    if ending in _CSV:
        return _csv(found)
    raise InputError(f"{given.name} is neither CSV nor Parquet; load it as a frame and give that.", field="source")


def size_of(path: str | Path) -> int:
    """Bytes of all its files together."""
    return sum(one.stat().st_size for one in _files(path))


@contextmanager
def reading_of(path: str | Path) -> Iterator[None]:
    """Whatever an engine says of rows that it cannot read becomes an `InputError` with the name of the file."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # each engine has errors of its own
        raise InputError(f"{Path(path).name} cannot be read. {_first(error)}", field="source") from error


def _files(path: str | Path) -> list[Path]:
    given = Path(path).expanduser()
    return sorted(given.parent.glob(given.name)) if "*" in given.name else [given]


def _parquet(files: list[Path]) -> Any:
    names = [str(one) for one in files]
    try:
        if _have("duckdb"):
            import duckdb

            return duckdb.connect().read_parquet(names, union_by_name=True)
        if _have("polars"):
            import polars as pl

            frame = pl.scan_parquet(names)
            frame.collect_schema()
            return frame
        import pandas as pd

        return pd.concat([pd.read_parquet(name) for name in names], ignore_index=True)
    except ImportError as error:
        raise InputError("Parquet needs DuckDB: pip install duckdb.", field="source") from error
    except Exception as error:  # each engine has errors of its own
        broken = next((one for one in files if not _whole(one)), files[0])
        raise InputError(
            f"{broken.name} cannot be read as Parquet; is it cut off? {_first(error)}", field="source"
        ) from error


def _whole(file: Path) -> bool:
    """Whether it begins and ends as Parquet does."""
    with file.open("rb") as opened:
        begin = opened.read(4)
        opened.seek(max(0, file.stat().st_size - 4))
        return begin == opened.read() == b"PAR1"


def _csv(files: list[Path]) -> Any:
    """All as text, so that no amount becomes a float on the way. Quotes are those of RFC 4180, never guessed."""
    split = [_split(one) for one in files]
    if len(set(split)) > 1:
        raise InputError(f"{files[0].name} and others split their columns by different signs.", field="source")
    names = [str(one) for one in files]
    try:
        if _have("duckdb"):
            import duckdb

            return duckdb.connect().read_csv(
                names, all_varchar=True, header=True, sep=split[0], quotechar='"', escapechar='"'
            )
        import pandas as pd

        return pd.concat([pd.read_csv(name, dtype="str", sep=split[0]) for name in names], ignore_index=True)
    except Exception as error:
        raise InputError(f"{files[0].name} cannot be read as CSV. {_first(error)}", field="source") from error


def _split(file: Path) -> str:
    """The sign between columns, by the header. Raises `InputError` where there is none, or a column stands twice."""
    with file.open(newline="", encoding="utf-8-sig", errors="replace") as opened:
        line = opened.readline()
    sign = max(_SIGNS, key=line.count)
    header = next(csv.reader([line], delimiter=sign), [])
    twice = sorted({name for name in header if header.count(name) > 1})
    if not header or twice:
        why = f"has the column {twice[0]!r} twice" if twice else "is empty"
        raise InputError(f"{file.name} {why}.", field="source")
    return sign


def _have(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _first(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
