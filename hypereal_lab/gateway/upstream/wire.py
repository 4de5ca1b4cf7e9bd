"""The contract of a wire: how one kind of upstream is asked, and how its answer is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from hypereal_lab.gateway.dialects import Finish, Piece, Told
from hypereal_lab.gateway.providers.base import Asked, TextOrder

__all__ = ["Reader", "Sending", "Wire"]


class Sending(NamedTuple):
    """One request to an upstream, but for its address and key."""

    path: str
    """Under the base URL of the provider, with a slash in front; a query may follow. Or a whole address."""
    body: bytes
    headers: Mapping[str, str] = {}
    method: str = "POST"


class Reader(Protocol):
    """Reads one answer. Has to be fed whole events; says nothing of keep-alives."""

    ending: bool
    """True from the event on that tells how the answer ends: it and all that follows carry the bill."""

    def feed(self, data: bytes) -> Sequence[Piece]:
        """What one event holds; `data` is the text of its data lines.

        Frames that only say that something begins hold nothing. Raises `UpstreamFailed`: `broken` or `busy` for an
        event that tells an error, `unreadable` for one that is not of this wire.
        """
        ...

    def whole(self, body: bytes) -> Sequence[Piece]:
        """The same for an answer in one piece. Raises `UpstreamFailed`, also for a body that holds an error."""
        ...

    def finish(self) -> Finish:
        """After the last byte, without `closing`. Raises `UpstreamFailed`: `truncated` where no event ended the
        answer, `empty` where it ended well and held nothing.
        """
        ...


class Wire(Protocol):
    """One kind of upstream. Has no state."""

    dialect: str
    """`chat`, `messages`, `responses` or `gemini`: the requests that it takes untouched."""

    def converted(self, order: TextOrder, model: str) -> Sending:
        """A conversation of any dialect as a request for a stream; `model` is the upstream's own id.

        Fields of the same dialect that the conversation does not hold (`more`) go on with their own bytes.
        """
        ...

    def passed(self, asked: Asked, model: str) -> Sending:
        """The caller's own request: only the fields that have to change are written anew, the others keep their bytes.

        The model's name is replaced, what is meant for this gateway is left out, and what the bill needs is put in
        (usage in streams).
        """
        ...

    def headers(self, key: str | None) -> dict[str, str]:
        """How a key is brought, and what else every request has."""
        ...

    def reader(self) -> Reader:
        """For one answer."""
        ...

    def close(self, held: bytes, told: Told, asked: Asked) -> bytes:
        """What ends an answer that was passed on, with `creditsUsed` put into the place where our own answers have it.

        `held` are the raw events from the first on that were `ending`, or the whole body of an answer in one piece.
        What only the gateway asked for (usage in a stream of chat completions that did not ask for it) moves to where
        our own answers have it. All other bytes stay as they are.
        """
        ...

    def problem(self, status: int, body: bytes) -> str:
        """The upstream's own sentence in an answer with an error status; empty where there is none."""
        ...
