"""A file as a frame: lazily with DuckDB where that is installed, else with polars or pandas."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from typing import Any

from hypereal_lab.errors import InputError

__all__ = ["open_path"]

_PARQUET = {".parquet", ".pq"}
_CSV = {".csv", ".tsv", ".txt"}


def open_path(path: str | Path) -> Any:
    """CSV or Parquet, `*` stands for several files. Raises `InputError` for what is not there or cannot be read."""
    given = Path(path).expanduser()
    found = sorted(given.parent.glob(given.name)) if "*" in given.name else [given]
    if not found or not all(one.is_file() for one in found):
        raise InputError(f"There is no file {given}.", field="source")
    ending = given.suffix.casefold()
    if ending in _PARQUET:
        return _parquet(found)
    if ending in _CSV:
        return _csv(found)
    raise InputError(f"{given.name} is neither CSV nor Parquet; load it as a frame and give that.", field="source")


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
        raise InputError(
            f"{files[0].name} cannot be read as Parquet; is it cut off? {_first(error)}", field="source"
        ) from error


def _csv(files: list[Path]) -> Any:
    """All as text, so that no amount becomes a float on the way."""
    _check_header(files)
    names = [str(one) for one in files]
    try:
        if _have("duckdb"):
            import duckdb

            return duckdb.connect().read_csv(names, all_varchar=True, header=True)
        import pandas as pd

        return pd.concat(
            [pd.read_csv(name, dtype="str", sep=None, engine="python") for name in names], ignore_index=True
        )
    except Exception as error:
        raise InputError(f"{files[0].name} cannot be read as CSV. {_first(error)}", field="source") from error


def _check_header(files: list[Path]) -> None:
    for one in files:
        with one.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            header = next(csv.reader(file), [])
        twice = sorted({name for name in header if header.count(name) > 1})
        if not header or twice:
            why = f"has the column {twice[0]!r} twice" if twice else "is empty"
            raise InputError(f"{one.name} {why}.", field="source")


def _have(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _first(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
