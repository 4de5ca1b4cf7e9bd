"""An answer on its way to its caller: kept whole, or told while it comes."""

from __future__ import annotations

import msgspec

from hypereal_lab.gateway.dialects import Passed, Piece, Served, Told
from hypereal_lab.gateway.dialects.dialect import Writer
from hypereal_lab.gateway.event_stream import EventStream
from hypereal_lab.gateway.refusals import cut_short
from hypereal_lab.gateway.replies import Headers, served_by

__all__ = ["Answered", "Ear", "Teller", "read_answer"]


class Answered(msgspec.Struct, frozen=True):
    """An answer with the name and the time that it was first given: an earlier one is the same to the last byte."""

    id: str
    created: int
    told: Told
    passed: bytes | None = None
    """What the provider's own bytes were, where they were passed on."""
    model: str | None = None
    """Who answered."""


class Ear:
    """Hears an answer that is sent whole: only who it comes from."""

    def __init__(self) -> None:
        self.headers: Headers = []

    def expect(self, writer: Writer) -> None:
        """Told who writes the answer, before its first piece."""

    async def hear(self, piece: Piece) -> None:
        """The next piece."""
        if isinstance(piece, Served):
            self.headers += served_by(piece.provider, piece.attempts)

    def passed(self, closing: bytes | None) -> bytes | None:
        """What was passed on, for an answer that is kept."""
        return closing


class Teller(Ear):
    """Hears an answer and tells it at once, in the dialect's words or in the provider's own."""

    def __init__(self, events: EventStream, writer: Writer, *, keeps: bool) -> None:
        super().__init__()
        self._events = events
        self.headers = events.headers
        self.writer = writer
        self._passes = False
        self._kept = bytearray() if keeps else None
        self._closing: bytes | None = None

    def expect(self, writer: Writer) -> None:
        """What comes is written by this one."""
        self.writer = writer

    async def hear(self, piece: Piece) -> None:
        """The next piece. Waits while the caller reads more slowly than the provider writes."""
        if isinstance(piece, Served):
            await super().hear(piece)
        elif isinstance(piece, Passed):
            self._passes = True
            if self._kept is not None:
                self._kept += piece.data
            self._events.put(piece.data)
        elif not self._passes:
            self._events.put(self.writer.piece(piece))
        await self._events.room()

    def passed(self, closing: bytes | None) -> bytes | None:
        """All that was passed on, with its end, where it can be asked for again."""
        self._closing = closing
        return None if closing is None or self._kept is None else bytes(self._kept) + closing

    def end(self, answered: Answered) -> None:
        """Tell how it ends."""
        told = answered.told
        if self._closing is not None:
            self._events.put(self._closing)
        elif told.cut == "key" or (told.cut and self._passes):
            self._events.put(self.writer.fail(cut_short(told.cut).problem))
        else:
            self._events.put(self.writer.end(told))

    async def again(self, writer: Writer, answered: Answered) -> None:
        """Tell an earlier answer."""
        if answered.passed is not None:
            self._events.put(answered.passed)
            return
        self.writer = writer
        for piece in answered.told.pieces():
            self._events.put(writer.piece(piece))
            await self._events.room()
        self.end(answered)


read_answer = msgspec.json.Decoder(Answered).decode
"""What is kept of an answer, read again."""
