"""The widgets: Python halves, their questions, and the static twins that stay in a saved notebook.

anywidget and ipywidgets are heavy, so the classes are imported when they are first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypereal_lab.widgets.base import Widget
    from hypereal_lab.widgets.compare import Compare
    from hypereal_lab.widgets.gallery import Gallery
    from hypereal_lab.widgets.prompt import Prompt
    from hypereal_lab.widgets.tracker import JobTracker

__all__ = ["Compare", "Gallery", "JobTracker", "Prompt", "Widget"]

_ROOMS = {"Compare": "compare", "Gallery": "gallery", "JobTracker": "tracker", "Prompt": "prompt", "Widget": "base"}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
