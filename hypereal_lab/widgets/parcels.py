"""Files that a page takes home: made in a folder of their own, fetched in pieces, gone with the widget."""

from __future__ import annotations

import itertools
import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypereal_lab.errors import InputError, ShelfError
from hypereal_lab.lab import Asset

__all__ = ["MOST_BYTES", "Parcels", "file_name", "write_zip"]

MOST_BYTES = 250_000_000
"""Of one download: the page holds all of it before the browser can write it."""
_WORDS = 48
_WINDOWS_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class Parcels:
    """The files of one widget, by number."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._numbers = itertools.count(1)
        self._paths: dict[str, Path] = {}

    def place(self, ending: str) -> tuple[str, Path]:
        """A key and a path for a new file; the one before is removed."""
        self.clear()
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="hypereal-")
        key = str(next(self._numbers))
        self._paths[key] = Path(self._folder.name) / f"{key}{ending}"
        return key, self._paths[key]

    def path(self, key: str) -> Path:
        """Raises `ShelfError` for one that is gone."""
        if key not in self._paths:
            raise ShelfError("This download was replaced by a newer one; press the button again.")
        return self._paths[key]

    def clear(self) -> None:
        """Remove what was made."""
        for path in self._paths.values():
            path.unlink(missing_ok=True)
        self._paths.clear()

    def close(self) -> None:
        """Remove all of it."""
        self._paths.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def write_zip(path: Path, assets: Sequence[Asset]) -> int:
    """The files of the assets, each with its recipe beside it as JSON. Returns the bytes.

    Raises `InputError` for more than `MOST_BYTES`, and `ShelfError` where none of the files is there any more.
    """
    size = sum(asset.size for asset in assets)
    if size > MOST_BYTES:
        raise InputError(
            f"These {len(assets)} files have {size / 1e6:,.0f} MB, and one download holds {MOST_BYTES / 1e6:,.0f} MB. "
            "Select fewer, or use `asset.save(path)`.",
            field="selection",
        )
    missing: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as pack:
        for asset in assets:
            name = file_name(asset)
            try:
                pack.write(asset.path, name)
            except OSError:
                missing.append(name)
                continue
            pack.writestr(f"{name}.json", json.dumps(_story(asset), indent=1, ensure_ascii=False))
        if missing:
            pack.writestr("missing.txt", "No longer on the shelf:\n" + "\n".join(missing) + "\n")
    if missing and len(missing) == len(assets):
        raise ShelfError("None of these files is on the shelf any more; make them again.")
    return path.stat().st_size


def file_name(asset: Asset) -> str:
    """A name for any system: the first words it was made from and the beginning of its digest."""
    words = re.sub(r"[^\w]+", "-", asset.prompt or asset.name or asset.kind, flags=re.UNICODE).strip("-_").lower()
    words = words[:_WORDS].strip("-_")
    if not words or _WINDOWS_NAMES.fullmatch(words):
        words = asset.kind
    return f"{words}-{asset.digest[:8]}{asset.path.suffix}"


def _story(asset: Asset) -> dict[str, Any]:
    return {
        "digest": asset.digest,
        "kind": asset.kind,
        "model": asset.model,
        "credits": None if asset.cost is None else str(asset.cost),
        "price_version": asset.price_version,
        "created": asset.created,
        "rating": asset.rating,
        "tags": list(asset.tags),
        "note": asset.note,
        "recipe": asset.recipe,
        "python": asset.to_python(),
    }
