"""One dialect as its clients speak it: what the promises that all of them keep are asked through."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from hypereal_lab.gateway.dialects import Arguments, Calling, Conversation, Delta, Thought
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import Gateway, listening, read
from tests.gateway.writers import Scripted

WORK = [
    Thought("They want "),
    Thought("the weather.", "c2VhbA=="),
    Delta("I look"),
    Delta(" it up."),
    Calling("call_1", "get_weather"),
    Arguments('{"city":'),
    Arguments(' "Oslo"}'),
    Calling("call_2", "get_time"),
]
"""A thought, words and two calls, one of them without arguments."""
Wrong = Mapping[str, tuple[dict[str, Any], str]]
"""What may be wrong with a request: fields of its body, and the place that the refusal names."""


class Way(ABC):
    """A dialect, its smallest request and how its answers are read."""

    name = ""
    path = ""
    model = ""
    rates = (0, 0)
    """Millionths of a credit for a token that is read and one that is written."""
    hello: Mapping[str, Any] = {}
    """The smallest body."""
    limits: tuple[tuple[dict[str, Any], int], ...] = ()
    """Fields that limit the answer, and the most tokens that may be written then."""
    others: tuple[dict[str, Any], ...] = ()
    """Fields that make another request of it."""
    says: Mapping[int, Mapping[str, Any]] = {}
    """What an error says in this dialect, by its status."""
    wrong: Wrong = {}
    worked: Any = None
    """The work, as a reader of this dialect has it."""

    def request(self, *, streamed: bool = False, **body: Any) -> tuple[str, dict[str, Any]]:
        """Where it is sent, and the body; a field of None is left out."""
        whole = {"model": self.model, **self.hello, **({"stream": True} if streamed else {}), **body}
        return self.path, {name: value for name, value in whole.items() if value is not None}

    async def ask(
        self,
        gateway: Gateway,
        path: str | None = None,
        headers: dict[str, str] | None = None,
        *,
        streamed: bool = False,
        **body: Any,
    ) -> httpx.Response:
        usual, sent = self.request(streamed=streamed, **body)
        return await gateway.http.post(path or usual, json=sent, headers=headers)

    async def told(self, gateway: Gateway, headers: dict[str, str] | None = None, **body: Any) -> list[Any]:
        """The events of a stream."""
        answer = await self.ask(gateway, headers=headers, streamed=True, **body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return self.events(answer.text)

    @asynccontextmanager
    async def live(self, gateway: Gateway, **body: Any) -> AsyncIterator[httpx.Response]:
        """A stream over a socket, which comes while it is written."""
        path, sent = self.request(streamed=True, **body)
        key = {"authorization": f"Bearer {gateway.key.key}"}
        async with (
            listening(gateway) as url,
            httpx.AsyncClient(headers=key) as http,
            http.stream("POST", url + path, json=sent) as answer,
        ):
            yield answer

    def refused(self, answer: httpx.Response, status: int) -> dict[str, Any]:
        """The `error` of an answer that has to be a refusal in the words of this dialect."""
        assert answer.status_code == status, answer.text
        whole = read(answer)
        assert whole["request_id"] == answer.headers["x-request-id"]
        says = self.says.get(status, {})
        assert {name: whole["error"][name] for name in says} == says
        return whole["error"]

    async def refusal(self, gateway: Gateway, status: int = 400, **body: Any) -> dict[str, Any]:
        """The `error` of an answer that has to be a refusal, with nothing held, charged or written; it is logged."""
        before = gateway.books()
        error = self.refused(await self.ask(gateway, **body), status)
        assert gateway.books() == before
        assert gateway.calls()[-1][:3] == (status, 0, 0)
        return error

    async def asked(self, gateway: Gateway, writer: Scripted, **body: Any) -> Conversation:
        """The conversation that reached the provider."""
        answer = await self.ask(gateway, **body)
        assert answer.status_code == 200, answer.text
        return writer.orders[-1].conversation

    def cost(self, prompt: int, completion: int) -> Credits:
        return Credits(prompt * self.rates[0] + completion * self.rates[1])

    @abstractmethod
    def events(self, text: str) -> list[Any]:
        """The events of a stream, each checked for what all of this dialect have to keep."""

    @abstractmethod
    def usage(self, answer: Any) -> tuple[int, int]:
        """Tokens read and written that a whole answer tells."""

    @abstractmethod
    def content(self, answer: Any) -> Any:
        """What a whole answer consists of, in the form of `worked`."""

    @abstractmethod
    def rebuilt(self, told: list[Any]) -> Any:
        """What a reader puts together of a stream, in the form of `worked`."""

    @abstractmethod
    def bill(self, told: list[Any]) -> Any:
        """What a stream tells of its usage and cost."""

    @abstractmethod
    def failure(self, text: str) -> dict[str, Any]:
        """The error of a stream that said `A kite` and then had to end."""

    def __repr__(self) -> str:
        return self.name


def passed_on(conversation: Conversation) -> dict[str, Any]:
    """The fields that only the model may understand, read."""
    return {name: msgspec.json.decode(value) for name, value in conversation.more.items()}
