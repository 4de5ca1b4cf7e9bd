"""Bills: the priced items of a notebook, their sums, and what an edit changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hypereal_lab.wire.money import ZERO, Credits

__all__ = ["AMOUNTS", "Bill", "Failure", "Item", "Step", "diff"]

AMOUNTS = ("low", "expected", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One recipe of the bill; it is paid once however often it is called. Amounts are exact, None where unknown."""

    kind: str
    model: str
    prompt: str
    calls: int
    replayed: bool
    """It is on the shelf and would cost nothing."""
    low: Credits | None
    expected: Credits | None
    high: Credits | None
    basis: str | None
    recipe_hash: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Item:
        """Of a row that a lab wrote."""
        values: dict[str, Any] = {name: row[name] for name in cls.__dataclass_fields__}
        for name in AMOUNTS:
            values[name] = None if row[name] is None else Credits.of(row[name])
        return cls(**values)

    @property
    def known(self) -> bool:
        return self.expected is not None

    def amount(self, name: str) -> Credits | None:
        """`low`, `expected` or `high`; where only one amount is known, that one, and None where none is."""
        if self.expected is None:
            return None
        found: Credits | None = getattr(self, name)
        return self.expected if found is None else found

    def row(self) -> dict[str, Any]:
        """For JSON: credits as decimal text, since money is exact."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: _digits(value) if name in AMOUNTS else value for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that raised."""

    cell: int
    """Counting every cell of the notebook from 1; 0 where the kernel itself failed."""
    line: str
    """The cell's first line."""
    error: str

    def __str__(self) -> str:
        return f"cell {self.cell} ({self.line}) raised {self.error}" if self.cell else self.error


@dataclass(frozen=True, slots=True)
class Bill:
    """The items of a notebook, in the order of its calls."""

    items: tuple[Item, ...]
    failure: Failure | None = None
    """What ended it early; the items are then those before."""

    @property
    def unknown(self) -> int:
        """How many items have no known price; they are in no sum."""
        return sum(not item.known for item in self.items)

    def total(self, name: str = "expected") -> Credits:
        """Sum of `low`, `expected` or `high` over the items whose price is known."""
        return _sum(self.items, name)


@dataclass(frozen=True, slots=True)
class Step:
    """What an edit changes: items are the same when their recipes are."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    unchanged: tuple[Item, ...] = ()

    def change(self, name: str = "expected") -> Credits:
        """By how much `low`, `expected` or `high` moves, over the items whose price is known."""
        return _sum(self.added, name) - _sum(self.removed, name)

    @property
    def unknown(self) -> int:
        """How many items come or go without a known price; they are in no sum."""
        return sum(not item.known for item in (*self.added, *self.removed))


def diff(before: Bill, after: Bill) -> Step:
    """What must be added to and taken from the first bill to get the second, joined by recipe."""
    old, new = _by_recipe(before.items), _by_recipe(after.items)
    added: list[Item] = []
    removed: list[Item] = []
    unchanged: list[Item] = []
    for recipe in dict.fromkeys([*old, *new]):
        had, has = old.get(recipe, []), new.get(recipe, [])
        both = min(len(had), len(has))
        unchanged += has[:both]
        removed += had[both:]
        added += has[both:]
    return Step(tuple(added), tuple(removed), tuple(unchanged))


def _by_recipe(items: Iterable[Item]) -> dict[str, list[Item]]:
    """A recipe has several items where it is made anew on purpose (`fresh=True`)."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.recipe_hash].append(item)
    return found


def _sum(items: Iterable[Item], name: str) -> Credits:
    return sum((amount for item in items if (amount := item.amount(name)) is not None), ZERO)


def _digits(amount: Credits | None) -> str | None:
    return None if amount is None else f"{amount.decimal:f}"
