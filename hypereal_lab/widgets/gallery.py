"""The gallery: what is on the shelf, or what a frame names, with what it cost and how it was made."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.lab.contact_sheet import contact_sheet
from hypereal_lab.lab.removal import Removal
from hypereal_lab.widgets import twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.parcels import Parcels, write_zip
from hypereal_lab.widgets.pictures import PIECE_BYTES, Pictures, item_of, piece_of, thumbnail_of
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.questions import Reply, question
from hypereal_lab.widgets.replayed import Replayed
from hypereal_lab.widgets.shelf_index import NAMED, index_of
from hypereal_lab.widgets.shown_assets import AS_GIVEN, SORTS, digests_of, outlines
from hypereal_lab.widgets.undo import Act

if TYPE_CHECKING:
    import pandas as pd

    from hypereal_lab.lab import Session

__all__ = ["Gallery"]

_TWIN_PICTURES = 12
_ALL = ("layout", "disabled")
_OPTIONS = {"limit", "prompt", "selection", "chosen", "inspected", "arrangement", "sort", "search", *_ALL}
_UNDO_SECONDS = 30.0
"""How long the files of what was deleted stay; the page takes its button away before."""


class Gallery(Pictures):
    """Pictures, clips, sounds, models and texts of the lab: all of them, or those that a frame names.

    `frame` has a column `digest`, `asset` or `run`; `limit` shows at most so many. Pictures go as references to
    `prompt`, without it to the prompt that was made last for this lab. Raises `TypeError` for an unknown keyword and
    `InputError` for a frame that names no assets.
    """

    bundle = "gallery"

    limit = traitlets.Int(default_value=None, allow_none=True, min=1).tag(sync=True)
    """Show at most so many, the first ones of the order; `None` shows all."""
    revision = traitlets.Int(0).tag(sync=True)
    """Goes up when the shelf or the frame changed, so that the page looks again."""
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Digests of what is selected, in the order in which it was."""
    arrangement = traitlets.Enum(("grid", "masonry"), "grid").tag(sync=True)
    """`grid` shows squares, `masonry` whole pictures in columns."""
    sort = traitlets.Enum(SORTS, "newest").tag(sync=True)
    """`newest`, `oldest`, `dearest`, `best`, `model`, or `given` for the order of the frame."""
    search = traitlets.Unicode().tag(sync=True)
    """Words of the prompt, the model, a tag or the note that all have to be there."""
    chosen = traitlets.Unicode().tag(sync=True)
    """Digest of the one that has the focus, or had it last; empty before."""
    inspected = traitlets.Bool(False).tag(sync=True)
    """Whether what is chosen is shown beside the gallery; then a click does not enlarge it."""
    filtered = traitlets.Bool(False).tag(sync=True)
    """Whether a frame says what is shown; see `filter`."""

    def __init__(
        self,
        lab: Session,
        frame: pd.DataFrame | None = None,
        *,
        limit: int | None = None,
        prompt: Prompt | None = None,
        **keywords: Any,
    ) -> None:
        check_keywords(type(self), keywords, _OPTIONS)
        self._prompt = prompt
        self._replayed = Replayed(lab)
        self._frame: pd.DataFrame | None = None
        self._given: list[str] | None = None
        self._parcels = Parcels()
        self._removal: Removal | None = None
        self._deletion: Act | None = None
        self._forgetting: asyncio.TimerHandle | None = None
        if frame is not None:
            self._given = digests_of(frame, lab.shelf)
            self._frame = frame
            keywords = {"sort": AS_GIVEN, **keywords}
        super().__init__(lab, limit=limit, filtered=frame is not None, **keywords)
        self.observe(lambda _change: self._changed(), ["limit"])
        self._follow(self._hear)

    @property
    def filter(self) -> pd.DataFrame | None:
        """The frame that says what is shown, and at first in which order; `None` shows the whole shelf. May be set."""
        return self._frame

    @filter.setter  # noqa: A003 - what tables call it
    def filter(self, frame: pd.DataFrame | None) -> None:
        self._given = None if frame is None else digests_of(frame, self.lab.shelf)
        self._frame = frame
        self.filtered = frame is not None
        self.sort = AS_GIVEN if frame is not None else "newest"
        self._changed()

    @property
    def selected(self) -> list[Asset]:
        """What is selected; what is gone from the shelf is left out."""
        return self._assets(self.selection)

    def _about(self) -> str:
        count = "" if self._given is None else f"{len(self._given)} of a frame"
        return ", ".join(filter(None, (count, "" if self.limit is None else f"limit={self.limit}")))

    # What the page asks

    @question
    async def _index(self, search: str = "", sort: str = "newest", offset: int = 0) -> Reply:
        """Digests and shapes of everything shown, as many as one message holds; see `shelf_index`."""
        found = await asyncio.to_thread(
            outlines, self.lab.shelf, self._given, search=search, sort=sort, limit=self.limit
        )
        part = found[offset : offset + NAMED]
        end = offset + len(part)
        return Reply({"total": len(found), "next": end if end < len(found) else None}, [index_of(part)])

    @question
    async def _facts(self, digests: list[str]) -> Reply:
        """Facts and thumbnails of some assets, in the order asked for, as many as one message holds."""
        items: list[dict[str, Any]] = []
        thumbnails: list[bytes] = []
        weight = 0
        known = {asset.digest: asset for asset in await asyncio.to_thread(self._assets, digests)}
        self._replayed.look()
        for digest in digests:
            asset = known.get(digest)
            small = b"" if asset is None else thumbnail_of(asset)
            weight += len(small)
            if items and weight > PIECE_BYTES:
                break
            items.append({"digest": digest, "gone": True} if asset is None else self._item(asset))
            thumbnails.append(small)
        return Reply(items, thumbnails)

    @question
    async def _use(self, digest: str) -> str:
        """Put a picture into a prompt's next reference slot; says where it went."""
        prompt = self._prompt or Prompt.latest(self.lab)
        if prompt is None:
            raise InputError("There is no prompt to put it into; make one with `lab.prompt()`.", field="prompt")
        prompt.use(self.lab.shelf.asset(digest))
        return f"img {len(prompt.references)}"

    @question
    async def _rate(self, digests: list[str], stars: int | None) -> None:
        """Give stars, or take them away."""
        before = await asyncio.to_thread(self._assets, digests)
        for digest in digests:
            self.lab.shelf.rate(digest, stars)
        self._tell(digests)
        self._did(f"rating of {_assets(len(before))}", lambda: self._restore(before))

    @question
    async def _tag(self, digests: list[str], add: list[str] = [], remove: list[str] = []) -> None:  # noqa: B006
        """Put tags on, or take them off."""
        before = await asyncio.to_thread(self._assets, digests)
        for digest in digests:
            self.lab.shelf.tag(digest, *add)
            self.lab.shelf.untag(digest, *remove)
        self._tell(digests)
        self._did(f"tags of {_assets(len(before))}", lambda: self._restore(before))

    @question
    async def _note(self, digest: str, words: str) -> None:
        """Write a note down."""
        before = await asyncio.to_thread(self._assets, [digest])
        self.lab.shelf.note(digest, words)
        self._tell([digest])
        self._did("note", lambda: self._restore(before), kind=("note", digest))

    async def _restore(self, before: Sequence[Asset]) -> None:
        """What was said about assets, as it was before; of those that are still here."""
        here = {asset.digest: asset for asset in self._assets([one.digest for one in before])}
        for one in before:
            if (now := here.get(one.digest)) is None:
                continue
            self.lab.shelf.rate(now, one.rating)
            self.lab.shelf.tag(now, *(tag for tag in one.tags if tag not in now.tags))
            self.lab.shelf.untag(now, *(tag for tag in now.tags if tag not in one.tags))
            self.lab.shelf.note(now, one.note)
        self._tell([*here])

    @question
    async def _users(self, digests: list[str]) -> str:
        """Whose recipes use them, as a sentence; empty where none does."""
        return await asyncio.to_thread(self.lab.shelf.users_of, digests)

    @question
    async def _delete(self, digests: list[str]) -> int:
        """Take them off the shelf; says how many. The person has seen whose recipes use them."""
        here = [asset.digest for asset in await asyncio.to_thread(self._assets, digests)]
        if self.acts is None:
            self._finish_removal()
            self._forgetting = asyncio.get_running_loop().call_later(_UNDO_SECONDS, self._finish_removal)
        self._removal = removal = await asyncio.to_thread(self.lab.shelf.take_away, here, confirm=True)
        if self.acts is not None:
            words = f"deletion of {_assets(len(here))}"
            self._deletion = self._did(words, lambda: self._put_back(removal), gone=removal.finish)
        self.selection = [digest for digest in self.selection if digest not in digests]
        if self.chosen in digests:
            self.chosen = ""
        self._tell(digests)
        self._changed()
        return len(here)

    @question
    async def _undo(self) -> int:
        """Put back what was deleted last; says how many."""
        removal, self._removal = self._removal, None
        if removal is None:
            raise InputError("There is nothing to put back any more.", field="selection")
        if self.acts is not None:
            await self.acts.back(self._deletion)
        else:
            await self._put_back(removal)
        return len(removal.digests)

    async def _put_back(self, removal: Removal) -> None:
        await asyncio.to_thread(removal.undo)
        self._changed()
        self._tell(removal.digests)

    @question
    async def _pack(self, digests: list[str]) -> dict[str, Any]:
        """A ZIP of them with their recipes, to be fetched by `parcel`."""
        assets = await asyncio.to_thread(self._assets, digests)
        key, path = self._parcels.place(".zip")
        size = await asyncio.to_thread(write_zip, path, assets)
        return {"key": key, "size": size, "name": f"hypereal-{len(assets)}-assets.zip", "media_type": "application/zip"}

    @question
    async def _sheet(self, digests: list[str], form: str = "webp") -> dict[str, Any]:
        """A contact sheet of them, to be fetched by `parcel`."""
        assets = await asyncio.to_thread(self._assets, digests)
        data = await asyncio.to_thread(contact_sheet, assets, form=form)
        key, path = self._parcels.place(f".{form}")
        path.write_bytes(data)
        return {"key": key, "size": len(data), "name": f"contact-sheet.{form}", "media_type": f"image/{form}"}

    @question
    async def _parcel(self, key: str, offset: int = 0) -> Reply:
        """Up to `PIECE_BYTES` of a file that was made for the page, and where the next piece begins."""
        piece, size = await asyncio.to_thread(piece_of, self._parcels.path(key), offset)
        end = offset + len(piece)
        return Reply({"size": size, "next": end if end < size else None}, [piece])

    # How it stays true

    def _assets(self, digests: Sequence[str]) -> list[Asset]:
        """Those that are on the shelf, in the order asked for."""
        found = self.lab.shelf.search(digests=digests, references=True, limit=None)
        known = {asset.digest: asset for asset in found}
        return [known[digest] for digest in digests if digest in known]

    def _item(self, asset: Asset) -> dict[str, Any]:
        kept = {"rating": asset.rating, "tags": list(asset.tags), "note": asset.note, "gone": not asset.path.exists()}
        return {**super()._item(asset), **kept, "replayed": self._replayed.of(asset.run)}

    def _tell(self, digests: Sequence[str]) -> None:
        """Let all views ask for these anew, where they show them."""
        self.send({"kind": "facts", "digests": list(digests)})

    def _hear(self, event: str) -> None:
        if event == "asset" and self._given is None:
            self._changed()
        elif event == "asset":
            self._update_twin()

    def _changed(self) -> None:
        self.revision += 1
        self._update_twin()

    def _finish_removal(self) -> None:
        """Now the files go."""
        if self._forgetting is not None:
            self._forgetting.cancel()
        removal, self._removal, self._forgetting = self._removal, None, None
        if removal is not None:
            removal.finish()

    def close(self) -> None:
        """Take the widget off the page; what was deleted is gone then."""
        if getattr(self, "_parcels", None) is not None:
            self._parcels.close()
            removal, self._removal = self._removal, None
            if removal is not None:
                removal.finish()
        super().close()

    # What stays in the notebook

    def _twin(self) -> str:
        most = min(self.limit or _TWIN_PICTURES, _TWIN_PICTURES)
        shown = outlines(self.lab.shelf, self._given, search="", sort=self.sort, limit=most)
        assets = self._assets([one.digest for one in shown])
        pictures = [twin.Picture(thumbnail_of(one), item_of(one)["alt"], _caption(one)) for one in assets]
        lines = () if pictures else ("Nothing here yet.",)
        return twin.page(self.twin_mark, pictures, lines, (self._revive,))


def _caption(asset: Asset) -> str:
    kind = "" if asset.kind == "image" else {"model3d": "3D model"}.get(asset.kind, asset.kind)
    length = "" if asset.seconds is None else f"{asset.seconds:.3g} s"
    cost = "" if asset.cost is None else f"{asset.cost.show()} credits"
    stars = "" if asset.rating is None else f"{asset.rating} of 5 stars"
    return " · ".join(filter(None, (kind, length, cost, stars, "sandbox" if asset.sandbox else "")))


def _assets(count: int) -> str:
    return f"{count} asset{'' if count == 1 else 's'}"
