"""Runs of the journal as rows for a page, and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypereal_lab.lab import Asset, Job, Run
from hypereal_lab.lab.eta import Eta
from hypereal_lab.lab.source import PATHS
from hypereal_lab.widgets.facts import digits
from hypereal_lab.widgets.pictures import item_of
from hypereal_lab.widgets.twin import shortened

__all__ = ["Seen", "line_of", "lot_of", "row_of", "row_of_job", "told_of"]

_WORDS = 160
_BAD_ENDS = ("failed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a job was at the last look, as the server tells."""

    status: str
    fraction: float | None
    position: int | None = None
    """How many are served until it is its turn."""
    ends: float | None = None
    """The moment at which the server thinks it ends, in Unix seconds."""


def row_of(
    run: Run,
    *,
    seen: Seen | None,
    left: bool,
    note: str,
    made: Sequence[Asset],
    eta: Eta | None = None,
    again: bool = True,
) -> dict[str, Any]:
    """One row. `left` means that nobody looks after it, `note` is what was last said about it.

    `again` means that it was not sent anew yet. Times are whole milliseconds, amounts exact digits.
    """
    return {**told_of(run), **lot_of(run, seen=seen, left=left, note=note, made=made, eta=eta, again=again)}


def told_of(run: Run) -> dict[str, Any]:
    """What the journal alone tells: the same for as long as the run is."""
    return {
        "run": run.id,
        "kind": run.kind,
        "model": run.model,
        "words": shortened(run.prompt, _WORDS),
        "sent": run.time * 1000,
        "seconds": None if run.open else run.latency,
        "held": digits(run.held),
        "charged": digits(run.cost),
        "open": run.open,
        "can_cancel": run.open and run.job is not None,
    }


def lot_of(
    run: Run,
    *,
    seen: Seen | None,
    left: bool,
    note: str,
    made: Sequence[Asset],
    eta: Eta | None,
    again: bool,
) -> dict[str, Any]:
    """What becomes of it meanwhile; see `row_of`."""
    status = seen.status if seen and run.status in ("queued", "running") else run.status
    told = seen if run.open else None
    return {
        "status": status,
        "fraction": told.fraction if told else None,
        "position": told.position if told and status == "queued" else None,
        "eta": None if eta is None else [round(moment * 1000) for moment in (eta.low, eta.middle, eta.high)],
        "can_retry": again and run.status in _BAD_ENDS and run.kind in PATHS,
        "left": left,
        "note": note,
        "items": [item_of(one) for one in made[:1]],
        "count": len(made),
    }


def row_of_job(job: Job, *, sent: float, note: str, made: Sequence[Asset]) -> dict[str, Any]:
    """The row of a call that the journal does not know under this id: not written yet, refused, or replayed."""
    kind, model, prompt = job.about
    return {
        "run": job.id,
        "kind": kind,
        "model": model,
        "words": shortened(prompt, _WORDS),
        "status": "succeeded" if made else "failed" if job.done else job.status,
        **dict.fromkeys(("fraction", "position", "eta")),
        "sent": sent * 1000,
        "seconds": 0 if job.done else None,
        "held": "0",
        "charged": "0",
        "open": not job.done,
        **dict.fromkeys(("can_cancel", "can_retry", "left"), False),
        "note": note,
        "items": [item_of(one) for one in made[:1]],
        "count": len(made),
    }


def line_of(row: dict[str, Any]) -> str:
    """A row for somebody who reads a saved notebook."""
    return " · ".join(filter(None, (row["status"], row["kind"], row["model"], _money(row), row["words"])))


def _money(row: dict[str, Any]) -> str:
    amount = row["held"] if row["open"] else row["charged"]
    if amount is None:
        return "price unknown"
    return "" if amount == "0" else f"{amount} credits{' held' if row['open'] else ''}"
