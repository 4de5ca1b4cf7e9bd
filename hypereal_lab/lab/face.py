"""Things that a cell shows by a widget where there is one for them, and by HTML else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Face", "Faced"]

Face = Callable[[Any], object]
"""From the thing to its widget."""


class Faced:
    """Something with a `_repr_mimebundle_` that the workbench may have a widget for."""

    face: Face | None = None
    """Makes what shows it in a cell of a notebook; `None` where nothing does."""

    def _ipython_display_(self) -> None:
        """By its widget. Else `NotImplementedError`, by which IPython knows to go on to `_repr_mimebundle_`."""
        if self.face is None:
            raise NotImplementedError
        display(self.face(self))


def display(shown: object, **bundle: Any) -> None:
    """Put something into the output of the cell that runs."""
    import IPython.display

    show: Callable[..., object] = IPython.display.display
    show(shown, **bundle)
