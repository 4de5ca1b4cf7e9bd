"""Bills as a person reads them in a shell, and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from hypereal_lab.bills.bill import AMOUNTS, Bill, Item, Step
from hypereal_lab.wire.money import Credits

__all__ = ["bill_json", "bill_lines", "failure_line", "step_json", "step_lines"]

_HEAD = ("model", "kind", "calls", *AMOUNTS, "basis", "prompt")
_NUMBERS = (2, 3, 4, 5)
"""Columns whose digits stand under each other."""
_PROMPT = 48


def bill_lines(bill: Bill) -> Iterator[str]:
    """The table with its sums; credits are exact."""
    rows = [_cells(item) for item in bill.items]
    if rows:
        rows.append(("total", "", str(sum(item.calls for item in bill.items)), *_totals(bill), "", ""))
        yield from _table(rows)
        yield ""
    replays = sum(item.replayed for item in bill.items)
    yield f"{_range(bill.total('low'), bill.total('high'))} credits, expected {bill.total()}."
    if replays:
        yield f"{_count(replays, 'item')} would be replayed from the shelf, for nothing."
    if bill.unknown:
        yield f"{_count(bill.unknown, 'item')} without a known price, in no sum."


def step_lines(step: Step) -> Iterator[str]:
    """What comes, what goes, and what that does to the price."""
    rows = [("+ " + cells[0], *cells[1:]) for cells in map(_cells, step.added)]
    rows += [("- " + cells[0], *cells[1:]) for cells in map(_cells, step.removed)]
    if rows:
        yield from _table(rows)
        yield ""
    yield f"{len(step.added)} added, {len(step.removed)} removed, {len(step.unchanged)} unchanged."
    low, expected, high = (_signed(step.change(name)) for name in AMOUNTS)
    yield f"The edit changes the price by {expected} credits expected, {low} low, {high} high."
    if step.unknown:
        yield f"{_count(step.unknown, 'item')} without a known price, in no sum."


def failure_line(bill: Bill) -> str:
    """Which cell ended it, and what was priced until then."""
    return f"{bill.failure}. Priced before that: {_count(len(bill.items), 'item')}, {bill.total()} credits expected."


def bill_json(bill: Bill) -> dict[str, Any]:
    """Credits are decimal text."""
    return {
        "items": [item.row() for item in bill.items],
        "total": {name: _digits(bill.total(name)) for name in AMOUNTS},
        "unknown": bill.unknown,
        "error": None if bill.failure is None else msgspec.to_builtins(bill.failure),
    }


def step_json(step: Step) -> dict[str, Any]:
    """Credits are decimal text; the change is signed."""
    return {
        "added": [item.row() for item in step.added],
        "removed": [item.row() for item in step.removed],
        "unchanged": [item.row() for item in step.unchanged],
        "change": {name: _digits(step.change(name)) for name in AMOUNTS},
        "unknown": step.unknown,
    }


def _cells(item: Item) -> tuple[str, ...]:
    basis = "replay" if item.replayed else item.basis or ""
    amounts = ("unknown" if not item.known else str(item.amount(name)) for name in AMOUNTS)
    return (item.model, item.kind, str(item.calls), *amounts, basis, _short(item.prompt))


def _totals(bill: Bill) -> tuple[str, ...]:
    return tuple(str(bill.total(name)) for name in AMOUNTS)


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in [_HEAD, *rows]) for column in range(len(_HEAD))]
    for row in [_HEAD, *rows]:
        yield "  ".join(_aligned(row, widths)).rstrip()


def _aligned(row: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        yield cell.rjust(width) if column in _NUMBERS else cell.ljust(width)


def _short(prompt: str) -> str:
    words = " ".join(prompt.split())
    return words if len(words) <= _PROMPT else words[: _PROMPT - 1] + "…"


def _range(low: Credits, high: Credits) -> str:
    return str(low) if low == high else f"{low}-{high}"


def _signed(amount: Credits) -> str:
    return f"+{amount}" if amount > Credits(0) else str(amount)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")


def _digits(amount: Credits) -> str:
    return f"{amount.decimal:f}"
