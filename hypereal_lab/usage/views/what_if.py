"""Past usage at other models' prices, only where the other model can do the job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import narwhals as nw

from hypereal_lab.catalog import Card, Catalog, Quantity, check_image, check_video, estimate, video_seconds
from hypereal_lab.errors import InputError
from hypereal_lab.tables import Column
from hypereal_lab.usage.views.rows import NONE, collect, done

__all__ = ["WHAT_IF", "Job", "cheapest_for", "price_of", "repriced"]

WHAT_IF = (
    Column("model", "str", "model that made it"),
    Column("other", "str", "model it is priced on; missing where none can do the job"),
    Column("calls", "int64", "calls that gave something, were not replayed and whose price is known"),
    Column("moved", "int64", "of them, calls that the other model can do and has a price for"),
    Column("credits", "credits", "credits charged for all of them, exact"),
    Column("credits_moved", "credits", "credits charged for those that can move, exact"),
    Column("would_be", "credits", "expected credits of those on the other model, exact"),
    Column("difference", "credits", "would be less charged, exact; negative is a saving"),
    Column("basis", "str", "of the other price: `documented`, `observed`, `list` or `assumed`"),
    Column("price_version", "str", "price book of the other price"),
    Column("why_not", "str", "why calls could not be moved, the most frequent reason first, with their number"),
)

_KINDS = {
    "image": ("image", "image_edit"),
    "edit": ("image", "image_edit"),
    "speech": ("audio",),
    "model3d": ("3d",),
    "transcript": ("audio",),
}
"""Kinds of call and the kinds of card that do them, where they have another name."""
_NOBODY = "no model can do all of it and has a price"
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
    references: int
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
        for name in ("units", "media_ms", "input_tokens", "output_tokens")
    }
    return Job(
        model=one["model"] or NONE,
        kind=one["kind"] or NONE,
        size=one["size"],
        resolution=one["resolution"],
        references=int(one["references"] or 0),
        calls=int(one["calls"]),
        credits=int(one["credits_micros"]),
        **numbers,
    )


def price_of(job: Job, card: Card, version: str | None = None) -> tuple[int | None, str]:
    """Expected millionths of one such call on the model, or None and why not."""
    if card.kind not in _KINDS.get(job.kind, (job.kind,)):
        return None, f"{card.id} makes {card.kind}, not {job.kind}"
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
            reference_count=job.references,
        )  # fmt: skip
        if broken:
            return None, broken[0].message
        return Quantity(n=n, size=job.size, resolution=job.resolution, references=job.references), ""
    if card.price.unit not in ("request", "clip", "image"):
        return None, f"{card.id} is paid by the {card.price.unit}, which was not counted"
    return Quantity(), ""


def _film(job: Job, card: Card) -> tuple[Quantity | None, str]:
    if job.media_ms is None:
        return None, "the length of the film is not known"
    seconds = -(-job.media_ms // 1_000)
    broken = check_video(card, prompt="p", has_image=job.references > 0, duration=seconds, resolution=job.resolution)
    if broken:
        return None, broken[0].message
    most = card.limits.max_references
    if most is not None and job.references > most:
        return None, f"{card.id} takes at most {most} reference pictures"
    return Quantity(seconds=video_seconds(card, seconds), resolution=job.resolution), ""


def repriced(rows: Any, moves: Mapping[str, str], catalog: Catalog, version: str | None = None) -> list[dict[str, Any]]:
    """One row for each move; amounts in millionths. Raises `InputError` for a model that nobody knows."""
    cards = {model: _card(catalog, other) for model, other in moves.items()}
    jobs = jobs_of(rows, moves)
    return [_summed(model, [job for job in jobs if job.model == model], card, version) for model, card in cards.items()]


def cheapest_for(rows: Any, catalog: Catalog, version: str | None = None) -> list[dict[str, Any]]:
    """For each model the one that would have done all its calls that it can do for least, the greatest saving first."""
    found = []
    jobs = jobs_of(rows)
    for model in sorted({job.model for job in jobs}):
        mine = [job for job in jobs if job.model == model]
        kinds = {kind for job in mine for kind in _KINDS.get(job.kind, (job.kind,))}
        cards = [card for kind in kinds for card in catalog.cards(kind) if card.id != model]
        rows_ = [_summed(model, mine, card, version) for card in cards]
        whole = [row for row in rows_ if row["moved"] == row["calls"]]
        best = min(whole, key=lambda row: (row["difference"], row["other"]), default=None)
        found.append(best or _summed(model, mine, None, version))
    return sorted(found, key=lambda row: (row["difference"], row["model"]))


def _summed(model: str, jobs: list[Job], card: Card | None, version: str | None) -> dict[str, Any]:
    moved = charged = would_be = 0
    reasons: Counter[str] = Counter()
    for job in jobs:
        price, why = (
            (None, "no model can do all of it and has a price") if card is None else price_of(job, card, version)
        )
        if price is None:
            reasons[why] += job.calls
            continue
        moved += job.calls
        charged += job.credits
        would_be += price * job.calls
    known = None if card is None else next((p for p in card.prices if version in (None, p.version)), None)
    return {
        "model": model,
        "other": None if card is None else card.id,
        "calls": sum(job.calls for job in jobs),
        "moved": moved,
        "credits": sum(job.credits for job in jobs),
        "credits_moved": charged,
        "would_be": would_be,
        "difference": would_be - charged,
        "basis": None if known is None else known.basis,
        "price_version": None if known is None else known.version,
        "why_not": "; ".join(f"{why} ({count})" for why, count in reasons.most_common()) or None,
    }


def _card(catalog: Catalog, model: str) -> Card:
    try:
        return catalog.card(model)
    except KeyError as error:
        raise InputError(f"what_if: {error}.", field="moves") from error
