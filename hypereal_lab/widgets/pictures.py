"""What every widget with assets can be asked: bytes in pieces, pages of thumbnails, recipes.

Bytes never travel in traits. A page asks for a digest and gets one piece; asking for the next one is the
acknowledgement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.questions import Reply, question
from hypereal_lab.widgets.twin import shortened

__all__ = ["NO_WORDS", "PIECE_BYTES", "Pictures", "item_of", "measures", "piece_of", "thumbnail_of"]

PIECE_BYTES = 768 * 1024
"""Of one message: some hosts drop messages near 1 MB without a word."""
_PAGE = 48

_TEXT_SHOWN, _EXCERPT = 20_000, 240
"""Letters of a text that are shown, large and small."""

_LABELS = {"n": "Images", "output_format": "Format"}
_NOUNS = {"image": "Picture", "video": "Clip", "audio": "Sound", "model3d": "3D model", "text": "Text"}

NO_WORDS = "generated image, no description"


class Pictures(Widget):
    """A widget that shows what is on the lab's shelf."""

    @question
    async def _piece(self, digest: str, offset: int = 0, form: str = "full") -> Reply:
        """Up to `PIECE_BYTES` of an asset, and where the next piece begins (`None` after the last)."""
        asset = self.lab.shelf.asset(digest)
        small = form == "thumb"
        path = asset.thumbnail_path if small else asset.path
        piece, size = await asyncio.to_thread(piece_of, path, offset)
        end = offset + len(piece)
        media_type = "image/webp" if small else asset.media_type
        said = {"size": size, "media_type": media_type, "next": end if end < size else None}
        return Reply(said, [piece])

    @question
    async def _page(self, offset: int = 0, limit: int = _PAGE, references: bool = False) -> Reply:
        """Facts and thumbnails of the newest assets from `offset` on, as many as one message holds."""
        assets = self._on_show(references)
        items: list[dict[str, Any]] = []
        thumbnails: list[bytes] = []
        weight = 0
        for asset in assets[offset : offset + min(limit, _PAGE)]:
            small = thumbnail_of(asset)
            weight += len(small)
            if items and weight > PIECE_BYTES:
                break
            items.append(self._item(asset))
            thumbnails.append(small)
        return Reply({"total": len(assets), "items": items}, thumbnails)

    @question
    async def _recipe(self, digest: str) -> dict[str, Any]:
        """How an asset was made, as names and values, and the source that makes it again; of a text its words."""
        asset = self.lab.shelf.asset(digest)
        text = asset.text[:_TEXT_SHOWN] if asset.kind == "text" else None
        return {"rows": _rows(asset), "created": asset.created * 1000, "python": asset.to_python(), "text": text}

    def _item(self, asset: Asset) -> dict[str, Any]:
        return item_of(asset)

    def _on_show(self, references: bool) -> Sequence[Asset]:
        """The pictures that pages are cut from, newest first."""
        return self.lab.shelf.assets("image", references=references)


def item_of(asset: Asset) -> dict[str, Any]:
    """The little a thumbnail needs to be shown, named and saved."""
    words = asset.prompt or asset.name or (NO_WORDS if asset.kind == "image" else f"{_NOUNS[asset.kind]}, no words")
    return {
        "digest": asset.digest,
        "kind": asset.kind,
        "alt": shortened(words),
        "width": asset.width,
        "height": asset.height,
        "seconds": asset.seconds,
        "size": asset.size,
        "media_type": asset.media_type,
        "ending": asset.path.suffix,
        "model": asset.model or "",
        "cost": None if asset.cost is None else asset.cost.show(),
        "excerpt": _excerpt(asset),
        "replayed": None,
        "sandbox": asset.sandbox,
        "reference": asset.is_reference,
    }


def thumbnail_of(asset: Asset) -> bytes:
    """Its small picture; empty for a text, and where there is nothing to see."""
    try:
        return asset.thumbnail
    except ShelfError:
        return b""


def _excerpt(asset: Asset) -> str:
    """How a text begins; empty for all other kinds, and for one that is gone."""
    if asset.kind != "text":
        return ""
    try:
        return shortened(asset.text[: 2 * _EXCERPT], _EXCERPT)
    except (ShelfError, UnicodeDecodeError):
        return ""


def piece_of(path: Path, offset: int) -> tuple[bytes, int]:
    """One piece of a file, and how large the file is. A clip is not read whole for each of them."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if not 0 <= offset < max(size, 1):
                raise InputError(f"There is no byte {offset} in a file of {size} bytes.", field="offset")
            file.seek(offset)
            return file.read(PIECE_BYTES), size
    except OSError as error:
        raise ShelfError(f"{path.name} is no longer on the shelf ({error.strerror}); make it again.") from error


def _rows(asset: Asset) -> list[list[str]]:
    inputs = dict(asset.recipe.get("inputs", {}))
    for name in ("size", "prompt", "text", "messages", "seconds"):
        inputs.pop(name, None)
    if inputs.get("n") == 1:
        del inputs["n"]
    if asset.seconds is not None:
        inputs.pop("duration", None)
    rows = [
        ("Prompt", asset.prompt),
        ("Name", asset.name or ""),
        ("Model", asset.model or ""),
        ("Cost", "" if asset.cost is None else f"{asset.cost.show()} credits"),
        (_NOUNS[asset.kind], ", ".join(filter(None, (measures(asset), _file_facts(asset))))),
        *((_LABELS.get(name, name.replace("_", " ").capitalize()), str(value)) for name, value in inputs.items()),
        ("References", _count(asset.recipe.get("references"))),
        ("Take", str(asset.recipe.get("take", 1) if asset.recipe.get("take", 1) != 1 else "")),
    ]
    return [[name, value] for name, value in rows if value]


def measures(asset: Asset) -> str:
    """Pixels and length, as far as it has them."""
    pixels = f"{asset.width} × {asset.height}" if asset.width and asset.height else ""
    length = "" if asset.seconds is None else f"{asset.seconds:.3g} s"
    return ", ".join(filter(None, (pixels, length)))


def _file_facts(asset: Asset) -> str:
    """Format and weight."""
    return ", ".join(filter(None, (asset.path.suffix.removeprefix("."), _weight(asset.size))))


def _weight(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:,.0f} kB" if size < 10_000_000 else f"{size / 1_000_000:,.0f} MB"


def _count(references: object) -> str:
    return str(len(references)) if isinstance(references, list) and references else ""
