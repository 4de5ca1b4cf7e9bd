"""Tables that the line magics answer with; columns written once, credits exact."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.errors import InputError
from hypereal_lab.magics.words import nearest
from hypereal_lab.tables import Column, frame_of
from hypereal_lab.usage import Usage
from hypereal_lab.usage.schema import PERIOD, SUMS
from hypereal_lab.usage.shown import table
from hypereal_lab.usage.views.by import sums
from hypereal_lab.workbench import Lab

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BUDGETS", "BY", "MODELS", "budgets", "cost", "models"]

BY = ("model", "kind", "day", "notebook", "cell")
"""What cost can be summed by."""

MODELS = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, video, chat, ..."),
    Column("price", "str", "credits for one unit at the usual size; `unknown` is never 0"),
    Column("basis", "str", "`documented`, `observed`, `list` or `assumed`"),
    Column("price_version", "str", "price book"),
)

BUDGETS = (
    Column("budget", "str", "what it holds for"),
    Column("cap", "object", "credits, exact"),
    Column("spent", "object", "credits, exact"),
    Column("held", "object", "credits set aside for calls under way, exact"),
    Column("left", "object", "credits, exact"),
)

_UNITS = {"mtok": "million tokens"}
_DAY = 86_400.0


def cost(lab: Lab, *, by: str = "model", days: int | None = None, now: Callable[[], float] = time.time) -> pd.DataFrame:
    """Calls and credits, the dearest first; days as this machine's time zone has them, the last one first.

    `days` counts back from this moment, 24 hours each. Raises `InputError` for something else to sum by.
    """
    if by not in BY:
        raise InputError(f"--by is one of {', '.join(BY)}; not {by!r}.{nearest(by, BY)}", field="by")
    if days is not None and days < 1:
        raise InputError("--days is 1 or more.", field="days")
    calls: Usage = lab.usage
    if days is not None:
        calls = calls.where(nw.col("time_us") >= round((now() - days * _DAY) * 1_000_000))
    if by == "day":
        return _daily(calls)
    return cast("pd.DataFrame", calls.by_model() if by == "model" else calls.by(by))


def _daily(calls: Usage) -> pd.DataFrame:
    """By the clocks of this machine, whose zone need not have a name."""
    rows = calls.rows()
    days = [_local_day(moment) for moment in rows["time_us"].to_list()]
    dated = rows.with_columns(nw.new_series("day", days, nw.String, backend=rows.implementation))
    return table(sums(dated, "day").sort("day", descending=True), (PERIOD["day"], *SUMS))


def _local_day(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1_000_000, UTC).astimezone().strftime("%Y-%m-%d")


def models(catalog: Catalog, words: Sequence[str] = ()) -> pd.DataFrame:
    """Models whose id has all the words; a first word that is a kind leaves only that kind.

    Raises `InputError` where none has.
    """
    kinds = {card.kind for card in catalog.cards()}
    kind = words[0] if words and words[0] in kinds else None
    said = [word.casefold() for word in (words[1:] if kind else words)]
    found = [card for card in catalog.cards(kind) if all(word in card.id.casefold() for word in said)]
    if not found:
        near = nearest(words[-1], {*kinds, *catalog.ids()})
        raise InputError(f"No model has {' '.join(words)!r} in its id.{near}", field="words")
    return frame_of(MODELS, (_model(card) for card in found))


def _model(card: Card) -> dict[str, Any]:
    price = card.price
    return {
        "model": card.id,
        "kind": card.kind,
        "price": "unknown" if price is None else _price(card),
        "basis": None if price is None else price.basis,
        "price_version": None if price is None else price.version,
    }


def _price(card: Card) -> str:
    price = card.price
    assert price is not None
    if price.unit == "mtok":
        rates = [f"{_plain(rate)} {verb}" for rate, verb in ((price.input, "read"), (price.output, "written")) if rate]
        return f"{', '.join(rates)} / million tokens" if rates else "unknown"
    amounts = [price.amount] if price.amount else list(price.tiers.values())
    spread = [one for amount in amounts for one in amount.spread() if one is not None]
    if not spread:
        return "unknown"
    low, high = min(spread), max(spread)
    return f"{low if low == high else f'{low}-{high}'} / {_UNITS.get(price.unit, price.unit)}"


def _plain(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def budgets(lab: Lab) -> pd.DataFrame:
    """The budgets that hold for calls of this session."""
    words = ("cap", "spent", "held", "left")
    found: Iterable[Any] = lab.budgets.all()
    return frame_of(
        BUDGETS, ({"budget": one.name, **{word: getattr(one, word).decimal for word in words}} for one in found)
    )
