"""The gallery: everything on the shelf, newest first, with what it cost and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.pictures import Pictures, item_of, thumbnail_of
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.questions import question
from hypereal_lab.widgets.replayed import Replayed

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Gallery"]

_TWIN_PICTURES = 12


class Gallery(Pictures):
    """A grid of the lab's pictures, clips, sounds, models and texts.

    `limit` is how many of the newest. Pictures go as references to `prompt`, without it to the prompt that was made
    last for this lab. Raises `TypeError` for an unknown keyword.
    """

    bundle = "gallery"

    limit = traitlets.Int(default_value=None, allow_none=True, min=1).tag(sync=True)
    """Show only so many of the newest; `None` shows all."""
    revision = traitlets.Int(0).tag(sync=True)
    """Goes up when the shelf changed, so that the page looks again."""
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Digests of what is ticked."""

    def __init__(
        self, lab: Session, limit: int | None = None, *, prompt: Prompt | None = None, **keywords: Any
    ) -> None:
        check_keywords(type(self), keywords, {"limit", "prompt", "selection", "layout", "disabled"})
        self._prompt = prompt
        self._found: list[Asset] | None = None
        self._replayed = Replayed(lab)
        super().__init__(lab, limit=limit, **keywords)
        self._follow(self._hear)

    @property
    def selected(self) -> list[Asset]:
        """What is ticked."""
        return [self.lab.shelf.asset(digest) for digest in self.selection]

    def _about(self) -> str:
        return "" if self.limit is None else f"limit={self.limit}"

    def _on_show(self, references: bool) -> Sequence[Asset]:
        """Asked from the shelf once per revision: a page is cut from it for every screen that is scrolled."""
        self._replayed.look()
        if self._found is None:
            self._found = self._newest(self.limit)
        return self._found

    def _newest(self, limit: int | None) -> list[Asset]:
        return self.lab.shelf.search(limit=limit)

    def _item(self, asset: Asset) -> dict[str, Any]:
        return {**super()._item(asset), "replayed": self._replayed.of(asset.run)}

    @question
    async def _use(self, digest: str) -> str:
        """Put a picture into a prompt's next reference slot; says where it went."""
        prompt = self._prompt or Prompt.latest(self.lab)
        if prompt is None:
            raise InputError("There is no prompt to put it into; make one with `Prompt(lab)`.", field="prompt")
        prompt.use(self.lab.shelf.asset(digest))
        return f"img {len(prompt.references)}"

    def _hear(self, event: str) -> None:
        if event == "asset":
            self._found = None
            self.revision += 1
            self._update_twin()

    def _twin(self) -> str:
        newest = self._newest(min(self.limit or _TWIN_PICTURES, _TWIN_PICTURES))
        pictures = [twin.Picture(thumbnail_of(one), item_of(one)["alt"], _caption(one)) for one in newest]
        lines = () if pictures else ("Nothing here yet.",)
        return twin.page(self.twin_mark, pictures, lines, (self._revive,))


def _caption(asset: Asset) -> str:
    kind = "" if asset.kind == "image" else {"model3d": "3D model"}.get(asset.kind, asset.kind)
    length = "" if asset.seconds is None else f"{asset.seconds:.3g} s"
    cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
    return " · ".join(filter(None, (kind, length, cost, "sandbox" if asset.sandbox else "")))
