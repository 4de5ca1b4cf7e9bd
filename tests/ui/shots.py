"""Pictures of the screen for eyes, where they are asked for."""

from __future__ import annotations

import os
from pathlib import Path

from tests.ui.notebook import Notebook

__all__ = ["shoot"]


def shoot(notebook: Notebook, name: str) -> None:
    """Keep a picture of what is on the screen in the folder that HYPEREAL_TEST_SHOTS names."""
    folder = os.environ.get("HYPEREAL_TEST_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        notebook.page.screenshot(path=str(Path(folder) / f"{name}.png"))
