"""The dialect of `/chat/completions`: its request read, its answer and its stream written."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.answer import Arguments, Calling, Delta, Piece, Told, Usage
from hypereal_lab.gateway.dialects.chat_messages import read_messages
from hypereal_lab.gateway.dialects.chat_tools import read_choice, read_tools
from hypereal_lab.gateway.dialects.conversation import Conversation
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.openai import OpenAIDialect, beside, read_form
from hypereal_lab.gateway.dialects.posted import Posted
from hypereal_lab.gateway.dialects.reading import between, effort_of, limit_of, one_answer, stops_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import (
    DEFAULT_TOKENS,
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

_MOST_STOPS = 4
_REASONS = {"tools": "tool_calls", "refusal": "content_filter"}
_decoder = msgspec.json.Decoder(ChatBody)
_KNOWN = frozenset(ChatBody.__struct_fields__)


class ChatDialect(OpenAIDialect):
    """OpenAI's older form, which everybody speaks."""

    name = "chat"
    endpoint: str = CHAT_COMPLETIONS

    def read(self, raw: bytes, visit: Visit) -> ChatRequest:
        """Raises `Refused`: 400."""
        return ChatRequest(parse(raw, _decoder, ChatBody.__struct_fields__), raw, native="chat")


class ChatRequest(Posted):
    """One request, its types checked."""

    def __init__(self, body: ChatBody, raw: bytes, *, usual: int = DEFAULT_TOKENS, native: str | None = None) -> None:
        """`usual` is the limit of who names none."""
        super().__init__(raw, body.model, stream=bool(body.stream), native=native)
        self._body = body
        self._usual = usual

    def conversation(self) -> Conversation:
        """Raises `Refused`: 400 that names the place of what is wrong."""
        body = self._body
        temperature, top_p = between("temperature", body.temperature, 2), between("top_p", body.top_p, 1)
        one_answer("n", body.n)
        tools = read_tools(body.tools)
        return Conversation(
            messages=read_messages(body.messages),
            limit=limit_of(_limit_field(body), body.limit, self._usual),
            unlimited=body.limit is None,
            temperature=temperature,
            top_p=top_p,
            seed=body.seed,
            stop=stops_of("stop", [body.stop] if isinstance(body.stop, str) else body.stop, _MOST_STOPS),
            form=read_form("response_format", body.response_format, "json_schema"),
            tools=tools,
            choice=read_choice(body.tool_choice, tools),
            parallel=body.parallel_tool_calls is not False,
            effort=effort_of("reasoning_effort", self._field("reasoning_effort")),
            cache=self.options.cache,
            region=self.options.region,
            more=self.more(_KNOWN),
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
        estimated=usage.estimated or msgspec.UNSET,
        prompt_tokens_details={
            "cached_tokens": usage.cached,
            **beside(
                cache_write_tokens=usage.cache_written, audio_tokens=usage.audio_read, image_tokens=usage.images_read
            ),
        },
        completion_tokens_details={"reasoning_tokens": usage.thought, **beside(audio_tokens=usage.audio_written)},
    )


def _call(call: str, name: str, arguments: str) -> dict[str, Any]:
    return {"id": call, "type": "function", "function": {"name": name, "arguments": arguments}}


def _limit_field(body: ChatBody) -> str:
    return "max_tokens" if body.max_completion_tokens is None else "max_completion_tokens"
