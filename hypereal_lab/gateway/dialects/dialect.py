"""The contract of a dialect: how a request is read into a conversation, and how an answer is written."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.dialects.answer import Piece, Told
from hypereal_lab.gateway.dialects.conversation import Conversation
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.problems import Problem

__all__ = ["Dialect", "Head", "Request", "Writer"]


class Head(NamedTuple):
    """What every form of an answer names."""

    id: str
    """Of the request, `req_...`."""
    model: str
    created: int
    """Unix seconds."""


class Writer(Protocol):
    """Writes one answer, whole or as events. One is made for each request."""

    def whole(self, told: Told) -> bytes:
        """The answer in one piece."""
        ...

    def piece(self, piece: Piece) -> bytes:
        """The events of a piece; nothing where it changes nothing yet. The first ones also open the stream."""
        ...

    def end(self, told: Told) -> bytes:
        """All that comes after the last piece; opens the stream first where no piece did."""
        ...

    def fail(self, problem: Problem) -> bytes:
        """The event that ends a stream which had begun already, with a failure."""
        ...


class Request(Protocol):
    """One request, of which only the outermost form was looked at so far."""

    @property
    def model(self) -> str | None: ...

    @property
    def stream(self) -> bool: ...

    @property
    def native(self) -> str | None:
        """The dialect in which a provider may take the request as it was posted; None where it has to be converted."""
        ...

    @property
    def intent(self) -> str | None:
        """What the model shall be good for, where none is named. Raises `Refused`: 400."""
        ...

    def conversation(self) -> Conversation:
        """Everything that was said. Raises `Refused`: 400 that names the place of what is wrong."""
        ...

    def writer(self, head: Head) -> Writer:
        """For its answer."""
        ...


class Dialect(Protocol):
    """One way to speak about text. Has no state."""

    name: str
    """`chat`, `messages`, `responses` or `gemini`."""
    endpoint: str
    """How it is named in the request log and for idempotency keys."""
    alive: bytes
    """What is sent where nothing comes for long; every client of this dialect passes over it."""

    intents: tuple[str, ...]
    """What may be named in place of a model; nothing where a model has to be named."""

    def read(self, raw: bytes, visit: Visit) -> Request:
        """Raises `Refused`: 400."""
        ...

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """The model that is asked for. Raises `Refused`: 400, with `available_models`."""
        ...

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """A refusal in its own form."""
        ...
