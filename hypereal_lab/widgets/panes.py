"""How somebody arranged the panes of the studio, kept for the next session in the lab's own folder."""

from __future__ import annotations

import contextlib
import json
import math
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["DEFAULT", "PANES", "PaneFile", "arranged"]

PANES = ("make", "jobs", "shelf", "inspect")
SIZES = {"left": 0.4, "jobs": 0.24, "inspect": 0.4, "below": 0.46}
"""Shares: of the left panes in the width, of the jobs in the left, of the inspector beside and below the shelf."""
_LEAST, _MOST = 0.1, 0.9
DEFAULT: Mapping[str, Any] = {"sizes": SIZES, "folded": [], "tab": "make"}


def arranged(given: object) -> dict[str, Any]:
    """What is sound of an arrangement, the rest as it is at first."""
    said: dict[str, Any] = given if isinstance(given, dict) else {}
    sizes, folded = said.get("sizes"), said.get("folded")
    sizes = sizes if isinstance(sizes, dict) else {}
    folded = folded if isinstance(folded, list) else []
    return {
        "sizes": {name: _share(sizes.get(name), usual) for name, usual in SIZES.items()},
        "folded": [name for name in PANES if name in folded],
        "tab": said["tab"] if said.get("tab") in PANES else DEFAULT["tab"],
    }


def _share(given: object, usual: float) -> float:
    sound = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
    return min(_MOST, max(_LEAST, round(float(given), 3))) if sound else usual  # type: ignore[arg-type]


class PaneFile:
    """One small file. What cannot be read or written is no reason for a studio not to open."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "studio.json"

    def read(self) -> dict[str, Any]:
        """The arrangement of the last time; as at first where there is none or a broken one."""
        try:
            return arranged(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError):
            return arranged(None)

    def write(self, panes: Mapping[str, Any]) -> None:
        """Replace the file as a whole, so that nobody ever reads half of one."""
        new = self._path.with_suffix(f".{secrets.token_hex(4)}.new")
        with contextlib.suppress(OSError):
            new.write_text(json.dumps(panes), encoding="utf-8")
            new.replace(self._path)
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
