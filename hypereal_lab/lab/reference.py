"""Reference images as people have them: paths, bytes, Pillow images, links, assets."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import msgspec

from hypereal_lab.catalog import Card
from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.recipe import ReferenceId
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.media import MediaError, parse_data_url, probe

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["TOLD", "Reference", "ReferenceLike", "Wire", "read_reference", "read_wires", "write_wires"]

ReferenceLike: TypeAlias = "Asset | str | os.PathLike[str] | bytes | IO[bytes] | Image"

_LARGEST = 50_000_000
"""Bytes of one reference; the formats allow more, no model does."""
_LEAST_LIFE = 120.0
"""Seconds a link must still be good for, since the server fetches it a little later."""


TOLD = "webhook_url"
"""Role of the address that is told of a job's end: it travels with the references, and no recipe holds it."""


class Wire(msgspec.Struct, frozen=True, array_like=True):
    """How one reference travels: as a link, or as the bytes of an asset."""

    role: str | None
    link: str | None = None
    digest: str | None = None
    upload: bool = False
    """The bytes go to the server's storage first, and the link to them into the request."""

    def text(self, shelf: Shelf) -> str:
        """What goes into the request. Raises `ShelfError` when the asset is gone."""
        if self.digest is None:
            return self.link or ""
        asset = shelf.asset(self.digest)
        return f"data:{asset.media_type};base64,{base64.b64encode(asset.original).decode()}"


_wires = msgspec.json.Decoder(tuple[Wire, ...])


def write_wires(wires: Sequence[Wire]) -> bytes | None:
    """For the journal, so that the very same request can be made again. None where a link must not be written down."""
    if any(wire.upload or (wire.link and urlsplit(wire.link).query) for wire in wires):
        return None  # an upload gets another link each time
    return msgspec.json.encode(tuple(wires))


def read_wires(kept: bytes) -> tuple[Wire, ...]:
    """What `write_wires` wrote."""
    return _wires.decode(kept)


@dataclass(frozen=True, slots=True)
class Reference:
    """A link that the server will open itself, or an asset of the shelf."""

    url: str | None = None
    asset: Asset | None = None
    role: str | None = None
    only_links: bool = False
    """The model takes no bytes in the request."""

    def recipe(self) -> ReferenceId:
        """How a recipe names it: by content, so that no path and no signed link gets in, else by the public link."""
        if self.asset is not None:
            return ReferenceId(digest=self.asset.digest, role=self.role)
        parts = urlsplit(self.url or "")
        public = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        query = hashlib.sha256(parts.query.encode()).hexdigest()[:16] if parts.query else None
        return ReferenceId(url=public, query=query, role=self.role)

    def wire(self, *, now: float) -> Wire:
        """A link where there is one that still works, else the bytes."""
        if self.asset is None:
            return Wire(self.role, link=self.url)
        if self._linked(self.asset, now):
            return Wire(self.role, link=self.asset.link)
        return Wire(self.role, digest=self.asset.digest, upload=self.only_links)

    def to(self, card: Card) -> Reference:
        """The same for one model."""
        forms = card.limits.reference_forms
        return replace(self, only_links=forms is not None and "data-url" not in forms)

    def is_uploaded(self, *, now: float) -> bool:
        """Whether its bytes would go to the server's storage, for a link that the model can open."""
        return self.only_links and self.asset is not None and not self._linked(self.asset, now)

    def _linked(self, asset: Asset, now: float) -> bool:
        return bool(asset.link) and (asset.link_expires or 0.0) > now + _LEAST_LIFE


def read_reference(
    given: ReferenceLike,
    shelf: Shelf,
    role: str | None = None,
    *,
    takes: Sequence[str] = ("image",),
    field: str | None = None,
) -> Reference:
    """Take a reference in any form. Files are kept on the shelf; links are left to the server.

    `takes` are the kinds of media that will do. Raises `InputError` that names what was wrong with it and `field`,
    which is the role where it is left out.
    """
    field = field or role or "references"
    if isinstance(given, Asset):
        return _fitting(Reference(asset=given, role=role), field, takes)
    if isinstance(given, str) and given.startswith(("http://", "https://")):
        return Reference(url=given, role=role)
    try:
        data, name = _bytes(given, field)
        _check_kind(probe(data).kind, field, takes)
        return Reference(asset=shelf.keep_reference(data, name), role=role)
    except MediaError as error:
        raise InputError(str(error), field=field) from error
    except OSError as error:
        raise InputError(f"The reference cannot be read: {error.strerror or error}.", field=field) from error


def _fitting(reference: Reference, field: str, takes: Sequence[str]) -> Reference:
    if reference.asset is not None and not reference.asset.dry:
        _check_kind(reference.asset.kind, field, takes)
    return reference


def _check_kind(kind: str, field: str, takes: Sequence[str]) -> None:
    if kind not in takes:
        raise InputError(f"This is {kind}, and {' or '.join(takes)} is needed here; give another file.", field=field)


def _bytes(given: object, field: str) -> tuple[bytes, str | None]:
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given), None
    if isinstance(given, str) and given.startswith("data:"):
        return parse_data_url(given, max_bytes=_LARGEST)[1], None
    if isinstance(given, str | os.PathLike):
        path = Path(given).expanduser()
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path.name} is larger than {_LARGEST // 1_000_000} MB; make it smaller.", field=field)
        return path.read_bytes(), path.name
    if hasattr(given, "read"):
        return given.read(_LARGEST + 1), None
    if hasattr(given, "save"):
        kept = io.BytesIO()
        given.save(kept, format="PNG")
        return kept.getvalue(), None
    raise InputError(
        f"A reference is a path, a link, bytes, a Pillow image or an asset, not {type(given).__name__}.", field=field
    )
