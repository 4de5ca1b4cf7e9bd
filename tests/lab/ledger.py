"""A journal and its budgets without a lab around them, for tests of the books alone."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from hypereal_lab import Credits
from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.budget import Budgets
from hypereal_lab.lab.journal import Intent, Journal
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.scope import Place, Scope


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Kernel:
    """The books as one kernel sees them."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex[:16])

    def __post_init__(self) -> None:
        self.records = Records(self.folder / "lab.sqlite3")
        self.journal = Journal(self.records, clock=self.clock)
        self.budgets = Budgets(self.records, self.owner, clock=self.clock)

    def intent(
        self,
        hold: int | None = 0,
        *,
        words: str | None = None,
        tags: tuple[str, ...] = (),
        blocks: tuple[str, ...] = (),
        notebook: str | None = None,
        flight: str | None = None,
    ) -> Intent:
        """A call that would hold so many millionths; of a new recipe unless `words` says which."""
        run = uuid.uuid4().hex
        recipe = Recipe.of("image", "m", {"prompt": words or run})
        amount = None if hold is None else Credits(hold)
        price = Estimate(
            low=amount, expected=amount, high=amount, unit="call", basis="documented", version="1", source=""
        )
        return Intent(
            run=run,
            recipe=recipe,
            provider="hypereal",
            owner=self.owner,
            key=run,
            price=price,
            hold=amount,
            flight=flight or recipe.hash,
            scope=Scope(blocks, tags),
            place=Place(notebook),
        )

    def settle(self, run: str, charged: int) -> bool:
        return self.journal.settle(run, model="m", units=1, charged=Credits(charged), source="reported", latency=1.0)

    def fail(self, run: str, status: str = "failed") -> None:
        self.journal.fail(run, status=status, error="no", latency=1.0)

    def close(self) -> None:
        self.records.close()
