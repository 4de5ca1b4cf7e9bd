"""What every widget with pictures can be asked: bytes in pieces, pages of thumbnails, recipes.

Bytes never travel in traits. A page asks for a digest and gets one piece; asking for the next one is the
acknowledgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.questions import Reply, question
from hypereal_lab.widgets.twin import shortened

__all__ = ["PIECE_BYTES", "Pictures", "item_of"]

PIECE_BYTES = 768 * 1024
"""Of one message: some hosts drop messages near 1 MB without a word."""
_PAGE = 48

_LABELS = {"n": "Images", "output_format": "Format"}

NO_WORDS = "generated image, no description"


class Pictures(Widget):
    """A widget that shows pictures of the lab's shelf."""

    @question
    async def _piece(self, digest: str, offset: int = 0, form: str = "full") -> Reply:
        """Up to `PIECE_BYTES` of a picture, and where the next piece begins (`None` after the last)."""
        asset = self.lab.shelf.asset(digest)
        data = asset.thumbnail if form == "thumb" else asset.data
        if not 0 <= offset < max(len(data), 1):
            raise InputError(f"There is no byte {offset} in a file of {len(data)} bytes.", field="offset")
        piece = data[offset : offset + PIECE_BYTES]
        end = offset + len(piece)
        media_type = "image/webp" if form == "thumb" else asset.media_type
        said = {"size": len(data), "media_type": media_type, "next": end if end < len(data) else None}
        return Reply(said, [piece])

    @question
    async def _page(self, offset: int = 0, limit: int = _PAGE, references: bool = False) -> Reply:
        """Facts and thumbnails of the newest pictures from `offset` on, as many as one message holds."""
        assets = self._on_show(references)
        items: list[dict[str, Any]] = []
        thumbnails: list[bytes] = []
        weight = 0
        for asset in assets[offset : offset + min(limit, _PAGE)]:
            weight += len(asset.thumbnail)
            if items and weight > PIECE_BYTES:
                break
            items.append(item_of(asset))
            thumbnails.append(asset.thumbnail)
        return Reply({"total": len(assets), "items": items}, thumbnails)

    @question
    async def _recipe(self, digest: str) -> dict[str, Any]:
        """How a picture was made, as names and values, and the source that makes it again."""
        asset = self.lab.shelf.asset(digest)
        return {"rows": _rows(asset), "created": asset.created * 1000, "python": asset.to_python()}

    def _on_show(self, references: bool) -> Sequence[Asset]:
        """The pictures that pages are cut from, newest first."""
        return self.lab.shelf.assets("image", references=references)


def item_of(asset: Asset) -> dict[str, Any]:
    """The little a thumbnail needs to be shown, named and saved."""
    words = asset.prompt or asset.name or NO_WORDS
    return {
        "digest": asset.digest,
        "alt": shortened(words),
        "width": asset.width,
        "height": asset.height,
        "media_type": asset.media_type,
        "model": asset.model or "",
        "cost": None if asset.cost is None else asset.cost.show(),
        "sandbox": asset.sandbox,
        "reference": asset.is_reference,
    }


def _rows(asset: Asset) -> list[list[str]]:
    inputs = dict(asset.recipe.get("inputs", {}))
    inputs.pop("size", None)
    if inputs.get("n") == 1:
        del inputs["n"]
    size = f"{asset.width} × {asset.height}, {asset.media_type.removeprefix('image/')}, {asset.size / 1000:,.0f} kB"
    rows = [
        ("Prompt", str(inputs.pop("prompt", ""))),
        ("Name", asset.name or ""),
        ("Model", asset.model or ""),
        ("Cost", "" if asset.cost is None else f"{asset.cost.show()} credits"),
        ("Picture", size),
        *((_LABELS.get(name, name.replace("_", " ").capitalize()), str(value)) for name, value in inputs.items()),
        ("References", _count(asset.recipe.get("references"))),
    ]
    return [[name, value] for name, value in rows if value]


def _count(references: object) -> str:
    return str(len(references)) if isinstance(references, list) and references else ""
