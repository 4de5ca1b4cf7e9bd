"""The recipe beside a file, for kinds that cannot carry one."""

from __future__ import annotations

from pathlib import Path

__all__ = ["sidecar_path"]

_ENDING = ".recipe.json"


def sidecar_path(path: Path | str) -> Path:
    """`name.ext.recipe.json` in the same folder."""
    path = Path(path)
    return path.with_name(path.name + _ENDING)
