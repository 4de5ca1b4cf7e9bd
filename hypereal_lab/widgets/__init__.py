"""The widgets: Python halves, their questions, and the static twins that stay in a saved notebook.

anywidget and ipywidgets are heavy, so the classes are imported when they are first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypereal_lab.widgets.audio import AudioPlayer
    from hypereal_lab.widgets.base import Widget
    from hypereal_lab.widgets.chat import Chat
    from hypereal_lab.widgets.compare import Compare
    from hypereal_lab.widgets.dashboard import Dashboard
    from hypereal_lab.widgets.gallery import Gallery
    from hypereal_lab.widgets.job import JobCard
    from hypereal_lab.widgets.meter import Meter
    from hypereal_lab.widgets.prompt import Prompt
    from hypereal_lab.widgets.studio import Studio
    from hypereal_lab.widgets.tracker import JobTracker
    from hypereal_lab.widgets.video import VideoPlayer
    from hypereal_lab.widgets.viewer import Viewer

__all__ = [
    "AudioPlayer",
    "Chat",
    "Compare",
    "Dashboard",
    "Gallery",
    "JobCard",
    "JobTracker",
    "Meter",
    "Prompt",
    "Studio",
    "VideoPlayer",
    "Viewer",
    "Widget",
]

_ROOMS = {
    "AudioPlayer": "audio",
    "Chat": "chat",
    "Compare": "compare",
    "Dashboard": "dashboard",
    "Gallery": "gallery",
    "JobCard": "job",
    "JobTracker": "tracker",
    "Meter": "meter",
    "Prompt": "prompt",
    "Studio": "studio",
    "VideoPlayer": "video",
    "Viewer": "viewer",
    "Widget": "base",
}


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
