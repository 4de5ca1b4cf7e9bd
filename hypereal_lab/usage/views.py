"""Views: a frame of calls in, a new frame out."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from hypereal_lab.tables import frame_of
from hypereal_lab.usage.schema import BY_MODEL
from hypereal_lab.wire.money import Credits

__all__ = ["by_model", "total"]


_BAD = ("failed", "cancelled", "expired", "unknown")


def total(calls: pd.DataFrame) -> Decimal:
    """Sum of the credits charged, exact."""
    return sum(calls["credits"], Decimal(0))


def by_model(calls: pd.DataFrame) -> pd.DataFrame:
    """One row per model, the dearest first. The credits add up to `total(calls)` exactly."""
    whole = total(calls)
    rows = [_model_row(str(model), group, whole) for model, group in calls.groupby("model", sort=True)]
    return frame_of(BY_MODEL, sorted(rows, key=lambda row: (-row["credits"], row["model"])))


def _model_row(model: str, group: pd.DataFrame, whole: Decimal) -> dict[str, object]:
    sent = group[~group["replayed"]]
    spent, done = total(sent), sent[sent["status"] == "succeeded"]
    units = int(done["units"].sum())
    return {
        "model": model,
        "kind": group["kind"].iloc[0],
        "calls": len(sent),
        "failed": int(sent["status"].isin(_BAD).sum()),
        "units": units,
        "credits": spent,
        "avoided": sum(group["avoided"], Decimal(0)),
        "credits_per_unit": Credits.read(spent / units).decimal if units else None,
        "share": float(spent / whole) if whole else 0.0,
        "median_latency": float(done["latency"].median()) if len(done) else float("nan"),
    }
