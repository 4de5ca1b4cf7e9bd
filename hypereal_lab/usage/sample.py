"""A sample to look at before one has spent anything: the calls of a made-up studio, shipped as CSV."""

from __future__ import annotations

import csv
import gzip
import io
from importlib.resources import files
from pathlib import Path
from random import Random

import pandas as pd

from hypereal_lab.catalog import load
from hypereal_lab.usage.studio import studio_calls
from hypereal_lab.usage.usage import Usage, read

__all__ = ["sample", "sample_csv", "write_sample"]

_SEED = 20_261_121
_FILE = "studio.csv.gz"


def sample() -> Usage:
    """The calls of a small studio, 1 October to 20 November 2026. People and prompts are made up, models are real.

    Prices are those of the catalogue that the sample was made with; see `studio` for what happens in it.
    """
    with files("hypereal_lab.usage").joinpath("data", _FILE).open("rb") as packed, gzip.open(packed) as text:
        return read(pd.read_csv(text, dtype="str"))


def sample_csv() -> bytes:
    """What the file holds, made anew; the same bytes each time, as long as the catalogue names the same prices."""
    calls = studio_calls(load(), Random(_SEED))  # noqa: S311 - nothing is secret here
    kept = io.StringIO(newline="")
    writer = csv.DictWriter(kept, list(calls[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(calls)
    return kept.getvalue().encode()


def write_sample(path: Path) -> None:
    """Write it packed, without name and time in it, so that equal samples are equal files."""
    path.write_bytes(gzip.compress(sample_csv(), 9, mtime=0))
