"""The slots of a prompt: pictures and recordings from Python, from the browser, from a link, from the shelf."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.widgets import facts
from hypereal_lab.widgets.pictures import PIECE_BYTES, Pictures, item_of, thumbnail_of
from hypereal_lab.widgets.questions import Reply, question

if TYPE_CHECKING:
    from hypereal_lab.lab import Asset, Session

__all__ = ["MEDIA", "UPLOAD_BYTES", "References", "is_link", "kept"]

UPLOAD_BYTES = 50_000_000
"""Of one reference, as the lab allows."""
MEDIA = ("image", "audio", "video")
"""What a slot may hold; a kind of the prompt says which of them it takes."""
_PAGE = 48


class References(Pictures):
    """A widget with the slots `img 1..n`."""

    references: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """The slots: `digest`, `kind`, `name`, `width`, `height`, `seconds`, `linked` and a small `thumb` each."""

    def __init__(self, lab: Session, **keywords: Any) -> None:
        self._links: dict[str, str] = {}
        self._incoming: dict[str, bytearray] = {}
        super().__init__(lab, **keywords)

    def use(self, reference: ReferenceLike) -> None:
        """Put a picture into the next reference slot."""
        if is_link(reference):
            self.lab.loop.wait(self._from_url(str(reference)))
        else:
            self._add(kept(self.lab, reference))

    def _reference(self, asset: Asset, model: str) -> ReferenceLike:
        """The link it came from where the model takes nothing else, otherwise what is on the shelf."""
        link = self._links.get(asset.digest)
        return link if link and facts.links_only(self.lab.models.card(model)) else asset

    @question
    async def _upload(
        self,
        key: str,
        name: str,
        size: int,
        offset: int,
        instead: str | None = None,
        mask: bool = False,
        buffers: list[bytes] | None = None,
    ) -> dict[str, Any]:
        """One piece of a picture from the browser; the answer lets the next one come. The last one keeps it.

        It gets the next slot, or takes that of the picture `instead`; a `mask` is kept without a slot.
        """
        if size > UPLOAD_BYTES:
            raise InputError(
                f"{name} is larger than {UPLOAD_BYTES // 1_000_000} MB; make it smaller.", field="references"
            )
        held = self._incoming.setdefault(key, bytearray())
        if offset != len(held):
            del self._incoming[key]
            raise InputError(f"{name} did not arrive whole; drop it again.", field="references")
        held += b"".join(buffers or ())
        if len(held) < size:
            return {"next": len(held)}
        data = bytes(self._incoming.pop(key))
        entry = await asyncio.to_thread(kept, self.lab, data, name, takes=("image",) if mask else MEDIA)
        if not mask:
            self._add(entry, instead)
        return {"next": None, "entry": entry}

    @question
    async def _forget_upload(self, key: str) -> None:
        """The browser gave up on a picture."""
        self._incoming.pop(key, None)

    @question
    async def _from_url(self, url: str) -> dict[str, Any]:
        """Fetch a picture by its link and put it into a slot."""
        entry = facts.entry(await self.lab.fetch_reference(url), name=url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1])
        self._links[entry["digest"]] = url
        entry["linked"] = True
        self._add(entry)
        return entry

    @question
    async def _found(self, text: str = "", kind: str = "image", offset: int = 0, limit: int = _PAGE) -> Reply:
        """What is on the shelf to be put into a slot, the newest first: how many, and facts and thumbnails of some."""
        return await asyncio.to_thread(self._shelf_page, text.strip() or None, kind, max(0, offset), min(limit, _PAGE))

    def _shelf_page(self, text: str | None, kind: str, offset: int, limit: int) -> Reply:
        shelf = self.lab.shelf
        total = len(shelf.outline(text, kind=kind, references=True))
        items, thumbnails, weight = list[dict[str, Any]](), list[bytes](), 0
        for asset in shelf.search(text, kind=kind, references=True, offset=offset, limit=limit):
            small = thumbnail_of(asset)
            weight += len(small)
            if items and weight > PIECE_BYTES:
                break
            items.append(item_of(asset))
            thumbnails.append(small)
        return Reply({"total": total, "items": items}, thumbnails)

    @question
    async def _from_shelf(self, digest: str) -> dict[str, Any]:
        """Put a picture of the shelf into a slot."""
        entry = facts.entry(self.lab.shelf.asset(digest))
        self._add(entry)
        return entry

    def _add(self, entry: dict[str, Any], instead: str | None = None) -> None:
        """The same picture twice would be paid for once and meant twice: keep one slot each."""
        digests = [one["digest"] for one in self.references]
        if entry["digest"] in digests:
            return
        if instead in digests:
            self.references = [entry if one["digest"] == instead else one for one in self.references]
        else:
            self.references = [*self.references, entry]


def kept(
    lab: Session, given: ReferenceLike, name: str | None = None, *, takes: Sequence[str] = MEDIA
) -> dict[str, Any]:
    """A picture or a recording on the shelf, as a slot. Raises `InputError` for what is none of `takes`."""
    if isinstance(given, bytes) and name:
        read_reference(given, lab.shelf, takes=takes)
        return facts.entry(lab.shelf.keep_reference(given, name), name=name)
    asset = read_reference(given, lab.shelf, takes=takes).asset
    assert asset is not None
    return facts.entry(asset)


def is_link(given: object) -> bool:
    """Whether it has to be fetched first."""
    return isinstance(given, str) and given.startswith(("http://", "https://"))
