"""What is written into the files themselves: the recipe, what it cost, and by which price book.

Read back, it is a stranger's word: bounded, checked against its form, shown before it is used, never evaluated.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from hypereal_lab.errors import RecipeError
from hypereal_lab.lab.recipe import LARGEST, Recipe, read_recipe
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab.asset import Asset

__all__ = ["Provenance", "read_provenance", "story_of"]

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,6})?")


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One asset's story. No key, link, path or account is part of it."""

    recipe: Recipe
    credits: Credits | None = None
    """This asset's part of what its call was charged."""
    price_version: str | None = None
    price_basis: str | None = None
    model: str | None = None
    """The one that made it, where the server chose."""
    provider: str | None = None
    """`sandbox` where simple engines made it for play credits."""
    made: float | None = None
    """Unix seconds."""
    position: int = 0
    """Among the assets of its call."""

    def to_bytes(self) -> bytes:
        """As it stands in a file: JSON with the recipe as plain values."""
        body: dict[str, Any] = {
            "hypereal": 1,
            "recipe": self.recipe.to_dict(),
            "recipe_hash": self.recipe.hash,
            "credits": None if self.credits is None else f"{self.credits.decimal:f}",
            "price_version": self.price_version,
            "price_basis": self.price_basis,
            "model": self.model,
            "provider": self.provider,
            "made": None if self.made is None else datetime.fromtimestamp(self.made, UTC).isoformat(),
            "position": self.position or None,
        }
        return msgspec.json.encode({name: value for name, value in body.items() if value is not None})


class _Written(msgspec.Struct):
    """The form of a payload. Fields of newer versions are left alone."""

    hypereal: int
    recipe: msgspec.Raw
    recipe_hash: str | None = None
    credits: str | None = None
    price_version: str | None = None
    price_basis: str | None = None
    model: str | None = None
    provider: str | None = None
    made: datetime | None = None
    position: int = 0


def read_provenance(payload: bytes) -> Provenance:
    """A file's story. Raises `RecipeError` for what is none, or a newer version's."""
    if len(payload) > LARGEST:
        raise RecipeError(f"This file's notes have {len(payload) // 1000} kB, more than any recipe; they are ignored.")
    try:
        found = msgspec.json.decode(payload, type=_Written)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise RecipeError("This file's notes are not a recipe of this lab.") from error
    recipe = read_recipe(bytes(found.recipe))
    if found.recipe_hash not in (None, recipe.hash):
        raise RecipeError("This file's notes contradict themselves: the recipe is not the one that its hash names.")
    amount = found.credits if found.credits and _AMOUNT.fullmatch(found.credits) else None
    return Provenance(
        recipe=recipe,
        credits=None if amount is None else Credits.of(amount),
        price_version=_word(found.price_version),
        price_basis=_word(found.price_basis),
        model=_word(found.model),
        provider=_word(found.provider),
        made=_seconds(found.made),
        position=max(0, found.position),
    )


def story_of(asset: Asset) -> bytes | None:
    """What a sidecar file says of an asset; None for a reference."""
    if not asset.recipe:
        return None
    return Provenance(
        recipe=read_recipe(asset.recipe),
        credits=asset.cost,
        price_version=asset.price_version,
        price_basis=asset.price_basis,
        model=asset.model,
        provider="sandbox" if asset.sandbox else None,
        made=asset.created,
        position=asset.position,
    ).to_bytes()


def _seconds(moment: datetime | None) -> float | None:
    """Unix seconds; None for a moment outside of what clocks can show."""
    try:
        return moment.timestamp() if moment else None
    except (OverflowError, ValueError, OSError):
        return None


def _word(text: str | None) -> str | None:
    """A short name out of a stranger's file, without control characters."""
    return "".join(letter for letter in text[:80] if letter.isprintable()) if text else None
