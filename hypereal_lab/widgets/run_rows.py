"""Runs of the journal as rows for a page, and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypereal_lab.lab import Asset, Run
from hypereal_lab.widgets.facts import digits
from hypereal_lab.widgets.pictures import item_of
from hypereal_lab.widgets.twin import shortened

__all__ = ["Seen", "line_of", "row_of"]

_WORDS = 160


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a job was at the last look, as the server tells."""

    status: str
    fraction: float | None


def row_of(run: Run, *, seen: Seen | None, left: bool, note: str, made: Sequence[Asset]) -> dict[str, Any]:
    """One row. `left` means that nobody looks after it, `note` is what was last said about it."""
    status = seen.status if seen and run.status in ("queued", "running") else run.status
    return {
        "run": run.id,
        "kind": run.kind,
        "model": run.model,
        "words": shortened(run.prompt, _WORDS),
        "status": status,
        "fraction": seen.fraction if seen and run.open else None,
        "sent": run.time * 1000,
        "seconds": None if run.open else run.latency,
        "held": digits(run.held),
        "charged": digits(run.credits),
        "open": run.open,
        "can_cancel": run.open and run.job is not None,
        "left": left,
        "note": note,
        "items": [item_of(one) for one in made[:1]],
        "count": len(made),
    }


def line_of(row: dict[str, Any]) -> str:
    """A row for somebody who reads a saved notebook."""
    held = row["held"] if row["open"] else row["charged"]
    money = "" if held == "0" else f"{held} credits{' held' if row['open'] else ''}"
    return " · ".join(filter(None, (row["status"], row["kind"], row["model"], money, row["words"])))
