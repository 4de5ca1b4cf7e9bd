"""The studio: prompt, jobs, shelf, inspector and cost in one cell, in panes that can be sized."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import traitlets
from ipywidgets import widget_serialization

from hypereal_lab.widgets import twin
from hypereal_lab.widgets.audio import AudioPlayer
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.gallery import Gallery
from hypereal_lab.widgets.meter import Meter
from hypereal_lab.widgets.panes import PaneFile, arranged
from hypereal_lab.widgets.pictures import thumbnail_of
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.run_rows import line_of
from hypereal_lab.widgets.tracker import JobTracker
from hypereal_lab.widgets.undo import Undo
from hypereal_lab.widgets.video import VideoPlayer
from hypereal_lab.widgets.viewer import Viewer

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab import Session

__all__ = ["Studio"]

_PLAYERS: dict[str, type[AudioPlayer] | type[VideoPlayer] | type[Viewer]] = {
    "audio": AudioPlayer,
    "video": VideoPlayer,
    "model3d": Viewer,
}
_TWIN_JOBS = 3


class Studio(Widget):
    """Everything together in one cell. What is made goes to the shelf and is chosen; what is chosen can be inspected.

    Keywords are those of the prompt, such as `model`, `kind`, `references` and the fields of the kind; `frame` says
    what the shelf shows, as for a gallery. Each part is a widget of its own: `prompt`, `tracker`, `gallery` and
    `meter`. Raises `TypeError` for an unknown keyword.
    """

    bundle = "studio"

    prompt = traitlets.Instance(Prompt).tag(sync=True, **widget_serialization)
    """The prompt; what the gallery gives as a reference goes to it."""
    tracker = traitlets.Instance(JobTracker).tag(sync=True, **widget_serialization)
    """The jobs."""
    gallery = traitlets.Instance(Gallery).tag(sync=True, **widget_serialization)
    """The shelf; its `chosen` is what the inspector shows."""
    meter = traitlets.Instance(Meter).tag(sync=True, **widget_serialization)
    """The cost: balance, spent, held and saved."""
    panes = traitlets.Dict().tag(sync=True)
    """The arrangement: `sizes` as shares, `folded` panes, and the `tab` where it is narrow. Kept for the next time."""
    undoable = traitlets.Unicode().tag(sync=True)
    """What undo would take back now; empty where there is nothing."""

    def __init__(
        self,
        lab: Session,
        prompt: str = "",
        *,
        frame: pd.DataFrame | None = None,
        **form: Any,
    ) -> None:
        extra = {name: form.pop(name) for name in [*form] if name in ("layout", "disabled")}
        self.undo = Undo(self._tell_undoable)
        self._pane_file = PaneFile(lab.home)
        self._player: Widget | None = None
        self._played = ""
        self._opening = asyncio.Lock()
        made = Prompt(lab, prompt=prompt, **form)
        parts = {
            "prompt": made,
            "tracker": JobTracker(lab),
            "gallery": Gallery(lab, frame, prompt=made, inspected=True),
            "meter": Meter(lab),
        }
        self._parts: tuple[Widget, ...] = tuple(parts.values())
        super().__init__(lab, **parts, panes=self._pane_file.read(), **extra)
        for part in self._parts:
            part.acts = self.undo
        self._all_disabled()
        self.observe(self._all_disabled, ["disabled"])
        self.observe(lambda change: self._pane_file.write(change["new"]), ["panes"])
        made.observe(self._choose, ["result"])
        made.observe(self._settle, ["value", "price", "result"])
        self.tracker.observe(self._settle, ["under_way"])
        self.meter.observe(self._settle, ["spent", "held", "balance"])

    def _about(self) -> str:
        return self.prompt._about()

    @traitlets.validate("panes")
    def _sound(self, proposal: dict[str, Any]) -> dict[str, Any]:
        return arranged(proposal["value"])

    def _tell_undoable(self, words: str) -> None:
        self.undoable = words

    def _all_disabled(self, _change: object = None) -> None:
        for part in self._parts:
            part.disabled = self.disabled

    def _choose(self, change: dict[str, Any]) -> None:
        """What was made is what one wants to see."""
        items = (change["new"] or {}).get("items")
        if items:
            self.gallery.chosen = items[0]["digest"]

    # What the page asks

    @question
    async def _undo(self) -> str:
        """Take back the last act of this studio; says which it was."""
        return await self.undo.back()

    @question
    async def _play(self, digest: str) -> str | None:
        """A player or viewer for what is chosen, as the name of its model; `None` for what needs none."""
        async with self._opening:
            asset = await asyncio.to_thread(self.lab.shelf.asset, digest)
            kind = _PLAYERS.get(asset.kind)
            if kind is None:
                return None
            if self._player is None or self._played != digest:
                before = self._player
                self._player = await asyncio.to_thread(self._context.copy().run, kind, self.lab, asset)
                self._player.disabled = self.disabled
                self._played = digest
                if before is not None:
                    before.close()
            return f"IPY_MODEL_{self._player.model_id}"

    def close(self) -> None:
        """Take the studio and its parts off the page; what was deleted is gone then."""
        if (undo := getattr(self, "undo", None)) is not None:
            undo.close()
        for part in getattr(self, "_parts", ()):
            part.close()
        if (player := getattr(self, "_player", None)) is not None:
            player.close()
        super().close()

    # What stays in the notebook

    def _on_shown(self) -> None:
        self.lab.loop.start(self._guarded(self._first_look()))

    async def _first_look(self) -> None:
        await asyncio.gather(self.prompt._look_at_balance(), self.meter._ask())
        self._update_twin()

    def _settle(self, _change: object) -> None:
        """Bring the twin up to date when it has been quiet for a while."""
        if self._shown:
            self.lab.loop.start(self._later())

    async def _later(self) -> None:
        self._update_twin_soon()

    def _twin(self) -> str:
        newest = self.lab.shelf.assets(limit=1)
        pictures = [twin.Picture(thumbnail_of(one), one.prompt, one.model or "") for one in newest]
        priced = (self.prompt.price or {}).get("text")
        form = " · ".join(filter(None, (self.prompt.value.get("kind"), self.prompt.value.get("model"), priced)))
        jobs = [line_of(row) for row in self.tracker.rows[:_TWIN_JOBS]]
        return twin.page(
            self.twin_mark,
            pictures,
            (twin.shortened(self.prompt.value.get("prompt") or "No prompt yet", 600),),
            (form, *jobs, self.meter.line, self.prompt._sandbox_note, self._revive),
        )
