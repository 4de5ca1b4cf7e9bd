"""One model at one provider: asked on the wire that fits, its bytes passed on where the caller speaks the same."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from contextlib import aclosing
from typing import NamedTuple

from hypereal_lab.gateway.dialects import Calling, Delta, Finish, Passed, Piece, Thought, Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder
from hypereal_lab.gateway.upstream.events import EventCutter, data_of
from hypereal_lab.gateway.upstream.failures import UpstreamFailed, Why
from hypereal_lab.gateway.upstream.transport import Answering, Transport
from hypereal_lab.gateway.upstream.wire import Reader, Wire

__all__ = ["Target", "Upstream", "refusal"]

_WORDS_AT_ONCE = 2000
"""Characters after which what was read is passed on, though more has come."""


class Upstream(NamedTuple):
    """One provider, ready to be asked."""

    name: str
    kind: str
    region: str | None
    transport: Transport
    wires: tuple[Wire, ...]
    """The first is used for every dialect that none of them speaks."""
    credentials: Callable[[Wire], Mapping[str, str]]
    """The headers of a wire with this provider's key in them; a function, so that no repr shows it."""


class Target:
    """Asks for one model. Has no state of its own."""

    def __init__(self, upstream: Upstream, model: str) -> None:
        self.upstream = upstream
        self.model = model

    def takes(self, dialect: str) -> bool:
        """Whether requests of this dialect go on untouched."""
        return any(wire.dialect == dialect for wire in self.upstream.wires)

    async def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
        """The answer as it comes, the `Finish` last. Raises `UpstreamFailed` for one that does not come to its end."""
        asked = order.asked
        wire = next((one for one in self.upstream.wires if one.dialect == order.dialect), self.upstream.wires[0])
        if asked is not None and wire.dialect != asked.dialect:
            asked = None
        sending = wire.converted(order, self.model) if asked is None else wire.passed(asked, self.model)
        sending = sending._replace(headers={**self.upstream.credentials(wire), **sending.headers})
        async with self.upstream.transport.send(sending) as answer:
            if answer.status != 200:
                raise refusal(answer.status, wire.problem(answer.status, await answer.error()), answer.retry_after)
            told = _events(answer, wire, asked) if answer.streams else _whole(answer, wire, asked)
            async with aclosing(told) as pieces:
                async for piece in pieces:
                    yield piece


async def _events(answer: Answering, wire: Wire, asked: Asked | None) -> AsyncGenerator[Piece | Finish]:
    """A stream. Bytes are passed on only to who asked for a stream; nothing goes before the first content."""
    page = _Page(wire.reader(), asked if asked is not None and asked.stream else None)
    if page.passes:
        yield Passed(b"")  # what follows will not have to be written again
    cutter = EventCutter()
    async for data in answer.pieces():
        for event in cutter.feed(data):
            page.read(event)
            if page.is_full:
                for piece in page.turn():
                    yield piece
        for piece in page.turn():
            yield piece
    for event in cutter.end():
        page.read(event, half=True)
    for piece in page.turn():
        yield piece
    yield page.finish(wire)


class _Page:
    """Events that came together: what they hold, and their bytes where these are passed on.

    It is turned before it holds many words, so that the balance is looked at often enough.
    """

    def __init__(self, reader: Reader, passes: Asked | None) -> None:
        self._reader = reader
        self.passes = passes
        self._pieces: list[Piece] = []
        self._bytes: list[bytes] = []
        self._held: list[bytes] = []
        self._characters = 0
        self._began = False
        self._failure: UpstreamFailed | None = None

    @property
    def is_full(self) -> bool:
        return self._characters >= _WORDS_AT_ONCE or self._failure is not None

    def read(self, event: bytes, *, half: bool = False) -> None:
        """The next event; `half` for what stands behind the last whole one. A failure waits for what came before it."""
        data = data_of(event)
        if not data:
            return
        try:
            pieces = self._reader.feed(data)
        except UpstreamFailed as failure:
            self._failure = _half(failure) if half else failure
            return
        self._pieces += pieces
        self._characters += sum(len(piece.text) for piece in pieces if isinstance(piece, Delta))
        self._began = self._began or any(_says_something(piece) for piece in pieces)
        if self.passes:
            (self._held if self._reader.ending else self._bytes).append(event)

    def turn(self) -> Iterator[Piece]:
        """What has been read since the last turn. Raises the failure that came behind it."""
        yield from _joined(self._pieces)
        if self._began and self._bytes:
            yield Passed(b"".join(self._bytes))
            self._bytes.clear()
        self._pieces, self._characters = [], 0
        if self._failure is not None:
            raise self._failure

    def finish(self, wire: Wire) -> Finish:
        """The end. Raises `UpstreamFailed`."""
        finish = self._reader.finish()
        return finish._replace(closing=_closing(wire, b"".join(self._held), self.passes)) if self.passes else finish


async def _whole(answer: Answering, wire: Wire, asked: Asked | None) -> AsyncGenerator[Piece | Finish]:
    """An answer in one piece, which is passed on to who asked for one."""
    if not answer.is_json:
        raise UpstreamFailed("The provider answered with something else than JSON or events.", why="unreadable")
    body, reader = await answer.whole(), wire.reader()
    for piece in reader.whole(body):
        yield piece
    finish = reader.finish()
    if asked is not None and not asked.stream:
        finish = finish._replace(closing=_closing(wire, body, asked))
    yield finish


def _half(failure: UpstreamFailed) -> UpstreamFailed:
    """Of what stands behind the last whole event: it says an error, or is the beginning of something."""
    if failure.why != "unreadable":
        return failure
    return UpstreamFailed("The provider broke off in the middle of its answer.", why="truncated")


def _closing(wire: Wire, held: bytes, asked: Asked) -> Callable[[Told], bytes]:
    return lambda told: wire.close(held, told, asked)


def _says_something(piece: Piece) -> bool:
    match piece:
        case Delta(text):
            return bool(text)
        case Thought(text, signature):
            return bool(text or signature)
        case Calling():
            return True
        case _:
            return False


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Words that came together are one piece."""
    words: list[str] = []
    for piece in pieces:
        if isinstance(piece, Delta):
            words.append(piece.text)
            continue
        if words:
            yield Delta("".join(words))
            words.clear()
        yield piece
    if words:
        yield Delta("".join(words))


_BY_STATUS: dict[int, Why] = {
    401: "unauthorised",
    402: "unauthorised",
    403: "unauthorised",
    404: "unknown_model",
    408: "slow",
    429: "busy",
    504: "slow",
    529: "busy",
}
_WORDS: dict[Why, str] = {
    "unauthorised": "The provider does not accept this gateway's account; its operator has to look after it.",
    "unknown_model": "The provider does not know this model; the gateway's operator has to look after it.",
    "slow": "The provider did not finish in time.",
    "busy": "The provider has too much to do.",
    "broken": "The provider failed.",
}


def refusal(status: int, said: str, retry_after: float | None) -> UpstreamFailed:
    """By its status; the provider's own words are shown only where they are about the request."""
    why: Why = _BY_STATUS.get(status) or ("refused" if 400 <= status < 500 else "broken")
    words = _WORDS.get(why) or said or "The provider refused the request."
    return UpstreamFailed(words, why=why, status=status, retry_after=retry_after)
