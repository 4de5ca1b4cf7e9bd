"""Past usage at other models' prices, only where the other model can do the job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import msgspec
import narwhals as nw

from hypereal_lab.catalog import (
    Card,
    Catalog,
    Quantity,
    UnknownModelId,
    check_image,
    check_video,
    estimate,
    video_seconds,
)
from hypereal_lab.errors import InputError
from hypereal_lab.tables import Column
from hypereal_lab.usage.views.able import cannot, card_kinds
from hypereal_lab.usage.views.rows import NONE, collect, done

__all__ = ["WHAT_IF", "Job", "cheapest_for", "price_of", "repriced"]

WHAT_IF = (
    Column("model", "str", "model that made it"),
    Column("other", "str", "model it is priced on; missing where none can do the job"),
    Column("calls", "int64", "calls that gave something, were not replayed and whose price is known"),
    Column("moved", "int64", "of them, calls that the other model can do and has a price for"),
    Column("credits", "credits", "credits charged for all of them, exact"),
    Column("credits_moved", "credits", "credits charged for those that can move, exact"),
    Column("would_be", "credits", "expected credits of those on the other model, exact; None where none can move"),
    Column("difference", "credits", "would be less charged, exact; negative is a saving; None where none can move"),
    Column("basis", "str", "of the other price: `documented`, `observed`, `list` or `assumed`"),
    Column("price_version", "str", "price book of the other price"),
    Column("why_not", "str", "why calls could not be moved, the most frequent reason first, with their number"),
)

_NOBODY = "no other model can do all of it and has a price"
_DEARER = "no other model that can do all of it costs less"
_SHAPE = ("model", "kind", "units", "media_ms", "size", "resolution", "references", "input_tokens", "output_tokens")


@dataclass(frozen=True, slots=True)
class Job:
    """What a call asked for, as far as prices and limits look at it."""

    model: str
    kind: str
    units: int | None
    media_ms: int | None
    size: str | None
    resolution: str | None
    references: int | None
    input_tokens: int | None
    output_tokens: int | None
    calls: int
    """How many calls asked for just this."""
    credits: int
    """Charged for them, in millionths."""


def jobs_of(rows: Any, models: Any = None) -> list[Job]:
    """Equal calls together."""
    priced = rows.filter(done() & ~nw.col("credits_micros").is_null())
    if models is not None:
        priced = priced.filter(nw.col("model").is_in(list(models)))
    grouped = priced.group_by(*_SHAPE).agg(nw.len().alias("calls"), nw.col("credits_micros").sum())
    return [_job(one) for one in collect(grouped)]


def _job(one: Mapping[str, Any]) -> Job:
    numbers = {
        name: None if one[name] is None else int(one[name])
        for name in ("units", "media_ms", "references", "input_tokens", "output_tokens")
    }
    return Job(
        model=one["model"] or NONE,
        kind=one["kind"] or NONE,
        size=one["size"],
        resolution=one["resolution"],
        calls=int(one["calls"]),
        credits=int(one["credits_micros"]),
        **numbers,
    )


def price_of(job: Job, card: Card, version: str | None = None, own: Card | None = None) -> tuple[int | None, str]:
    """Expected millionths of one such call on the model, or None and why not. `own` is the model that did it."""
    why = cannot(card, job.kind, own, job.references)
    if why is not None:
        return None, why
    if version is not None:
        kept = tuple(price for price in card.prices if price.version == version)
        card = msgspec.structs.replace(card, prices=kept)
    if card.price is None:
        return None, f"no price of {card.id} is known" + (f" in price book {version}" if version else "")
    quantity, why = _quantity(job, card)
    if quantity is None:
        return None, why
    found = estimate(card, quantity)
    return (None, str(found.source)) if found.expected is None else (found.expected.micros, "")


def _quantity(job: Job, card: Card) -> tuple[Quantity | None, str]:
    assert card.price is not None
    if card.price.unit == "mtok":
        if job.input_tokens is None or job.output_tokens is None:
            return None, "tokens were not counted"
        return Quantity(input_tokens=job.input_tokens, output_tokens=job.output_tokens), ""
    if job.kind == "video":
        return _film(job, card)
    if job.kind in ("image", "edit"):
        n = job.units or 1
        broken = check_image(
            card, prompt="p", size=job.size, resolution=job.resolution if job.size is None else None, n=min(n, 10),
            reference_count=job.references or 0,
        )  # fmt: skip
        if broken:
            return None, broken[0].message
        return Quantity(n=n, size=job.size, resolution=job.resolution, references=job.references or 0), ""
    if card.price.unit not in ("request", "clip", "image"):
        return None, f"{card.id} is paid by the {card.price.unit}, which was not counted"
    return Quantity(), ""


def _film(job: Job, card: Card) -> tuple[Quantity | None, str]:
    if job.media_ms is None:
        return None, "the length of the film is not known"
    seconds = -(-job.media_ms // 1_000)
    pictures = job.references or 0
    broken = check_video(card, prompt="p", has_image=pictures > 0, duration=seconds, resolution=job.resolution)
    if broken:
        return None, broken[0].message
    most = card.limits.max_references
    if most is not None and pictures > most:
        return None, f"{card.id} takes at most {most} reference pictures"
    return Quantity(seconds=video_seconds(card, seconds), resolution=job.resolution), ""


def repriced(rows: Any, moves: Mapping[str, str], catalog: Catalog, version: str | None = None) -> list[dict[str, Any]]:
    """One row for each move; amounts in millionths. Raises `InputError` for a model that nobody knows."""
    cards = {model: _card(catalog, other) for model, other in moves.items()}
    jobs = jobs_of(rows, moves)
    found = [
        _summed(model, [job for job in jobs if job.model == model], card, version, _known(catalog, model))
        for model, card in cards.items()
    ]
    return [row if row["calls"] else {**row, "why_not": _nothing_of(rows, row["model"])} for row in found]


def _nothing_of(rows: Any, model: str) -> str:
    """Why there is nothing to move, which is more often a misspelt name than a model that was not used."""
    names = [one["model"] for one in collect(rows.select("model").unique()) if one["model"] is not None]
    if model in names:
        return f"no call of {model} gave something and has a known price"
    near = get_close_matches(model, names, n=1)
    return f"no call of {model} is here" + (f"; near: {near[0]}" if near else "")


def cheapest_for(rows: Any, catalog: Catalog, version: str | None = None) -> list[dict[str, Any]]:
    """For each model the one that would have done all its calls for least, the greatest saving first."""
    found = []
    jobs = jobs_of(rows)
    for model in sorted({job.model for job in jobs}):
        mine = [job for job in jobs if job.model == model]
        kinds = {kind for job in mine for kind in card_kinds(job.kind)}
        own = _known(catalog, model)
        cards = [card for kind in sorted(kinds) for card in catalog.cards(kind) if own is None or card.id != own.id]
        rows_ = [_summed(model, mine, card, version, own) for card in cards]
        whole = [row for row in rows_ if row["moved"] == row["calls"]]
        best = min(whole, key=lambda row: (row["difference"], row["other"]), default=None)
        if best is None or best["difference"] >= 0:
            best = _stays(model, mine, _NOBODY if best is None else _DEARER)
        found.append(best)
    return sorted(found, key=lambda row: (row["difference"] or 0, row["model"]))


def _summed(model: str, jobs: list[Job], card: Card, version: str | None, own: Card | None) -> dict[str, Any]:
    moved = charged = would_be = 0
    reasons: Counter[str] = Counter()
    for job in jobs:
        price, why = price_of(job, card, version, own)
        if price is None:
            reasons[why.rstrip(".")] += job.calls
            continue
        moved += job.calls
        charged += job.credits
        would_be += price * job.calls
    known = next((price for price in card.prices if version in (None, price.version)), None)
    return {
        **_stays(model, jobs, ""),
        "other": card.id,
        "moved": moved,
        "credits_moved": charged,
        "would_be": would_be if moved else None,
        "difference": would_be - charged if moved else None,
        "basis": None if known is None else known.basis,
        "price_version": None if known is None else known.version,
        "why_not": "; ".join(f"{why} ({count})" for why, count in reasons.most_common()) or None,
    }


def _stays(model: str, jobs: list[Job], why: str) -> dict[str, Any]:
    """The row of calls that no other model takes over."""
    calls = sum(job.calls for job in jobs)
    return {
        **dict.fromkeys(column.name for column in WHAT_IF),
        "model": model,
        "calls": calls,
        "moved": 0,
        "credits": sum(job.credits for job in jobs),
        "credits_moved": 0,
        "why_not": f"{why} ({calls})",
    }


def _known(catalog: Catalog, model: str) -> Card | None:
    try:
        return catalog.card(model)
    except UnknownModelId:
        return None


def _card(catalog: Catalog, model: str) -> Card:
    try:
        return catalog.card(model)
    except KeyError as error:
        raise InputError(f"what_if: {error}.", field="moves") from error
