"""What the page is told of prices, reference slots and results, as plain data."""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from typing import Any

from hypereal_lab.catalog import Card, Estimate
from hypereal_lab.lab import Asset
from hypereal_lab.lab.reference import Reference
from hypereal_lab.media import thumbnail
from hypereal_lab.widgets.pictures import item_of, thumbnail_of
from hypereal_lab.widgets.twin import shortened
from hypereal_lab.wire.money import Credits

__all__ = ["basis", "digits", "entry", "links_only", "price", "result", "together"]

_SLOT_THUMB = 3_000
"""Bytes of the little picture of a reference in the shared state."""
_UNNAMED = {"audio": "recording", "video": "clip"}


def links_only(card: Card) -> bool:
    """Whether references have to be public links."""
    forms = card.limits.reference_forms
    return forms is not None and "data-url" not in forms


def entry(asset: Asset, *, name: str | None = None) -> dict[str, Any]:
    """One slot: a picture, a recording or a film."""
    return {
        "digest": asset.digest,
        "kind": asset.kind,
        "name": shortened(name or asset.name or asset.prompt or _UNNAMED.get(asset.kind, "picture"), 80),
        "width": asset.width,
        "height": asset.height,
        "seconds": asset.seconds,
        "linked": not Reference(asset=asset, only_links=True).is_uploaded(now=time.time()),
        "thumb": _little(asset),
    }


def _little(asset: Asset) -> str:
    whole = thumbnail_of(asset)
    if not whole:
        return ""
    small = thumbnail(whole, longest=112, budget=_SLOT_THUMB)
    return f"data:image/webp;base64,{base64.b64encode(small).decode('ascii')}"


def price(
    found: Estimate, balance: Credits | None, *, kept: Asset | None = None, asks_above: Credits | None = None
) -> dict[str, Any]:
    """What a call would cost, what would be left, and what was made before and is shown again for nothing."""
    after = balance - found.expected if balance is not None and found.expected is not None else None
    return {
        "text": found.show(),
        "low": digits(found.low),
        "expected": digits(found.expected),
        "high": digits(found.high),
        "unit": found.unit,
        "known": found.known,
        "basis": found.basis,
        "version": found.version,
        "source": found.source,
        "after": digits(after),
        "enough": after is None or after.micros >= 0,
        "asks": _asks(found, asks_above),
        "kept": None if kept is None else {"made": kept.created * 1000, "cost": digits(together(kept.all))},
        "problem": None,
    }


def _asks(found: Estimate, above: Credits | None) -> bool:
    """Whether a call of this price asks first."""
    most = found.high if found.high is not None else found.expected
    return above is not None and most is not None and most > above


def digits(amount: Credits | None) -> str | None:
    """An amount as exact digits; no float goes to the page."""
    return None if amount is None else amount.show()


def basis(priced: dict[str, Any]) -> str:
    """Where a price comes from, in words."""
    if not priced.get("known"):
        return ""
    return f"{priced['basis']}, price book {priced['version']}"


def together(assets: Sequence[Asset]) -> Credits | None:
    """What the assets cost together; None where no cost is known."""
    costs = [asset.cost for asset in assets if asset.cost is not None]
    return sum(costs[1:], costs[0]) if costs else None


def result(asset: Asset) -> dict[str, Any]:
    """What one call made, and what was saved where they came from the shelf, for nothing."""
    return {
        "items": [item_of(one) for one in asset.all],
        "cost": digits(together(asset.all)),
        "replayed": asset.replayed,
        "saved": digits(asset.saved or None),
    }
