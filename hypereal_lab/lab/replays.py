"""What was made before: finished runs of a recipe, and what of them is still on the shelf."""

from __future__ import annotations

from dataclasses import replace

from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.plan import Order, Plan
from hypereal_lab.lab.run import Run
from hypereal_lab.lab.shelf import Shelf

__all__ = ["Replays"]


class Replays:
    """Finds and gives back what a plan would make again. `gone` collects runs that were looked at in vain."""

    def __init__(self, journal: Journal, shelf: Shelf, provider: str, owner: str) -> None:
        self._journal = journal
        self._shelf = shelf
        self._provider = provider
        self._owner = owner

    def asset(self, plan: Plan) -> Asset | None:
        """What a replay would give; nothing is written."""
        found = self._on_the_shelf(self._finished(plan), set())
        return None if found is None else found[1]

    def take(self, order: Order, gone: set[str]) -> Asset | Run | None:
        """The asset, with a row that costs nothing and says what it saved.

        Or a finished run that was paid for and whose result never came to the shelf.
        """
        runs = self._finished(order.plan)
        found = self._on_the_shelf(runs, gone)
        if found is None:
            return self._unfetched(runs, gone)
        run, asset = found
        self._journal.replayed(run, order.plan.recipe, self._owner, order.scope, order.place)
        return replace(asset, replayed=True, saved=run.cost)

    def _finished(self, plan: Plan) -> list[Run]:
        return self._journal.finished(plan.recipe.hash, self._provider)

    def _unfetched(self, runs: list[Run], gone: set[str]) -> Run | None:
        for run in runs:
            if run.id not in gone and not run.dropped and not self._shelf.of_run(run.id):
                gone.add(run.id)
                return run
        return None

    def _on_the_shelf(self, runs: list[Run], gone: set[str]) -> tuple[Run, Asset] | None:
        """The newest of them whose assets are all still there."""
        for run in runs:
            if run.id in gone:
                continue
            assets = self._shelf.of_run(run.id)
            if assets and all(asset.path.exists() for asset in assets):
                return run, assets[0]
            if assets or run.dropped:
                gone.add(run.id)
        return None
