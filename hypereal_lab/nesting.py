"""`nested_loop()`: let a pasted `asyncio.run(...)` work inside a notebook cell. Opt-in, and only where it is safe.

A kernel already runs an event loop, so `asyncio.run` refuses to start a second one. `nest_asyncio` and its maintained
fork `nest_asyncio2` patch asyncio for the whole process so that the running loop is entered again. What that does to
the kernel was seen in real ones (`tests/magics/test_nest_kernels.py`):

    ipykernel 6.29 to 7.0   either package works; messages wait until the cell ends
    ipykernel from 7.1 on   messages that arrive while nested cannot be handled: `nest_asyncio`, and `nest_asyncio2`
                            before 1.7.3, LOSE them, widget messages and whole cells of a Run All; newer keeps them
    Python from 3.12 on     `nest_asyncio` replaces `asyncio.run` by one that knows no `loop_factory`
    uvloop                  cannot be patched, and half a patch is worse than none

`await main()` in place of `asyncio.run(main())` needs none of this.
"""

from __future__ import annotations

import asyncio
import importlib
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from hypereal_lab.errors import NestingRefused

__all__ = ["Nested", "choose_package", "nested_loop"]

Version = tuple[int, ...]

_MAINTAINED, _ARCHIVED = "nest_asyncio2", "nest_asyncio"
_KEEPS_MESSAGES: Version = (1, 7, 3)
"""The first `nest_asyncio2` that leaves the kernel's own work for later instead of dropping it."""
_INSTEAD = "Write `await main()` in place of `asyncio.run(main())`; a cell may await."
_MEND = "Or `pip install 'nest-asyncio2>=1.7.3'` and restart the kernel."


@dataclass(frozen=True, slots=True)
class Nested:
    """What `nested_loop` did."""

    package: str
    version: str
    already: bool
    """The loop was nested before this call."""

    def __str__(self) -> str:
        if self.already:
            return f"This kernel's loop was nested already, by {self.package} {self.version}; nothing was changed."
        return (
            f"Nested by {self.package} {self.version}: asyncio.run(...) and loop.run_until_complete(...) now work "
            "inside a cell. asyncio is patched for this whole process until the kernel restarts; messages of widgets "
            "wait while such a call runs."
        )

    __repr__ = __str__


def nested_loop() -> Nested:
    """Let `asyncio.run(...)` work while a loop runs, as in a cell. Returns what it did.

    Raises `NestingRefused`, with nothing patched, where no loop runs or where nesting was seen to break the kernel.
    """
    loop = _running_loop()
    installed = {name: found for name in (_MAINTAINED, _ARCHIVED) if (found := _version(name))}
    before = _patched_by()
    if before is not None:
        installed = {before: installed.get(before, (0,))}  # a second patch over the first does not undo it
    package = choose_package(sys.version_info[:2], _version("ipykernel") if _in_kernel() else None, loop, installed)
    already = before is not None and getattr(asyncio.get_running_loop(), "_nest_patched", False)
    if not already:
        _apply(package)
    return Nested(package, ".".join(map(str, installed[package])), already)


def choose_package(python: Version, ipykernel: Version | None, loop: str, installed: Mapping[str, Version]) -> str:
    """The package that nests this loop without breaking this kernel.

    `ipykernel` is None outside of a kernel; `loop` is `asyncio`, `none`, or the package of a foreign loop such as
    `uvloop`. Raises `NestingRefused` with the reason and what to write instead.
    """
    if loop == "none":
        raise NestingRefused(
            "No event loop is running here, so there is nothing to nest: asyncio.run(...) works as it is."
        )
    if loop != "asyncio":
        raise NestingRefused(f"The loop that runs here is of {loop}, which cannot be nested. {_INSTEAD}")
    if python >= (3, 14):
        raise NestingRefused(f"On Python {_dotted(python)} nesting loses track of the current task. {_INSTEAD}")
    if ipykernel is not None and not (6,) <= ipykernel < (8,):
        raise NestingRefused(f"Nesting was not tested on ipykernel {_dotted(ipykernel)}. {_INSTEAD}")
    if installed.get(_MAINTAINED, (0,)) >= _KEEPS_MESSAGES:
        return _MAINTAINED
    if not installed:
        raise NestingRefused(f"Neither nest_asyncio2 nor nest_asyncio is installed. {_INSTEAD} {_MEND}")
    name = max(installed)
    found = f"{name} {_dotted(installed[name])}"
    if ipykernel is not None and ipykernel >= (7, 1):
        kernel = f"ipykernel {_dotted(ipykernel)}"
        raise NestingRefused(
            f"On {kernel}, {found} loses messages of widgets and whole cells while it nests. {_INSTEAD} {_MEND}"
        )
    if name == _ARCHIVED and python >= (3, 12):
        raise NestingRefused(f"On Python {_dotted(python)}, {found} breaks asyncio.run itself. {_INSTEAD} {_MEND}")
    return name


def _running_loop() -> str:
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return "none"
    return "asyncio" if isinstance(loop, asyncio.BaseEventLoop) else type(loop).__module__.partition(".")[0]


def _patched_by() -> str | None:
    """Who has patched asyncio in this process."""
    if hasattr(asyncio, "_nest_asyncio2"):
        return _MAINTAINED
    return _ARCHIVED if hasattr(asyncio, "_nest_patched") else None


def _apply(package: str) -> None:
    with warnings.catch_warnings():
        # both look at event loop policies, which newer Pythons announce to remove; nobody here can act on that
        warnings.simplefilter("ignore", DeprecationWarning)
        importlib.import_module(package).apply()


def _in_kernel() -> bool:
    """Whether this process is a Jupyter kernel; having the package installed is not enough."""
    app = getattr(sys.modules.get("ipykernel.kernelapp"), "IPKernelApp", None)
    return bool(app is not None and app.initialized())


def _version(package: str) -> Version | None:
    try:
        words = version(package).split(".")
    except PackageNotFoundError:
        return None
    return tuple(int(word) for word in words if word.isdecimal())


def _dotted(number: Version) -> str:
    return ".".join(map(str, number))
