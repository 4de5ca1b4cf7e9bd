"""What was made before with this lab: the words, and what each model cost and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import RecipeError
from hypereal_lab.lab.recipe import read_recipe
from hypereal_lab.lab.run import Run
from hypereal_lab.widgets.facts import digits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["models_before", "words_before"]

_LOOKED_AT, _SHOWN = 400, 60
"""Calls that are looked at, and different words of them that are told."""


def models_before(lab: Session) -> dict[str, dict[str, Any]]:
    """By model: `calls` that came through, their `cost` net of refunds where it is known, median `seconds`.

    Replays do not count.
    """
    return {
        model: {"calls": calls, "cost": digits(cost), "seconds": seconds}
        for model, calls, cost, seconds in lab.journal.history.by_model(lab.provider)
    }


def words_before(lab: Session) -> list[dict[str, Any]]:
    """The words of calls that came through, each once, the newest first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for run in lab.journal.history.newest(lab.provider, _LOOKED_AT):
        words = _words(run)
        if words.strip():
            told = {"prompt": words, "kind": run.kind, "model": run.model, "made": run.time * 1000}
            found.setdefault((run.kind, words), {**told, "cost": digits(run.cost)})
    return list(found.values())[:_SHOWN]


def _words(run: Run) -> str:
    try:
        return read_recipe(run.recipe).prompt
    except RecipeError:  # of a newer version of the lab
        return ""
