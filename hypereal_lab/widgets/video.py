"""The video player: frame by frame, loops, frames as references, loops as pictures in motion, two clips in step."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any, Literal

from hypereal_lab import media
from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset
from hypereal_lab.widgets.pictures import PIECE_BYTES, item_of
from hypereal_lab.widgets.playing import Playable, Player
from hypereal_lab.widgets.prompt import Prompt
from hypereal_lab.widgets.questions import Reply, question

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["VideoPlayer"]

_TILES = 20
_FORMS = ("gif", "webp")


class VideoPlayer(Player):
    """Plays a clip of the shelf, a file or bytes; two of them run side by side in step.

    Frames go as references to `prompt`, without it to the prompt that was made last for this lab. Raises `TypeError`
    for an unknown keyword, `InputError` for what is no clip.
    """

    bundle = "video"
    kind = "video"

    def __init__(
        self, lab: Session, asset: Playable, other: Playable | None = None, *, prompt: Prompt | None = None, **more: Any
    ) -> None:
        self._prompt = prompt
        self._streams: dict[str, media.Fragments] = {}
        self._cutting = asyncio.Lock()
        super().__init__(lab, asset, other, **more)

    def frame(self, seconds: float, side: int = 0) -> Asset:
        """The frame on the screen at that moment, in full size, kept on the shelf as a PNG that names its clip.

        Costs nothing. Raises `InputError` for a moment that is not in the clip.
        """
        take = self._take(side)
        if seconds < 0 or (take.seconds is not None and seconds > take.seconds + 0.5):
            raise InputError(f"The clip has no moment {seconds:g}; it lasts {take.seconds:g} seconds.", field="seconds")
        kept = io.BytesIO()
        media.frame_at(self.lab.shelf.load(take.path), seconds).save(kept, "PNG")
        return self._kept(take, kept.getvalue(), work="frame", seconds=round(seconds, 3))

    def motion(self, start: float, end: float, form: Literal["gif", "webp"] = "webp", side: int = 0) -> Asset:
        """What is between two moments (seconds) as a GIF or WebP of at most 480 pixels, 100 frames and 8 MB.

        It is kept on the shelf, names its clip, and costs nothing. Raises `InputError` for what is too long or large.
        """
        if form not in _FORMS:
            raise InputError(f"A loop is made as {' or '.join(_FORMS)}, not {form!r}.", field="form")
        take = self._take(side)
        try:
            data = media.animation(self.lab.shelf.load(take.path), start, end, form)
        except media.MediaError as error:
            raise InputError(str(error), field="loop") from error
        return self._kept(take, data, work="loop", start=round(start, 3), end=round(end, 3), form=form)

    def _kept(self, take: Asset, data: bytes, **how: Any) -> Asset:
        return self.lab.loop.wait(self.lab.keep_derived(take, data, by="player", **how))

    async def _told(self, asset: Asset) -> dict[str, Any]:
        data = await self._bytes(asset)
        found = await asyncio.to_thread(media.probe, data)
        return {**await super()._told(asset), "fps": found.fps}

    @question
    async def _strip(self, digest: str) -> Reply:
        """Small frames side by side as a WebP, and how many."""
        data = await self._bytes(self.lab.shelf.asset(digest))
        return Reply(_TILES, [await asyncio.to_thread(media.film_strip, data, count=_TILES)])

    @question
    async def _stream(self, digest: str, offset: int = 0) -> Reply:
        """A piece of the clip in fragments, to be played before the rest is here; the last one ends it."""
        async with self._cutting:  # two views that ask at once share one file
            if digest not in self._streams:
                data = await self._bytes(self.lab.shelf.asset(digest))
                self._streams[digest] = await asyncio.to_thread(media.fragments, data)
            cut = self._streams[digest]
            piece = await asyncio.to_thread(cut.piece, offset, PIECE_BYTES)
        end = offset + len(piece)
        said = {
            "size": cut.size,
            "media_type": cut.media_type,
            "shift": cut.shift,
            "next": end if end < cut.size else None,
        }
        return Reply(said, [piece])

    @question
    async def _use(self, side: int, seconds: float) -> dict[str, Any]:
        """Keep a frame, and put it into a prompt's next reference slot where there is a prompt."""
        asset = await asyncio.to_thread(self.frame, seconds, side)
        prompt = self._prompt or Prompt.latest(self.lab)
        if prompt is not None:
            prompt.use(asset)
        return {"digest": asset.digest, "slot": None if prompt is None else f"img {len(prompt.references)}"}

    @question
    async def _motion(self, side: int, start: float, end: float, form: Literal["gif", "webp"]) -> dict[str, Any]:
        """Make a picture in motion; the page saves it."""
        return item_of(await asyncio.to_thread(self.motion, start, end, form, side))

    def close(self) -> None:
        """Take the widget off the page and give its files back."""
        for cut in getattr(self, "_streams", {}).values():
            cut.close()
        self._streams = {}
        super().close()
