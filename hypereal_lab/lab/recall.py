"""From a file back to the call that made it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hypereal_lab import media
from hypereal_lab.client.settings import DEFAULT_BASE_URL
from hypereal_lab.errors import InputError, RecipeError, ShelfError
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.provenance import Provenance, read_provenance, story_of
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.source import PATHS, curl_source, python_source
from hypereal_lab.wire.money import Credits

__all__ = ["Recalled", "recall"]

_LARGEST = 2_000_000_000
"""Bytes of a file that is looked into."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a file. Its recipe is shown, never run by itself."""

    story: Provenance
    how: str
    """`notes in the file`, `sidecar file`, `same bytes`, `same content` or `looks the same`."""
    asset: Asset | None
    """The asset on this shelf, if it is there."""
    problem: str | None = None
    """What was wrong with the notes in the file, where another way was taken."""

    @property
    def recipe(self) -> dict[str, Any]:
        return self.story.recipe.to_dict()

    @property
    def recipe_hash(self) -> str:
        return self.story.recipe.hash

    @property
    def cost(self) -> Credits | None:
        """This asset's part of what its call was charged."""
        return self.story.credits

    @property
    def price_version(self) -> str | None:
        """Price book in force when it was made."""
        return self.story.price_version

    def to_python(self) -> str:
        """Source of the cell that makes it."""
        return python_source(self.recipe)

    def to_curl(self) -> str:
        """The request for a shell, with the key left to HYPEREAL_API_KEY. Raises `InputError` for a kind of later."""
        if self.story.recipe.kind not in PATHS:
            raise InputError(f"This version knows no request for a {self.story.recipe.kind}.", field="kind")
        url = DEFAULT_BASE_URL.removesuffix("/v1") + PATHS[self.story.recipe.kind]
        return curl_source(self.recipe, url=url, reference_field="image_urls")

    def __repr__(self) -> str:
        recipe = self.story.recipe
        return f"<Recalled {recipe.kind} by {recipe.model}, by {self.how}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        recipe: Recipe = self.story.recipe
        facts = [("Kind", recipe.kind), ("Model", self.story.model or recipe.model), ("Found by", self.how)]
        facts += [("Cost", f"{self.cost} credits")] if self.cost is not None else []
        facts += [("Price book", f"{self.price_version}, {self.story.price_basis}")] if self.price_version else []
        facts += [("Sandbox", "play credits, simple engines")] if self.story.provider == "sandbox" else []
        note = "A recipe out of a file is a stranger's word: read it before you run it."
        return {
            "text/plain": f"{self!r}\n{self.to_python()}",
            "text/html": card.of_facts(recipe.prompt[:200] or "Recalled", facts, note, source=self.to_python()),
        }


def recall(given: object, shelf: Shelf) -> Recalled:
    """Tries the notes in the file, a sidecar, the same bytes, the same content, the same look, in this order.

    Raises `InputError` when none of them tells, with what was tried.
    """
    if isinstance(given, Asset):
        return _of_asset(given, "same bytes", None)
    data, path = _read(given)
    found = _on_shelf(shelf, data)
    problems: list[str] = []
    for how, read in (("notes in the file", partial(media.extract, data)), ("sidecar file", partial(_beside, path))):
        try:
            if payload := read():
                return Recalled(_believable(payload, found, shelf), how, found, " ".join(problems) or None)
        except (media.MediaError, RecipeError) as error:
            problems.append(str(error))
    problem = " ".join(problems) or None
    for how, asset in _candidates(shelf, data):
        if asset is not None and asset.recipe:
            return _of_asset(asset, how, problem)
    said = f" The notes in it were not used: {problem}" if problem else ""
    raise InputError(
        f"Nothing tells how this file was made: no recipe in it, no sidecar, and no asset of this shelf has its "
        f"content.{said}",
        field="file",
    )


def _believable(payload: bytes, asset: Asset | None, shelf: Shelf) -> Provenance:
    """What a file says of itself. Raises `RecipeError` where this lab made these very bytes and knows better."""
    story = read_provenance(payload)
    known = shelf.recipes_of(asset.digest) if asset is not None else set()
    if known and not known & {story.recipe.hash, None}:
        raise RecipeError("The notes name another recipe than the one by which this lab made this very file.")
    return story


def _beside(path: Path | None) -> bytes | None:
    """What stands in the file's sidecar, where there is one of a sensible size."""
    try:
        beside = None if path is None else media.sidecar_path(path)
        return beside.read_bytes() if beside and beside.is_file() and beside.stat().st_size < 1_000_000 else None
    except OSError:
        return None


def _of_asset(asset: Asset, how: str, problem: str | None) -> Recalled:
    told = story_of(asset)
    if told is None:
        raise InputError("This is a reference that was given, so no call made it.", field="file")
    return Recalled(read_provenance(told), how, asset, problem)


def _candidates(shelf: Shelf, data: bytes) -> list[tuple[str, Asset | None]]:
    found: list[tuple[str, Asset | None]] = [("same bytes", _on_shelf(shelf, data))]
    try:
        content = media.content_digest(data)
        found += [("same content", asset) for asset in shelf.alike(content=content)]
        if look := media.perceptual_hash(data):
            found += [("looks the same", asset) for asset in shelf.alike(look=look)]
    except media.MediaError:
        pass
    return found


def _on_shelf(shelf: Shelf, data: bytes) -> Asset | None:
    try:
        return shelf.asset(media.digest(media.strip(data)))
    except (ShelfError, media.MediaError):
        return None


def _read(given: object) -> tuple[bytes, Path | None]:
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given), None
    if not isinstance(given, str | Path):
        raise InputError(f"recall takes a path, bytes or an asset, not {type(given).__name__}.", field="file")
    path = Path(given).expanduser()
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path.name} is larger than 2 GB and was not looked into.", field="file")
        return path.read_bytes(), path
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", field="file") from error
