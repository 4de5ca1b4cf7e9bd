"""Tool calls that may grow side by side, told one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import msgspec

from hypereal_lab.gateway.dialects import Arguments, Calling, Piece
from hypereal_lab.gateway.upstream.error_bodies import unreadable

__all__ = ["Calls"]


class _Call:
    """One of them, as far as it has come."""

    __slots__ = ("begun", "id", "name", "over", "said", "waiting")

    def __init__(self, call: str) -> None:
        self.id = call
        self.name = ""
        self.begun = False
        self.over = False
        self.said: list[str] = []
        self.waiting: list[str] = []

    def told(self) -> Iterator[Piece]:
        """What is known of it and was not told yet."""
        if not self.begun:
            self.begun = True
            yield Calling(self.id, self.name)
        if self.waiting:
            text = "".join(self.waiting)
            self.said.append(text)
            self.waiting.clear()
            yield Arguments(text)

    def last(self) -> Iterator[Piece]:
        """The same when nothing more comes: without any arguments they are an empty object."""
        self.over = True
        if not self.said and not self.waiting:
            self.waiting.append("{}")
        return self.told()

    @property
    def whole(self) -> bool:
        """Whether the arguments are all there."""
        if not self.said or not self.said[-1].rstrip().endswith("}"):
            return False
        try:
            msgspec.json.decode("".join(self.said), type=dict)
        except msgspec.DecodeError:
            return False
        return True


class Calls:
    """All calls of one answer. The next one is told as soon as the one before is known to be whole."""

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._places: dict[int, _Call] = {}
        self._told = 0
        """How many are over."""

    def __len__(self) -> int:
        return len(self._calls)

    def more(self, place: int | None, call: str | None, name: str | None, text: str, data: bytes) -> list[Piece]:
        """A little more of the call at this place; None is the last one, or a new one where it has a name.

        `data` is the whole event: one without an id gets a name from it. Raises `UpstreamFailed`: `unreadable` for
        arguments that go on after their end.
        """
        one = self._find(place, call, name, data)
        one.name = one.name or name or ""
        if text and one.over and text.strip():
            raise unreadable()
        if text and not one.over:
            one.waiting.append(text)
        return list(self._ready())

    def over(self, place: int) -> list[Piece]:
        """Nothing more comes for the call at this place."""
        if place in self._places:
            self._places[place].over = True
        return list(self._ready())

    def end(self) -> list[Piece]:
        """All that was not told yet. Raises `UpstreamFailed`: `unreadable` for a call that nobody named."""
        pieces: list[Piece] = []
        for one in self._calls[self._told :]:
            if not one.name:
                raise unreadable()
            pieces += one.last()
        self._told = len(self._calls)
        return pieces

    def _find(self, place: int | None, call: str | None, name: str | None, data: bytes) -> _Call:
        """Some give all calls the same place, others give them none; a new id with a name is always a new call."""
        found = self._places.get(place) if place is not None else self._calls[-1] if self._calls else None
        other = bool(name and (call != found.id if found and call else place is None))
        if found is None or other:
            found = _Call(call or f"call_{sha256(b'%d %b' % (len(self._calls), data)).hexdigest()[:24]}")
            self._calls.append(found)
            if place is not None:
                self._places[place] = found
        return found

    def _ready(self) -> Iterator[Piece]:
        while self._told < len(self._calls):
            one = self._calls[self._told]
            if not one.name:
                return
            yield from one.told()
            if not one.over and (self._told + 1 == len(self._calls) or not one.whole):
                return
            yield from one.last()
            self._told += 1
