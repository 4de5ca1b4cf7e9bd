"""One run on its way: what is known of it so far, and what its end means for what is held."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypereal_lab.errors import APIError, Gone, HyperealError, JobFailed, NotFound, TransportError
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.recipe import Recipe, read_recipe
from hypereal_lab.lab.reference import Wire
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.senders import Outcome, read_charge
from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["Start", "Trip"]

_ABOUT_THE_CALL = frozenset({400, 413, 415, 422, 500, 502})
"""Refusals that are about the call itself, whenever it was sent: it was not done."""
_REFUSALS = _ABOUT_THE_CALL | {401, 402, 403, 404, 405, 409, 410, 429, 503}
"""After which nothing was done, if it was sent once. Others, such as 408 and 504, leave it open."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with, while the kernel that planned it has it at hand."""

    recipe: Recipe
    references: Sequence[Wire]


@dataclass(slots=True)
class Trip:
    """One run on its way."""

    run: Run
    progress: Progress
    start: Start | None
    """None for a run of which something may have been sent before."""
    sent: bool
    """Whether anything of it may have reached the server."""
    quoted: Credits | None = None
    """What the server said on acceptance that it takes."""
    outcome: Outcome | None = None
    """What the server made, as soon as it said so."""
    began: float = field(default_factory=time.monotonic)
    _recipe: Recipe | None = None

    @property
    def seconds(self) -> float:
        """So far."""
        return time.monotonic() - self.began

    @property
    def recipe(self) -> Recipe:
        """As planned, or read from the journal once."""
        if self._recipe is None:
            self._recipe = self.start.recipe if self.start else read_recipe(self.run.recipe)
        return self._recipe

    def charged(self, outcome: Outcome) -> tuple[Credits, str]:
        """What it cost, and who says so: the end of the call, else its acceptance, else the price book.

        Where that has no price either it is `unknown`, and the amount is none.
        """
        reported = read_charge(outcome.charged)
        for amount in (reported, self.quoted, self.run.quoted):
            if amount is not None:
                return amount, "reported"
        expected = self.run.estimate_expected
        return (ZERO, "unknown") if expected is None else (expected, "computed")

    def status_after(self, error: HyperealError) -> str:
        """What an error says of the run: only a word of the server, or a request that never left, is an end.

        Where an earlier try may have reached the server, a refusal of the later one says nothing about the first.
        """
        if isinstance(error, JobFailed):
            return error.status
        if self.progress.latest.job is not None:
            return "expired" if isinstance(error, NotFound | Gone) else "unknown"
        if not self.sent:
            return "failed"
        doubtful = self.start is None or error.sent_before
        if isinstance(error, TransportError):
            return "failed" if error.unsent and not doubtful else "unknown"
        if not isinstance(error, APIError) or _is_page(error):
            return "unknown"
        return "failed" if error.status in (_ABOUT_THE_CALL if doubtful else _REFUSALS) else "unknown"


def _is_page(error: APIError) -> bool:
    """Words of a proxy in front of the server, which does not know what the server did."""
    return error.status >= 500 and error.message.lstrip().startswith("<")
