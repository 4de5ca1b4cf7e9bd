"""The dialect of `/chat/completions`: its request read, its answer and its stream written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.answer import Arguments, Calling, Delta, Piece, Told, Usage
from hypereal_lab.gateway.dialects.chat_messages import read_messages
from hypereal_lab.gateway.dialects.chat_tools import read_choice, read_tools
from hypereal_lab.gateway.dialects.conversation import Conversation, Form
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.event_stream import ALIVE
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing import choose_chat_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import (
    DEFAULT_TOKENS,
    MOST_TOKENS,
    ChatAnswer,
    ChatBody,
    ChatChoice,
    ChatChunk,
    ChatChunkChoice,
    ChatDelta,
    ChatMessage,
    ChatUsage,
)
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.problems import Problem
from hypereal_lab.wire.routes import CHAT_COMPLETIONS

__all__ = ["ChatDialect", "ChatWriter"]

_FORMS = ("text", "json_object", "json_schema")
_MOST_STOPS = 4
_REASONS = {"tools": "tool_calls"}
_decoder = msgspec.json.Decoder(ChatBody)
_KNOWN = frozenset(ChatBody.__struct_fields__)


class ChatDialect:
    """OpenAI's older form, which everybody speaks."""

    endpoint: str = CHAT_COMPLETIONS
    alive = ALIVE

    def read(self, raw: bytes, visit: Visit) -> ChatRequest:
        """Raises `Refused`: 400."""
        return ChatRequest(parse(raw, _decoder, ChatBody.__struct_fields__), raw)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """Any model that writes and is not from Anthropic."""
        return choose_chat_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """The body that all read."""
        return problem.body(request_id)


class ChatRequest:
    """One request, its types checked."""

    def __init__(self, body: ChatBody, raw: bytes) -> None:
        self._body = body
        self._raw = raw

    @property
    def model(self) -> str | None:
        return self._body.model

    @property
    def stream(self) -> bool:
        return bool(self._body.stream)

    def conversation(self) -> Conversation:
        """Raises `Refused`: 400 that names the place of what is wrong."""
        body = self._body
        _between("temperature", body.temperature, 0, 2)
        _between("top_p", body.top_p, 0, 1)
        _one_answer(body.n)
        tools = read_tools(body.tools)
        return Conversation(
            messages=read_messages(body.messages),
            limit=_limit(body),
            temperature=1.0 if body.temperature is None else body.temperature,
            top_p=1.0 if body.top_p is None else body.top_p,
            seed=body.seed,
            stop=_stops(body.stop),
            form=_form(body.response_format),
            tools=tools,
            choice=read_choice(body.tool_choice, tools),
            parallel=body.parallel_tool_calls is not False,
            more={name: value for name, value in msgspec.json.decode(self._raw).items() if name not in _KNOWN},
        )

    def writer(self, head: Head) -> ChatWriter:
        """The usage stands in the chunk that also has the `finish_reason`, as a plain loop over `choices[0]` fails on
        a chunk without choices; that extra chunk comes only where `include_usage` asks for it.
        """
        return ChatWriter(head, apart=(self._body.stream_options or {}).get("include_usage") is True)


