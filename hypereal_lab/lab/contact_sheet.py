"""Many assets on one sheet, with captions."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hypereal_lab.errors import InputError, ShelfError

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

    from hypereal_lab.lab.asset import Asset

__all__ = ["FORMS", "MOST", "contact_sheet"]

MOST = 100
"""Assets on one sheet."""
FORMS = ("webp", "png")
_CELL, _GAP, _CAPTION = 256, 16, 48
_PAPER, _INK, _QUIET, _EMPTY = (255, 255, 255), (31, 31, 31), (96, 96, 96), (240, 240, 240)


def contact_sheet(assets: Sequence[Asset], *, form: str = "webp") -> bytes:
    """A WebP or PNG of up to `MOST` small pictures in rows, under each its words, its model and its cost.

    An asset without a picture is a grey square that says its kind. Raises `InputError`.
    """
    from PIL import Image, ImageDraw, ImageFont

    if form not in FORMS:
        raise InputError(f"form is one of {', '.join(FORMS)}; not {form!r}.", field="form")
    if not 1 <= len(assets) <= MOST:
        raise InputError(f"A contact sheet holds 1 to {MOST} assets; {len(assets)} are selected.", field="selection")
    columns = math.ceil(math.sqrt(len(assets)))
    rows = math.ceil(len(assets) / columns)
    sheet = Image.new("RGB", (columns * (_CELL + _GAP) + _GAP, rows * (_CELL + _CAPTION + _GAP) + _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(13)
    for number, asset in enumerate(assets):
        row, column = divmod(number, columns)
        left, top = _GAP + column * (_CELL + _GAP), _GAP + row * (_CELL + _CAPTION + _GAP)
        _put(sheet, draw, asset, (left, top))
        cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
        _line(draw, asset.prompt or asset.name or asset.kind, (left, top + _CELL + 6), font, _INK)
        _line(draw, ", ".join(filter(None, (asset.model, cost))), (left, top + _CELL + 24), font, _QUIET)
    kept = io.BytesIO()
    sheet.save(kept, form.upper(), **({"quality": 86, "method": 4} if form == "webp" else {"optimize": True}))
    return kept.getvalue()


def _put(sheet: Image, draw: ImageDraw, asset: Asset, place: tuple[int, int]) -> None:
    from PIL import ImageOps

    left, top = place
    small = _small(asset)
    if small is None:
        draw.rectangle((left, top, left + _CELL, top + _CELL), fill=_EMPTY)
        draw.text((left + _CELL // 2, top + _CELL // 2), asset.kind, fill=_QUIET, anchor="mm")
        return
    fitted = ImageOps.contain(small, (_CELL, _CELL))
    sheet.paste(fitted, (left + (_CELL - fitted.width) // 2, top + (_CELL - fitted.height) // 2))


def _small(asset: Asset) -> Image | None:
    """The picture itself where it is one, else its small picture; None where there is none."""
    from PIL import Image, UnidentifiedImageError

    for name in ("data", "thumbnail") if asset.kind == "image" else ("thumbnail",):
        try:
            with Image.open(io.BytesIO(getattr(asset, name))) as opened:
                return opened.convert("RGB")
        except (ShelfError, UnidentifiedImageError, OSError):
            continue
    return None


def _line(
    draw: ImageDraw,
    words: str,
    place: tuple[int, int],
    font: FreeTypeFont | ImageFont,
    fill: tuple[int, int, int],
) -> None:
    """One line that ends where its picture does."""
    line = " ".join(words.split())
    if draw.textlength(line, font=font) > _CELL:
        while line and draw.textlength(f"{line}…", font=font) > _CELL:
            line = line[:-1]
        line = f"{line.rstrip()}…"
    draw.text(place, line, fill=fill, font=font)
