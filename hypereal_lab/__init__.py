"""Hypereal Lab: a creative workbench in JupyterLab over one API for every model.

from hypereal_lab import Lab

lab = Lab()                                   # the key from the environment, else the embedded gateway
picture = await lab.images.generate("a chrome teapot")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hypereal_lab.client import AsyncHypereal, Hypereal
    from hypereal_lab.wire import Credits
    from hypereal_lab.workbench import Lab

__version__ = "0.1.0"

__all__ = ["AsyncHypereal", "Credits", "Hypereal", "Lab", "__version__", "errors"]

_HOMES = {
    "AsyncHypereal": "hypereal_lab.client",
    "Credits": "hypereal_lab.wire",
    "Hypereal": "hypereal_lab.client",
    "Lab": "hypereal_lab.workbench",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for, so that importing the package costs nothing."""
    if name == "errors":
        return importlib.import_module("hypereal_lab.errors")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
