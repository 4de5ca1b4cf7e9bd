"""Questions to the shelf as SQL: by words, model, kind, tag, rating, cost and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from hypereal_lab.errors import InputError
from hypereal_lab.lab.budget import amount_of

__all__ = ["COLUMNS", "OF_RUN", "ORDERS", "OUTLINE", "Question"]

COLUMNS = """
    SELECT assets.*, runs.model, runs.recipe, runs.recipe_hash, runs.status, runs.provider,
        IIF(runs.cost_source = 'unknown', NULL, runs.credits) AS credits,
        runs.price_version, runs.price_basis, runs.latency,
        made.position, made.link, made.link_expires,
        MAX(
            (SELECT COALESCE(MAX(others.position) + 1, 0) FROM made AS others WHERE others.run = runs.id),
            IIF(runs.kind = 'image', runs.units, 0)
        ) AS together,
        (SELECT json_group_array(tag) FROM asset_tags WHERE asset_tags.digest = assets.digest) AS tags
"""
OUTLINE = "SELECT assets.digest, assets.width, assets.height FROM assets LEFT JOIN runs ON runs.id = assets.run"
"""The little that a long list needs."""
LATEST = f"""{COLUMNS} FROM assets
    LEFT JOIN runs ON runs.id = assets.run
    LEFT JOIN made ON made.run = assets.run AND made.digest = assets.digest
"""
"""Each asset once, with the last call that made it: equal recipes make equal bytes."""
OF_RUN = f"""{COLUMNS.replace("assets.*", "assets.*, made.run AS run_asked")} FROM made
    JOIN assets USING (digest) JOIN runs ON runs.id = made.run WHERE made.run = ? ORDER BY made.position
"""

ORDERS = {
    "newest": "assets.time DESC, assets.rowid DESC",
    "oldest": "assets.time, assets.rowid",
    "dearest": "runs.credits DESC, assets.rowid DESC",
    "best": "assets.rating DESC NULLS LAST, assets.time DESC",
    "model": "runs.model COLLATE NOCASE, assets.time DESC, assets.rowid DESC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for; everything given must fit."""

    text: str | None = None
    """Words, or their beginnings, of the prompt, the model, the name, the tags and the note."""
    kind: str | None = None
    """`image`, `video`, `audio`, `model3d` or `text`."""
    model: str | None = None
    tag: str | None = None
    rating: int | None = None
    """At least so many stars."""
    min_cost: object = None
    """Credits that the call was charged."""
    max_cost: object = None
    since: date | float | None = None
    """A moment, a day, or Unix seconds."""
    until: date | float | None = None
    references: bool = False
    """Also pictures that were only given."""
    digests: Sequence[str] | None = None
    """Only these, by their whole digests."""
    order: str = "newest"

    def sql(self, select: str = LATEST) -> tuple[str, list[Any]]:
        """One query with its values; `LIMIT` and `OFFSET` are the caller's."""
        if self.order not in ORDERS:
            raise InputError(f"order is one of {', '.join(ORDERS)}; not {self.order!r}.", field="order")
        conditions, values = ["1"], []
        for condition, value in self._conditions():
            conditions.append(condition)
            values += [] if value is None else [value]
        return f"{select} WHERE {' AND '.join(conditions)} ORDER BY {ORDERS[self.order]}", values

    def _conditions(self) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = [] if self.references else [("assets.run IS NOT NULL", None)]
        if self.text is not None and (words := _words(self.text)):
            found.append(("+assets.rowid IN (SELECT rowid FROM asset_words WHERE words MATCH ?)", words))
        if self.tag is not None:
            found.append(("assets.digest IN (SELECT digest FROM asset_tags WHERE tag = ?)", self.tag))
        if self.digests is not None:
            listed = msgspec.json.encode(list(self.digests)).decode()
            found.append(("assets.digest IN (SELECT value FROM json_each(?))", listed))
        for column, name in (("assets.kind", self.kind), ("runs.model", self.model)):
            found += [] if name is None else [(f"{column} = ? COLLATE NOCASE", name)]
        found += [] if self.rating is None else [("assets.rating >= ?", self.rating)]
        for condition, cost in (("runs.credits >= ?", self.min_cost), ("runs.credits <= ?", self.max_cost)):
            found += [] if cost is None else [(condition, amount_of(cost, "cost").micros)]
        for condition, moment in (("assets.time >= ?", self.since), ("assets.time < ?", self.until)):
            found += [] if moment is None else [(condition, _seconds(moment))]
        return found


def _words(text: str) -> str:
    """Every word as a quoted beginning: nothing a person types is an operator."""
    cleaned = "".join(letter if letter.isalnum() else " " for letter in text)
    return " ".join(f'"{word}"*' for word in cleaned.split())


def _seconds(moment: date | float) -> float:
    if isinstance(moment, datetime):
        return moment.timestamp()
    if isinstance(moment, date):
        return datetime(moment.year, moment.month, moment.day).astimezone().timestamp()
    return float(moment)
