"""`df.hypereal`: a whole frame through the lab. Registered with pandas when this room is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from hypereal_lab.errors import NeverSent
from hypereal_lab.lab.session import Session
from hypereal_lab.lab.sweep import RESULTS, Sweep, results_of
from hypereal_lab.tables import frame_of
from hypereal_lab.usage.usage import Usage, read

__all__ = ["FrameCalls", "HyperealFrame"]


class FrameCalls:
    """One call per row. Shown, it says what it would cost; await it or `run()` it for the frame with its results."""

    def __init__(self, frame: pd.DataFrame, sweep: Sweep) -> None:
        self._frame = frame
        self._sweep = sweep

    def estimate(self) -> Any:
        """What is still to be made, before anything is sent; no network."""
        return self._sweep.estimate()

    def run(self) -> pd.DataFrame:
        """Make what is missing, wait, and give the joined frame. Running it again asks for failed rows alone."""
        self._sweep.run()
        return self.frame

    def __await__(self) -> Any:
        yield from self._sweep.__await__()
        return self.frame

    @property
    def frame(self) -> pd.DataFrame:
        """The given rows in their order, with the columns of `lab.sweep.RESULTS` beside them."""
        made = frame_of(RESULTS, map(results_of, self._sweep.cells))
        made.index = self._frame.index
        return self._frame.join(made)

    def __repr__(self) -> str:
        return f"<FrameCalls of {len(self._frame)} rows: still {self.estimate().show()}>"

    def _repr_html_(self) -> str:
        return str(self._sweep._repr_mimebundle_()["text/html"])


@pd.api.extensions.register_dataframe_accessor("hypereal")
class HyperealFrame:
    """Calls of a lab, one for each row of a frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def images(self, prompt: str, *, lab: Session | None = None, at_once: int = 4, **settings: Any) -> FrameCalls:
        """A picture for each row; `prompt` names the column of the words.

        The other settings are those of `lab.images.generate`; `columns={"seed": "number"}` takes one from a column
        for each row. `lab` is the last one made unless given. Raises `AttributeError` for a column that is not there.
        """
        return self._calls("image", prompt, lab, at_once, settings)

    def videos(self, prompt: str, *, lab: Session | None = None, at_once: int = 4, **settings: Any) -> FrameCalls:
        """A clip for each row, as `images` does it."""
        return self._calls("video", prompt, lab, at_once, settings)

    def chat(self, prompt: str, *, lab: Session | None = None, at_once: int = 4, **settings: Any) -> FrameCalls:
        """An answer for each row, as `images` does it."""
        return self._calls("chat", prompt, lab, at_once, settings)

    @property
    def usage(self) -> Usage:
        """The frame as usage, with every view of `lab.usage`. Raises `InputError` for a table that is none."""
        return read(self._frame)

    def by_model(self) -> pd.DataFrame:
        """Calls and credits per model, of a frame of usage."""
        return cast(pd.DataFrame, self.usage.by_model())

    def by(self, *keys: str) -> pd.DataFrame:
        """Calls and credits by anything, of a frame of usage."""
        return cast(pd.DataFrame, self.usage.by(*keys))

    def daily(self, *by: str, zone: str = "UTC") -> pd.DataFrame:
        """Calls and credits of each day of a time zone, of a frame of usage."""
        return cast(pd.DataFrame, self.usage.daily(*by, zone=zone))

    def top(self, n: int = 10) -> pd.DataFrame:
        """The dearest calls of a frame of usage."""
        return cast(pd.DataFrame, self.usage.top(n))

    def _calls(self, kind: str, prompt: str, lab: Session | None, at_once: int, settings: dict[str, Any]) -> FrameCalls:
        columns: Mapping[str, str] = {"prompt": prompt, **settings.pop("columns", {})}
        missing = [column for column in columns.values() if column not in self._frame.columns]
        if missing:
            listed = ", ".join(map(str, self._frame.columns))
            raise AttributeError(f"The frame has no column {missing[0]!r}; it has {listed}.")
        taken = [column.name for column in RESULTS if column.name in self._frame.columns]
        if taken:
            raise AttributeError(
                f"The frame has a column {taken[0]!r} already; rename it, since a result is called so."
            )
        return FrameCalls(self._frame, _lab(lab).rows(kind, _points(self._frame, columns), at_once=at_once, **settings))


def _points(frame: pd.DataFrame, columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """The settings of each row, as plain Python values."""
    taken = frame[list(columns.values())].to_dict("records")
    return [{name: row[column] for name, column in columns.items()} for row in taken]


def _lab(lab: Session | None) -> Session:
    found = lab or Session.latest()
    if found is None:
        raise NeverSent("There is no lab yet; make one with lab = Lab(), or pass lab=.")
    return found
