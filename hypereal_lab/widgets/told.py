"""What a page is told of the turns of a conversation, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypereal_lab.catalog import Card, Quantity, estimate
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab import Asset, Session
from hypereal_lab.lab.turn import Step, ToolRun, Turn
from hypereal_lab.widgets.facts import digits, entry
from hypereal_lab.widgets.pictures import item_of

__all__ = ["MOST_CHARS", "entry_of", "facts_of", "head", "option", "picture_of", "step_of", "tokens"]

MOST_CHARS = 400_000
"""Of one answer on a page; one that is longer is whole on the shelf."""

_RATES = (Quantity(input_tokens=1000, output_tokens=0), Quantity(input_tokens=0, output_tokens=1000))


def option(card: Card) -> dict[str, Any]:
    """One line of the model list."""
    read, written = (estimate(card, one) for one in _RATES)
    known = read.expected is not None and written.expected is not None
    return {
        "id": card.id,
        "kind": card.kind,
        "price": f"{read.expected} / {written.expected}" if known else read.show(),
        "basis": f"credits per 1000 tokens read / written, {read.basis}" if known else "",
    }


def head(turn: Turn, versions: Sequence[Turn]) -> dict[str, Any]:
    """Which turn it is, and where it stands among its versions. It changes when what is told of the turn does."""
    at = versions.index(turn)
    return {
        "id": turn.id,
        "place": at + 1,
        "of": len(versions),
        "before": versions[at - 1].id if at else None,
        "after": versions[at + 1].id if at + 1 < len(versions) else None,
        "state": f"{turn.cost}" if turn.stopped is None else f"stopped {turn.cost}, {len(turn.assets)} answers",
    }


def facts_of(lab: Session, turn: Turn) -> dict[str, Any]:
    """All that a page shows of a turn."""
    last = turn.steps[-1] if turn.stopped is None and turn.steps else None
    stopped = turn.stopped
    called = turn.steps if last is None else turn.steps[:-1]
    thought = last.thought if last is not None else stopped.thought if stopped is not None else ""
    text = _text(turn)
    rest = None if stopped is None or stopped.asset is None else item_of(stopped.asset)
    return {
        "id": turn.id,
        "asked": turn.asked,
        "references": [picture_of(lab, one) for one in turn.references],
        "steps": [step_of(one) for one in called],
        "text": text[:MOST_CHARS],
        "cut": max(0, len(text) - MOST_CHARS),
        "thought": thought,
        "model": turn.model,
        "cost": turn.cost.show(),
        "unpriced": turn.unpriced,
        "replayed": turn.replayed,
        "saved": digits(turn.saved or None),
        "tokens": tokens(lab, turn),
        "stopped": stopped is not None,
        "open": stopped is not None and stopped.job is not None and not stopped.job.done,
        "whole": rest,
    }


def step_of(step: Step) -> dict[str, Any]:
    """An answer that called tools."""
    return {
        "text": _said(step.asset),
        "thought": step.thought,
        "model": step.asset.model or "",
        "tools": [_tool(run) for run in step.tools],
    }


def picture_of(lab: Session, given: Asset | str) -> dict[str, Any]:
    """A picture that was shown: an asset, or a link."""
    if isinstance(given, str):
        return {"link": given, "item": None}
    return {"link": None, "item": item_of(given)}


def entry_of(given: Asset | str) -> dict[str, Any]:
    """The same as a slot has it."""
    if isinstance(given, str):
        shown = {"digest": "", "kind": "image", "name": given, "width": None, "height": None, "seconds": None}
        return {**shown, "linked": True, "thumb": ""}
    return entry(given)


def tokens(lab: Session, turn: Turn) -> int:
    """Read and written, as the server counted them; nothing for what was replayed."""
    runs = [asset.run for asset in turn.assets if asset.run and not asset.replayed]
    return sum(lab.journal.run(run).units for run in runs)


def _text(turn: Turn) -> str:
    try:
        return turn.text
    except HyperealError:
        return "(This answer is no longer on the shelf.)"


def _said(asset: Asset) -> str:
    try:
        return asset.text
    except HyperealError:
        return ""


def _tool(run: ToolRun) -> dict[str, Any]:
    return {
        "name": run.name,
        "arguments": run.arguments,
        "result": run.result,
        "failed": run.error is not None,
        "made": [item_of(one) for one in run.made],
    }
