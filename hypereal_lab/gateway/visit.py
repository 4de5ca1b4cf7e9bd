"""One HTTP request on its way through the gateway."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import parse_qsl

from starlette.types import Receive

from hypereal_lab.gateway.errand import Errand
from hypereal_lab.wire.problems import Problem

if TYPE_CHECKING:
    from hypereal_lab.gateway.admission.rate import Standing

__all__ = ["VISIT", "Queued", "Visit"]

VISIT = "hypereal.visit"
"""Where the envelope puts the visit into the scope."""


class Queued(NamedTuple):
    """How a call waited for its turn."""

    position: int
    """When it came: 1 for the next."""
    seconds: float


class Visit:
    """A request and what is known of it. No repr and no log ever shows the key's text."""

    __slots__ = (
        "_errand",
        "headers",
        "id",
        "key_id",
        "key_text",
        "queued",
        "receive",
        "scope",
        "standing",
        "started",
        "write_problem",
    )

    def __init__(
        self,
        request_id: str,
        started: float,
        scope: MutableMapping[str, Any],
        receive: Receive,
        headers: Mapping[bytes, bytes],
        key_text: str | None,
    ) -> None:
        self.id = request_id
        self.started = started
        """Unix seconds."""
        self.scope = scope
        self.receive = receive
        self.headers = headers
        """By lower-case name."""
        self.key_text = key_text
        self.key_id: str | None = None
        self.standing: Standing | None = None
        self.queued: Queued | None = None
        """Of a call that had to wait for its turn."""
        self._errand: Errand | None = None
        self.write_problem: Callable[[Problem, str], bytes] = Problem.body
        """How this route says what went wrong."""

    def header(self, name: bytes) -> str | None:
        """A header as text."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def place(self, name: str) -> str:
        """A part of the path that the route names."""
        return cast(str, self.scope["path_params"][name])

    @property
    def errand(self) -> Errand:
        """What goes with its order to a provider."""
        if self._errand is None:
            self._errand = Errand(self.id)
        return self._errand

    @property
    def served(self) -> tuple[str | None, int]:
        """Who did what it asked for, where a config names several, and how many were asked."""
        return (None, 0) if self._errand is None else (self._errand.provider, self._errand.attempts)

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark, without the key."""
        return dict(parse_qsl(self.scope["query_string"].decode("latin-1"), keep_blank_values=True))

    @property
    def base(self) -> str:
        """The address under which the caller reached this gateway."""
        host, port = self.scope.get("server") or ("127.0.0.1", None)
        return f"{self.scope['scheme']}://{self.header(b'host') or (f'{host}:{port}' if port else host)}"

    def __repr__(self) -> str:
        return f"<Visit {self.id} key={self.key_id}>"
