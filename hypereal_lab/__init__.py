"""Hypereal Lab: a creative workbench in JupyterLab over one API for every model.

from hypereal_lab import Lab

lab = Lab()                                   # the key from the environment, else the embedded gateway
picture = await lab.images.generate("a chrome teapot")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from hypereal_lab.client import AsyncHypereal, Hypereal, verify_webhook
    from hypereal_lab.nesting import nested_loop
    from hypereal_lab.wire import Credits
    from hypereal_lab.workbench import Lab

__version__ = "0.3.0"

__all__ = ["AsyncHypereal", "Credits", "Hypereal", "Lab", "__version__", "errors", "nested_loop", "verify_webhook"]

_HOMES = {
    "AsyncHypereal": "hypereal_lab.client",
    "Credits": "hypereal_lab.wire",
    "Hypereal": "hypereal_lab.client",
    "Lab": "hypereal_lab.workbench",
    "nested_loop": "hypereal_lab.nesting",
    "verify_webhook": "hypereal_lab.client",
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


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext hypereal_lab`: registers `%hypereal` and `%%hypereal`, and patches nothing."""
    from hypereal_lab.magics.extension import register

    register(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext hypereal_lab`."""
    from hypereal_lab.magics.extension import unregister

    unregister(shell)
