"""Reference images as people have them: paths, bytes, Pillow images, links, assets."""

from __future__ import annotations

import base64
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias

from hypereal_lab.catalog import Card
from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.media import MediaError, parse_data_url

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Reference", "ReferenceLike", "read_reference"]

ReferenceLike: TypeAlias = "Asset | str | os.PathLike[str] | bytes | IO[bytes] | Image"

_LARGEST = 50_000_000
"""Bytes of one reference; the formats allow more, no model does."""
_LEAST_LIFE = 120.0
"""Seconds a link must still be good for, since the server fetches it a little later."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A link that the server will open itself, or an asset of the shelf."""

    url: str | None = None
    asset: Asset | None = None

    def recipe(self) -> dict[str, str]:
        """How a recipe names it: by content, so that no path and no signed link gets in, else by the public link."""
        return {"digest": self.asset.digest} if self.asset else {"url": self.url or ""}

    def wire(self, *, now: float) -> str:
        """The text that goes into the request: a link where there is one that still works, else the bytes."""
        if self.asset is None:
            return self.url or ""
        if self._linked(self.asset, now):
            return self.asset.link or ""
        return f"data:{self.asset.media_type};base64,{base64.b64encode(self.asset.data).decode()}"

    def check(self, card: Card, *, now: float) -> None:
        """Raises `InputError` where the model does not take it in the form it would be sent."""
        forms = card.limits.reference_forms
        if self.asset is None or forms is None or "data-url" in forms or self._linked(self.asset, now):
            return
        raise InputError(
            f"{card.id} takes references only as public links, and this picture is on your machine. Choose a model "
            "that takes files, or use a picture that this server made in the last days.",
            field="references",
        )

    def _linked(self, asset: Asset, now: float) -> bool:
        return bool(asset.link) and (asset.link_expires or 0.0) > now + _LEAST_LIFE


def read_reference(given: ReferenceLike, shelf: Shelf) -> Reference:
    """Take a reference in any form. Files are kept on the shelf; links are left to the server.

    Raises `InputError` that names what was wrong with it.
    """
    if isinstance(given, Asset):
        return Reference(asset=given)
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        return Reference(url=given)
    try:
        data, name = _bytes(given)
        return Reference(asset=shelf.keep_reference(data, name))
    except MediaError as error:
        raise InputError(str(error), field="references") from error
    except OSError as error:
        raise InputError(f"The reference cannot be read: {error.strerror or error}.", field="references") from error


def _bytes(given: object) -> tuple[bytes, str | None]:
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given), None
    if isinstance(given, str) and given.startswith("data:"):
        return parse_data_url(given, max_bytes=_LARGEST)[1], None
    if isinstance(given, str | os.PathLike):
        path = Path(given).expanduser()
        if path.stat().st_size > _LARGEST:
            raise InputError(
                f"{path.name} is larger than {_LARGEST // 1_000_000} MB; make it smaller.", field="references"
            )
        return path.read_bytes(), path.name
    if hasattr(given, "read"):
        return given.read(_LARGEST + 1), None
    if hasattr(given, "save"):
        kept = io.BytesIO()
        given.save(kept, format="PNG")
        return kept.getvalue(), None
    raise InputError(
        f"A reference is a path, a link, bytes, a Pillow image or an asset, not {type(given).__name__}.",
        field="references",
    )
