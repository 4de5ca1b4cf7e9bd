"""The gallery: everything on the shelf, newest first, with what it cost and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.pictures import NO_WORDS, Pictures
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.questions import question

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Gallery"]

_TWIN_PICTURES = 12


class Gallery(Pictures):
    """A grid of the lab's pictures. `limit` is how many of the newest; `prompt` is where references go.

    Without `prompt` they go to the prompt that was made last for this lab. Raises `TypeError` for an unknown keyword.
    """

    bundle = "gallery"

    limit = traitlets.Int(default_value=None, allow_none=True, min=1).tag(sync=True)
    """Show only so many of the newest; `None` shows all."""
    revision = traitlets.Int(0).tag(sync=True)
    """Goes up when the shelf changed, so that the page looks again."""
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Digests of the pictures that are ticked."""

    def __init__(
        self, lab: Session, limit: int | None = None, *, prompt: Prompt | None = None, **keywords: Any
    ) -> None:
        check_keywords(type(self), keywords, {"limit", "prompt", "selection", "layout", "disabled"})
        self._prompt = prompt
        self._found: list[Asset] | None = None
        super().__init__(lab, limit=limit, **keywords)
        self._follow(self._hear)

    @property
    def selected(self) -> list[Asset]:
        """The pictures that are ticked."""
        return [self.lab.shelf.asset(digest) for digest in self.selection]

    def _about(self) -> str:
        return "" if self.limit is None else f"limit={self.limit}"

    def _on_show(self, references: bool) -> Sequence[Asset]:
        """Asked from the shelf once per revision: a page is cut from it for every screen that is scrolled."""
        if self._found is None:
            self._found = self.lab.shelf.assets("image", limit=self.limit)
        return self._found

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
        newest = self.lab.shelf.assets("image", limit=min(self.limit or _TWIN_PICTURES, _TWIN_PICTURES))
        pictures = [twin.Picture(one.thumbnail, one.prompt or one.name or NO_WORDS, _cost(one)) for one in newest]
        lines = () if pictures else ("No pictures yet.",)
        return twin.page(self.twin_mark, pictures, lines, (self._revive,))


def _cost(asset: Asset) -> str:
    cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
    return " · ".join(filter(None, (cost, "sandbox" if asset.sandbox else "")))
