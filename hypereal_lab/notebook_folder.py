"""Where the notebooks are: in a checkout beside the package, else a copy of the packaged ones that may be edited."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

__all__ = ["notebook_folder"]

FIRST = "00-start-here.ipynb"


def notebook_folder(here: Path) -> Path:
    """A folder with the notebooks: `notebooks` below `here` where there is one, else made by copying the packaged ones.

    A notebook that is there already is never overwritten.
    """
    folder = here / "notebooks"
    if (folder / FIRST).exists():
        return folder
    with as_file(_packaged()) as packaged:
        folder = here / "hypereal-notebooks"
        folder.mkdir(exist_ok=True)
        for notebook in sorted(packaged.glob("*.ipynb")):
            if not (folder / notebook.name).exists():
                shutil.copyfile(notebook, folder / notebook.name)
    return folder


def _packaged() -> Path:
    inside = Path(str(files("hypereal_lab"))) / "notebooks"
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "notebooks"
