"""A dry run: every paid call becomes an estimate and a placeholder, and the whole a bill of materials."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.placeholder import placeholder
from hypereal_lab.lab.plan import Plan
from hypereal_lab.tables import Column, frame_of
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab.spine import Rules

__all__ = ["BILL", "ENV_BILL", "DryRun", "Line"]

ENV_BILL = "HYPEREAL_LAB_BILL"
"""Names a file: every lab of this process then runs dry and writes its lines there. For `hypereal-lab estimate`."""

BILL = (
    Column("kind", "str", "image, video, chat, ..."),
    Column("model", "str", "model id"),
    Column("prompt", "str", "the words of the call"),
    Column("calls", "int64", "how often this very recipe is called"),
    Column("replayed", "bool", "it is on the shelf and would cost nothing"),
    Column("low", "object", "credits, exact; None where no price is known"),
    Column("expected", "object", "credits, exact"),
    Column("high", "object", "credits, exact"),
    Column("basis", "str", "`documented`, `observed`, `list`, `assumed` or `own calls`"),
    Column("price_version", "str", "price book"),
    Column("recipe_hash", "str", "what replay looks for"),
)


_lock = threading.Lock()
_written: dict[Path, dict[str, Line]] = {}
"""Lines of each file, shared by all labs of this process, which would overwrite each other."""


@dataclass(slots=True)
class Line:
    """One recipe of the bill. It is paid once however often it is called."""

    kind: str
    model: str
    prompt: str
    recipe_hash: str
    price: Estimate
    replayed: bool
    calls: int = 1

    def amount(self, name: str) -> Credits | None:
        """`low`, `expected` or `high`; zero for a replay."""
        return ZERO if self.replayed else getattr(self.price, name)

    def row(self) -> dict[str, Any]:
        """As a row of `BILL`."""
        amounts = {name: self.amount(name) for name in ("low", "expected", "high")}
        return {
            "kind": self.kind,
            "model": self.model,
            "prompt": self.prompt,
            "calls": self.calls,
            "replayed": self.replayed,
            **{name: None if one is None else one.decimal for name, one in amounts.items()},
            "basis": self.price.basis,
            "price_version": self.price.version,
            "recipe_hash": self.recipe_hash,
        }


class DryRun:
    """Notes calls in place of sending them, until `end()` or the end of the `with` block."""

    def __init__(self, rules: Rules, write_to: Path | None = None) -> None:
        self._rules = rules
        self._outer = rules.dry
        self._lines: dict[str, Line] = {} if write_to is None else _written.setdefault(write_to, {})
        self._lock = _lock
        self._write_to = write_to

    @property
    def lines(self) -> tuple[Line, ...]:
        """In the order of the calls."""
        return tuple(self._lines.values())

    @property
    def bill(self) -> pd.DataFrame:
        """The bill of materials, one row per recipe, with the columns of `BILL`."""
        return frame_of(BILL, (line.row() for line in self.lines))

    @property
    def unknown(self) -> int:
        """How many calls have no known price; they are in no sum."""
        return sum(line.amount("expected") is None for line in self.lines)

    def total(self, name: str = "expected") -> Credits:
        """Sum of `low`, `expected` or `high` over the calls whose price is known."""
        return sum((amount for line in self.lines if (amount := line.amount(name)) is not None), ZERO)

    def note(self, plan: Plan, made_before: Callable[[Plan], Asset | None]) -> Asset:
        """A line of the bill, and something to go on with: what is on the shelf, else a placeholder."""
        found = None if plan.fresh else made_before(plan)
        recipe = plan.recipe
        with self._lock:
            if recipe.hash in self._lines and not plan.fresh:
                self._lines[recipe.hash].calls += 1
            else:
                key = recipe.hash if not plan.fresh else f"{recipe.hash}/{len(self._lines)}"
                line = Line(recipe.kind, recipe.model, recipe.prompt, recipe.hash, plan.shown, found is not None)
                self._lines[key] = line
            if self._write_to is not None:
                self._save(self._write_to)
        return found or placeholder(plan)

    def end(self) -> DryRun:
        """Calls are sent again from here on, or noted by the dry run around this one."""
        if self._rules.dry is self:
            self._rules.dry = self._outer
        return self

    def _save(self, path: Path) -> None:
        rows = [
            {**line.row(), **{name: _digits(line.amount(name)) for name in ("low", "expected", "high")}}
            for line in self.lines
        ]
        part = path.with_name(f"{path.name}.part")  # a kernel may end at any moment
        part.write_bytes(msgspec.json.encode(rows))
        part.replace(path)

    def __enter__(self) -> DryRun:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def __repr__(self) -> str:
        more = f", {self.unknown} without a known price" if self.unknown else ""
        return f"<DryRun: {len(self.lines)} calls, {self.total('low')}-{self.total('high')} credits{more}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        facts = [
            ("Calls", str(len(self.lines))),
            ("Expected", f"{self.total()} credits"),
            ("From", f"{self.total('low')} to {self.total('high')} credits"),
        ]
        facts += [("Replayed", str(count))] if (count := sum(line.replayed for line in self.lines)) else []
        facts += [("Price unknown", str(self.unknown))] if self.unknown else []
        return {"text/plain": repr(self), "text/html": card.of_facts("Dry run: nothing is sent", facts)}


def _digits(amount: Credits | None) -> str | None:
    return None if amount is None else f"{amount.decimal:f}"
