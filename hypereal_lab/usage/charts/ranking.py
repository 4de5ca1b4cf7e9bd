"""The models that a chart names, and all others together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from hypereal_lab.usage.charts.canvas import OTHER
from hypereal_lab.usage.charts.look import COLOURS
from hypereal_lab.usage.views.by import by_model
from hypereal_lab.usage.views.rows import NONE, collect

__all__ = ["Ranking", "ranking"]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Models by what they took."""

    rows: Sequence[dict[str, Any]]
    """Of `by_model`, the dearest first."""
    most: int = len(COLOURS)

    @property
    def total(self) -> int:
        """All credits, in millionths."""
        return sum(int(row["credits_micros"] or 0) for row in self.rows)

    @property
    def unknown(self) -> int:
        """Calls of unknown price."""
        return sum(int(row["unknown"]) for row in self.rows)

    @property
    def paid(self) -> list[dict[str, Any]]:
        """Models that took anything."""
        return [row for row in self.rows if int(row["credits_micros"] or 0) > 0]

    @property
    def named(self) -> list[str]:
        """Those with a colour of their own: all, or the dearest where there are more."""
        return [row["model"] for row in self.paid[: self.most]]

    @property
    def rest(self) -> str:
        """What the others are called together; empty where there are none."""
        many = len(self.paid) - len(self.named)
        if many == 1:
            return str(self.paid[-1]["model"])
        return f"{OTHER} ({many})" if many else ""

    @property
    def names(self) -> list[str]:
        """All names of the chart, the rest last."""
        return [*self.named, *filter(None, [self.rest])]

    def joined(self, rows: Any) -> Any:
        """The rows with the names of the chart in the column of models, so that few sums come out of many models."""
        known = nw.col("model").fill_null(NONE)
        return rows.with_columns(
            nw.when(known.is_in(self.named)).then(known).otherwise(nw.lit(self.rest)).alias("model")
        )


def ranking(rows: Any) -> Ranking:
    """Of the calls of a frame."""
    return Ranking(collect(by_model(rows)))
