"""An asset: bytes that stay, with how they were made and what they cost."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.source import python_source
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Asset"]


class _Keeper(Protocol):
    """The shelf, as far as an asset needs it."""

    def load(self, path: Path) -> bytes: ...
    def of_run(self, run: str) -> tuple[Asset, ...]: ...


@dataclass(frozen=True, eq=False)
class Asset:
    """One picture on the shelf. Equal when the bytes are."""

    digest: str
    """SHA-256 of the bytes, in hex."""
    kind: str
    media_type: str
    width: int
    """Pixels."""
    height: int
    size: int
    """Bytes."""
    created: float
    """Unix seconds."""
    name: str | None
    """File name it was given under, for references."""
    path: Path = field(repr=False)
    thumbnail_path: Path = field(repr=False)
    run: str | None = None
    """Id of the call that made it; None for a reference."""
    position: int = 0
    recipe: dict[str, Any] = field(default_factory=dict, repr=False)
    model: str | None = None
    cost: Credits | None = None
    """Its part of what the call was charged; None where that is not known."""
    sandbox: bool = False
    """True when it was made on this machine by simple engines, for play credits."""
    link: str | None = field(default=None, repr=False)
    link_expires: float | None = field(default=None, repr=False)
    shelf: _Keeper = field(kw_only=True, repr=False)

    @property
    def is_reference(self) -> bool:
        """Whether it was given rather than made."""
        return self.run is None

    @property
    def prompt(self) -> str:
        """The words it was made from; empty for a reference."""
        return str(self.recipe.get("inputs", {}).get("prompt", ""))

    @property
    def seed(self) -> int | None:
        found = self.recipe.get("inputs", {}).get("seed")
        return found if isinstance(found, int) else None

    @cached_property
    def data(self) -> bytes:
        """The bytes of the file. Raises `ShelfError` when it is gone."""
        return self.shelf.load(self.path)

    @cached_property
    def thumbnail(self) -> bytes:
        """A small WebP of at most 12 kB."""
        return self.shelf.load(self.thumbnail_path)

    @property
    def image(self) -> Image:
        """The picture for Pillow."""
        from PIL import Image

        return Image.open(io.BytesIO(self.data))

    @cached_property
    def all(self) -> tuple[Asset, ...]:
        """Every asset of the same call, this one included, in the server's order."""
        return self.shelf.of_run(self.run) if self.run else (self,)

    def save(self, path: str | Path) -> Path:
        """Write the bytes to a file, or into a folder under the shelf's name. Returns where."""
        target = Path(path).expanduser()
        if target.is_dir():
            target = target / self.path.name
        if target.suffix and target.suffix.lower() not in (self.path.suffix, ".jpeg"):
            raise InputError(f"This is a {self.path.suffix} file; save it under such a name.", field="path")
        target.write_bytes(self.data)
        return target

    def to_python(self) -> str:
        """Source that makes the same call again."""
        return python_source(self.recipe) if self.recipe else f'lab.shelf.asset("{self.digest[:12]}")'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        cost = "" if self.cost is None else f", {self.cost} credits"
        return f"<Asset {self.kind} {self.width}x{self.height} {self.digest[:12]}{cost}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": card.of_assets(self.all if self.run else (self,))}
