"""`Lab`: the session with its tables and widgets, the one name most people need."""

from __future__ import annotations

import functools
import importlib
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hypereal_lab.lab.session import Session

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import pandas as pd

    from hypereal_lab.lab import Asset, Job
    from hypereal_lab.lab.conversation import Conversation
    from hypereal_lab.lab.sweep import Sweep
    from hypereal_lab.usage import LabUsage
    from hypereal_lab.widgets import (
        AudioPlayer,
        Chat,
        Compare,
        Gallery,
        JobCard,
        JobTracker,
        Meter,
        Prompt,
        Studio,
        VideoPlayer,
        Viewer,
    )

__all__ = ["Lab", "current_lab"]

_kept: list[Lab] = []
"""The one that `current_lab` made, so that somebody holds it."""


class Lab(Session):
    """A creative workbench: calls with prices, a shelf of assets, tables of cost, widgets.

    Without a key it finds or starts the embedded gateway of this user, which needs neither key nor network.
    With `HYPEREAL_API_KEY` (or `api_key`) it talks to the hosted service, or to `HYPEREAL_BASE_URL` (or `base_url`).
    """

    if not TYPE_CHECKING:  # editors and type checkers see the arguments of `Session`

        @functools.wraps(Session.__init__)
        def __init__(self, *given: Any, **settings: Any) -> None:
            super().__init__(*given, **settings)
            if "pandas" in sys.modules:  # then its frames get `df.hypereal`; else with the first table
                importlib.import_module("hypereal_lab.usage")
            if _in_notebook():
                self._spine.rules.job_face = self._card_of
                self.shelf.faces = {"audio": self.player, "video": self.player, "model3d": self.viewer}

    def close(self) -> None:
        """Give connections and files back; the embedded gateway goes on for other kernels until it is idle.

        Calls under way are left to `lab.jobs.resume()` of the next lab.
        """
        _kept[:] = [one for one in _kept if one is not self]
        super().close()

    @cached_property
    def usage(self) -> LabUsage:
        """What was called and what it cost."""
        from hypereal_lab.usage import LabUsage

        return LabUsage(self)

    def prompt(self, prompt: str = "", **settings: Any) -> Prompt:
        """A widget to write a prompt, choose a model and reference images, see the price, and make the picture."""
        from hypereal_lab.widgets import Prompt

        return Prompt(self, prompt=prompt, **settings)

    def studio(self, prompt: str = "", **settings: Any) -> Studio:
        """Everything in one cell: a prompt, the jobs, the shelf, an inspector of what is chosen, and the cost.

        Settings are those of `prompt()`; `frame` says what the shelf shows, as in `gallery()`.
        """
        from hypereal_lab.widgets import Studio

        return Studio(self, prompt=prompt, **settings)

    def talk(self, conversation: Conversation | None = None, **settings: Any) -> Chat:
        """A widget to talk to a model: a conversation of yours, or a new one with the settings of `conversation`."""
        from hypereal_lab.widgets import Chat

        return Chat(self, conversation, **settings)

    def tracker(self, **settings: Any) -> JobTracker:
        """A widget that follows every call under way, in all kernels, and goes on with those that one left behind."""
        from hypereal_lab.widgets import JobTracker

        return JobTracker(self, **settings)

    def meter(self, **settings: Any) -> Meter:
        """A slim bar for any notebook: the balance, what this session spent, holds and saved, and the budget."""
        from hypereal_lab.widgets import Meter

        return Meter(self, **settings)

    def _card_of(self, job: Job) -> JobCard:
        """What a job shows of itself in a cell."""
        from hypereal_lab.widgets import JobCard

        return JobCard(self, job)

    def gallery(self, frame: pd.DataFrame | None = None, **settings: Any) -> Gallery:
        """A widget that shows everything on the shelf, or what a frame names: `lab.gallery(lab.shelf.table("fox"))`.

        The frame has a column `digest`, `asset` or `run`. Raises `InputError` for one that has none of them.
        """
        from hypereal_lab.widgets import Gallery

        return Gallery(self, frame, **settings)

    def compare(self, what: Sweep | Sequence[Asset] | None = None, **settings: Any) -> Compare:
        """A widget that lays a sweep, or assets that exist, side by side: what each costs, how long it took, who wins.

        `lab.compare(prompt=[...], model=[...])` makes the sweep too. Raises `InputError`.
        """
        from hypereal_lab.widgets import Compare

        return Compare(self, what, **settings)

    def sweep(self, kind: str = "image", *, at_once: int = 4, **settings: Any) -> Sweep:
        """As `Session.sweep` says; shown in a cell of a notebook, it is the compare widget."""
        made = super().sweep(kind, at_once=at_once, **settings)
        if _in_notebook():
            made.face = self.compare
        return made

    def player(self, asset: Asset, other: Asset | None = None, **settings: Any) -> AudioPlayer | VideoPlayer:
        """A widget that plays a sound or a clip, or compares two of a kind at the same moment."""
        from hypereal_lab.widgets import AudioPlayer, VideoPlayer

        return (VideoPlayer if asset.kind == "video" else AudioPlayer)(self, asset, other, **settings)

    def viewer(self, model: Asset | str | os.PathLike[str] | bytes, **settings: Any) -> Viewer:
        """A widget to turn a 3D model (an asset, a digest, a path or bytes), look into it and keep pictures of it."""
        from hypereal_lab.widgets import Viewer

        return Viewer(self, model, **settings)


def _in_notebook() -> bool:
    """Whether there is a kernel, so that somebody may see a widget; a plain shell has none."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return hasattr(shell, "kernel")


def current_lab() -> Lab:
    """The lab that was made last in this process and is open, else a new `Lab()` that is kept from then on.

    What the magics use where the notebook has no variable `lab`. Raises what `Lab()` raises.
    """
    if isinstance(found := Session.latest(), Lab):
        return found
    _kept.append(Lab())
    return _kept[-1]
