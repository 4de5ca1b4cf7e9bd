"""`lab.usage`: what this lab called and what it cost, as pandas tables."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.run import Run
from hypereal_lab.tables import frame_of
from hypereal_lab.usage import chart, views
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.wire.money import Credits

__all__ = ["Usage"]


class Usage:
    """Views of a lab's journal; each call reads it afresh."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def frame(self) -> pd.DataFrame:
        """One row per call, oldest first, with the columns of `usage.schema.CALLS`."""
        return frame_of(CALLS, (_row(run) for run in self._journal.runs()))

    def by_model(self) -> pd.DataFrame:
        """Calls and credits per model, the dearest first, with the columns of `usage.schema.BY_MODEL`."""
        return views.by_model(self.frame())

    def total(self) -> Decimal:
        """All credits charged, exact."""
        return views.total(self.frame())

    def chart(self) -> chart.Drawing:
        """Credits per model as bars."""
        return chart.cost_by_model(self.by_model())

    def __repr__(self) -> str:
        runs = self._journal.runs()
        return f"<Usage: {len(runs)} calls, {sum((run.credits for run in runs), Credits(0))} credits>"

    def _repr_html_(self) -> str:
        return str(self.by_model().to_html(index=False))


def _row(run: Run) -> dict[str, Any]:
    return {
        "time": pd.Timestamp(run.time, unit="s", tz="UTC"),
        "run": run.id,
        "model": run.model,
        "kind": run.kind,
        "provider": run.provider,
        "status": run.status,
        "latency": float("nan") if run.latency is None else run.latency,
        "units": run.units,
        "estimate_low": _decimal(run.estimate_low),
        "estimate_expected": _decimal(run.estimate_expected),
        "estimate_high": _decimal(run.estimate_high),
        "credits": run.credits.decimal,
        "cost_source": run.cost_source,
        "price_version": run.price_version,
        "price_basis": run.price_basis,
        "avoided": run.avoided.decimal,
        "replayed": run.replay_of is not None,
        "recipe_hash": run.recipe_hash,
        "notebook": run.notebook,
        "cell": run.cell,
        "prompt": run.prompt,
        "error": run.error,
    }


def _decimal(amount: Credits | None) -> Decimal | None:
    return None if amount is None else amount.decimal
