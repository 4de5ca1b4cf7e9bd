"""From a file back to the call that made it."""

from __future__ import annotations

from dataclasses import dataclass
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
        """The request for a shell, with the key left to HYPEREAL_API_KEY."""
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
    problem: str | None = None
    try:
        if payload := media.extract(data):
            story = read_provenance(payload)
            return Recalled(story, "notes in the file", _on_shelf(shelf, data))
    except (media.MediaError, RecipeError) as error:
        problem = str(error)
    if path is not None and (beside := media.sidecar_path(path)).is_file() and beside.stat().st_size < 1_000_000:
        return Recalled(read_provenance(beside.read_bytes()), "sidecar file", _on_shelf(shelf, data), problem)
    for how, asset in _candidates(shelf, data):
        if asset is not None and asset.recipe:
            return _of_asset(asset, how, problem)
    said = f" The notes in it were not used: {problem}" if problem else ""
    raise InputError(
        f"Nothing tells how this file was made: no recipe in it, no sidecar, and no asset of this shelf has its "
        f"content.{said}",
        field="file",
    )


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
        if media.probe(data).kind == "image" and (poster := media.poster(data)):
            look = media.perceptual_hash(poster)
            found += [("looks the same", asset) for asset in (shelf.alike(look=look) if look else ())]
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