class ChatWriter:
    """Writes one answer, whole or in chunks."""

    def __init__(self, head: Head, *, apart: bool) -> None:
        self._head = head
        self._name = f"chatcmpl-{head.id.removeprefix('req_')}"
        self._apart = apart
        self._begun = False
        self._calls = 0

    def whole(self, told: Told) -> bytes:
        """The answer in one piece."""
        calls = [_call(one.id, one.name, one.arguments) for one in told.calls]
        message = ChatMessage(role="assistant", content=told.text or (None if calls else ""), tool_calls=calls or None)
        answer = ChatAnswer(
            id=self._name,
            created=self._head.created,
            model=self._head.model,
            choices=[ChatChoice(message=message, finish_reason=_reason(told))],
            usage=_usage(told.usage),
            credits_used=told.charged,
        )
        return encode(answer)

    def piece(self, piece: Piece) -> bytes:
        """A little more of the answer; the first also says who speaks."""
        match piece:
            case Delta(text):
                return self._delta(content=text)
            case Calling(name, tool):
                self._calls += 1
                return self._delta(tool_calls=[{"index": self._calls - 1, **_call(name, tool, "")}])
            case Arguments(text):
                return self._delta(tool_calls=[{"index": self._calls - 1, "function": {"arguments": text}}])
            case _:
                return b""

    def end(self, told: Told) -> bytes:
        """All that comes after the last piece."""
        before = b"" if self._begun else self._delta(content="")
        last = ChatChunkChoice(finish_reason=_reason(told))
        bill = {"usage": _usage(told.usage), "credits_used": told.charged}
        events = self._event(last, usage=None) + self._event(**bill) if self._apart else self._event(last, **bill)
        return before + events + b"data: [DONE]\n\n"

    def fail(self, problem: Problem) -> bytes:
        """A failure in the middle."""
        return b"data: " + problem.body(self._head.id) + b"\n\n"

    def _delta(self, **what: Any) -> bytes:
        delta = ChatDelta(**what) if self._begun else ChatDelta(role="assistant", **what)
        self._begun = True
        return self._event(ChatChunkChoice(delta=delta), usage=None if self._apart else msgspec.UNSET)

    def _event(self, *choices: ChatChunkChoice, **more: Any) -> bytes:
        head = self._head
        chunk = ChatChunk(id=self._name, created=head.created, model=head.model, choices=list(choices), **more)
        return b"data: " + encode(chunk) + b"\n\n"


def _reason(told: Told) -> str:
    return _REASONS.get(told.reason, told.reason)


def _usage(usage: Usage) -> ChatUsage:
    return ChatUsage(
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        total_tokens=usage.total,
        prompt_tokens_details={"cached_tokens": usage.cached},
        completion_tokens_details={"reasoning_tokens": usage.thought},
    )


def _call(call: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": call, "type": "function", "function": {"name": name, "arguments": arguments}}


def _limit(body: ChatBody) -> int:
    """More than anything here could write is brought back, as agents ask for all they can get."""
    if body.limit is None:
        return DEFAULT_TOKENS
    if body.limit < 1:
        field = "max_tokens" if body.max_completion_tokens is None else "max_completion_tokens"
        raise bad_request(f"{field} {body.limit} must be at least 1.", param=field)
    return min(body.limit, MOST_TOKENS)


def _between(field: str, value: float | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise bad_request(f"{field} {value:g} must be from {least} to {most}.", param=field)


def _one_answer(n: int | None) -> None:
    if n not in (None, 1):
        raise bad_request(f"n {n}: one answer is written per call; send the call {n} times.", param="n", allowed=[1])


def _stops(stop: str | list[str] | None) -> tuple[str, ...]:
    found = (stop,) if isinstance(stop, str) else tuple(stop or ())
    if len(found) > _MOST_STOPS or not all(found):
        raise bad_request(f"stop takes up to {_MOST_STOPS} texts, none of them empty.", param="stop")
    return found


def _form(wanted: Mapping[str, Any] | None) -> Form | None:
    kind = "text" if wanted is None else wanted.get("type")
    if kind not in _FORMS:
        words = f"response_format.type must be one of {', '.join(_FORMS)}."
        raise bad_request(words, param="response_format.type", allowed=list(_FORMS))
    if wanted is None or kind != "json_schema":
        return Form() if kind == "json_object" else None
    named = wanted.get("json_schema")
    schema = named.get("schema") if isinstance(named, dict) else None
    if not isinstance(schema, dict):
        words = "response_format.json_schema.schema must be a JSON schema, an object."
        raise bad_request(words, param="response_format.json_schema.schema")
    return Form(schema)
