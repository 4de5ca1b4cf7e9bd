"""The audio player: waveform, tones, loops, what is said word by word, and two takes at the same loudness."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab import media
from hypereal_lab.errors import HyperealError, InputError
from hypereal_lab.lab import Asset, Call
from hypereal_lab.lab.spending import Spending
from hypereal_lab.widgets import facts, twin
from hypereal_lab.widgets.playing import Playable, Player
from hypereal_lab.widgets.questions import Reply, question
from hypereal_lab.widgets.spoken import Spoken, guessed, heard

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["AudioPlayer"]

_MOST_PEAKS = 2_000


class AudioPlayer(Player):
    """Plays a sound of the shelf, a file or bytes; two of them are compared at one position and one loudness.

    `transcript` is what `lab.audio.transcribe(...)` made of the first. Without it one that lies on the shelf is shown,
    else the words it was made of, with guessed times. Raises `TypeError` for an unknown keyword, `InputError` for what
    is no sound.
    """

    bundle = "audio"
    kind = "audio"
    own = frozenset({"even"})
    unit = ("minute", 60)

    transcripts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    """Digests of the transcripts of the takes; empty where there is none yet."""
    writing = traitlets.Bool(False).tag(sync=True)
    """Whether a transcript is on its way."""
    even = traitlets.Bool(True).tag(sync=True)
    """Whether the louder of two takes is turned down to the other."""

    def __init__(
        self,
        lab: Session,
        asset: Playable,
        other: Playable | None = None,
        *,
        transcript: Asset | None = None,
        **keywords: Any,
    ) -> None:
        self._levels: dict[str, float | None] = {}
        super().__init__(lab, asset, other, **keywords)
        self.transcripts = [self._known(digest) for digest in self.digests]
        if transcript is not None:
            self.transcripts = [_checked(transcript).digest, *self.transcripts[1:]]

    def _shown_anew(self, change: object) -> None:
        self.transcripts = [self._known(digest) for digest in self.digests]
        super()._shown_anew(change)

    def _known(self, digest: str) -> str:
        """The transcript that asking for would replay for nothing."""
        try:
            found = self.lab.audio.transcribe(self.lab.shelf.asset(digest)).made_before()
        except HyperealError:
            return ""
        return "" if found is None else found.digest

    # What is seen

    @question
    async def _peaks(self, digest: str, count: int = 600) -> Reply:
        """How loud it is in each of `count` equal parts, a byte for each, 255 for full scale."""
        data = await self._bytes(self.lab.shelf.asset(digest))
        found = await asyncio.to_thread(media.peaks, data, max(1, min(count, _MOST_PEAKS)))
        return Reply(None, [bytes(round(255 * level) for level in found)])

    @question
    async def _spectrogram(self, digest: str) -> Reply:
        """Its tones as a WebP."""
        data = await self._bytes(self.lab.shelf.asset(digest))
        return Reply(None, [await asyncio.to_thread(media.spectrogram, data)])

    @question
    async def _loudness(self) -> list[float | None]:
        """LUFS of each take; None for one that is silent or longer than half an hour."""
        return [await self._level(asset) for asset in self.takes]

    async def _level(self, asset: Asset) -> float | None:
        if asset.digest not in self._levels:
            data = await self._bytes(asset)
            try:
                self._levels[asset.digest] = await asyncio.to_thread(media.loudness, data)
            except media.MediaError:
                self._levels[asset.digest] = None
        return self._levels[asset.digest]

    # What is said

    def spoken(self, side: int = 0) -> Spoken | None:
        """The words of a take with their times; None where nobody knows them."""
        take = self._take(side)
        written = self.transcripts[side] if side < len(self.transcripts) else ""
        if written:
            return heard(self.lab.shelf.asset(written))
        return guessed(take.prompt, take.seconds) if take.recipe else None

    @question
    async def _transcript(self, side: int = 0) -> dict[str, Any] | None:
        found = await asyncio.to_thread(self.spoken, side)
        return None if found is None else {"lines": found.plain(), "exact": found.exact}

    @question
    async def _captions(self, side: int, form: str) -> str:
        found = await asyncio.to_thread(self.spoken, side)
        if found is None:
            raise InputError("Nothing is written down yet; press Write down first.", field="side")
        return found.captions(form)

    @question
    async def _write_price(self, side: int = 0) -> dict[str, Any]:
        """What writing it down would cost."""
        call = self._writing(side, Spending())
        return facts.price(call.estimate(), None, kept=call.made_before(), asks_above=self.lab.asks_above)

    @question
    async def _write_down(self, side: int = 0, spend_anyway: bool = False) -> None:
        """Send it; the price was shown and pressed. The transcript comes with the state."""
        if self.writing:
            raise InputError("It is being written down; wait for it.", field="writing")
        self._clear_error()
        call = self._writing(side, Spending(confirm=True, allow_unknown_price=spend_anyway))
        self.writing = True
        self._begin(self._written(call, self.digests[side]))

    def _writing(self, side: int, spending: Spending) -> Call:
        return self.lab.audio.transcribe(self._take(side), **spending)

    async def _written(self, call: Call, digest: str) -> None:
        try:
            made = await call.submit()
            self.transcripts = [
                made.digest if one == digest else known
                for one, known in zip(self.digests, self.transcripts, strict=True)
            ]
        finally:
            self.writing = False
        self._update_twin()

    def _besides(self) -> Sequence[str]:
        return [twin.shortened(found.captions("txt"), 600) for found in [self._said()] if found and found.exact]

    def _said(self) -> Spoken | None:
        try:
            return self.spoken(0)
        except HyperealError:
            return None


def _checked(transcript: Asset) -> Asset:
    """Raises `InputError` for a text that is no transcript."""
    heard(transcript)
    return transcript
