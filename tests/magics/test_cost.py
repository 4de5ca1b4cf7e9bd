"""`%hypereal cost`: a table that a person who pays can read, unknown prices and all."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from hypereal_lab import Lab
from hypereal_lab.magics.tables import BY, cost
from hypereal_lab.usage import read

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
CALLS = pd.DataFrame(
    {
        "time": [NOON.replace(day=1), NOON.replace(day=2), NOON],
        "model": ["a", "a", "b"],
        "kind": ["image", "image", "speech"],
        "cell": ["c1", "c1", None],
        "credits": [Decimal("4.000001"), Decimal(-1), None],
    }
)


def lab(frame: pd.DataFrame = CALLS) -> Lab:
    return cast(Lab, SimpleNamespace(usage=read(frame)))


@pytest.mark.parametrize("by", BY)
def test_an_unknown_price_is_counted_and_in_no_sum(by: str) -> None:
    table = cost(lab(), by=by, days=30, now=NOON.timestamp)
    known = [one for one in table["credits"] if one is not None]
    assert (sum(known, Decimal(0)), sum(table["unknown"]), sum(table["calls"])) == (Decimal("3.000001"), 1, 3)


def test_only_the_last_days_count_and_the_last_one_comes_first() -> None:
    table = cost(lab(), by="day", days=2, now=NOON.timestamp)
    assert list(table["day"]) == sorted(table["day"], reverse=True)
    assert list(table["credits"]) == [None, Decimal(-1), Decimal("4.000001")][: len(table)]
    assert len(cost(lab(), by="day", days=1, now=NOON.timestamp)) == 2


@pytest.mark.parametrize("by", BY)
def test_no_calls_give_the_same_columns(by: str) -> None:
    nothing: Any = cost(lab(CALLS.iloc[:0]), by=by)
    some: Any = cost(lab(), by=by)
    assert list(nothing.dtypes.items()) == list(some.dtypes.items())
