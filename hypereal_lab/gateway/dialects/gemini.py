"""The dialects of the Gemini routes: Google's own, and the page's route that also takes OpenAI's."""

from __future__ import annotations

from typing import Any

import msgspec

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.bodies import parse
from hypereal_lab.gateway.dialects.chat import ChatDialect, ChatRequest
from hypereal_lab.gateway.dialects.conversation import Conversation
from hypereal_lab.gateway.dialects.dialect import Head
from hypereal_lab.gateway.dialects.gemini_answer import GeminiWriter, problem_body
from hypereal_lab.gateway.dialects.gemini_config import read_config
from hypereal_lab.gateway.dialects.gemini_contents import read_contents, read_system
from hypereal_lab.gateway.dialects.gemini_tools import read_calling, read_tools
from hypereal_lab.gateway.dialects.posted import Posted
from hypereal_lab.gateway.dialects.reading import wrong
from hypereal_lab.gateway.event_stream import ALIVE
from hypereal_lab.gateway.routing import choose_gemini_model
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.gemini import GeminiBody
from hypereal_lab.wire.problems import Problem
from hypereal_lab.wire.routes import GEMINI

__all__ = ["STREAM", "EitherDialect", "GeminiDialect", "GeminiRequest"]

STREAM = "streamGenerateContent"
"""The action that asks for a stream."""
_decoder = msgspec.json.Decoder(GeminiBody)
_NAMES = GeminiBody.__struct_encode_fields__
_NEUTRAL = frozenset(_NAMES) - {"generationConfig", "generation_config"}
"""Fields that the conversation holds; what else is in the others only the model may understand."""


class GeminiDialect:
    """Google's form: the path says which model, and whether the answer is a stream."""

    name = "gemini"
    endpoint = GEMINI
    alive = ALIVE
    intents: tuple[str, ...] = ()

    def read(self, raw: bytes, visit: Visit) -> GeminiRequest:
        """Raises `Refused`: 400."""
        stream = visit.place("action") == STREAM
        events = visit.query.get("alt") == "sse"
        body = parse(raw, _decoder, _NAMES)
        listed = stream and not events
        native = None if listed else "gemini"
        return GeminiRequest(body, raw, visit.place("model"), stream=stream and events, listed=listed, native=native)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """A model from Google."""
        return choose_gemini_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """With Google's words for the status."""
        return problem_body(problem, request_id)


class EitherDialect:
    """The route of the page: model and stream are in the body, which speaks as Google or as OpenAI has it. The answer,
    and what is wrong with it, come in the form of the request.
    """

    name = "gemini"
    endpoint = GEMINI
    alive = ALIVE
    intents: tuple[str, ...] = ()

    def read(self, raw: bytes, visit: Visit) -> GeminiRequest | ChatRequest:
        """Raises `Refused`: 400."""
        body = parse(raw, _either, ())
        if body.messages is not None and body.contents is None:
            visit.write_problem = Problem.body
            return ChatDialect().read(raw, visit)
        visit.write_problem = problem_body
        read = parse(raw, _decoder, _NAMES)
        return GeminiRequest(read, raw, read.model, stream=read.stream is True)

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """A model from Google."""
        return choose_gemini_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """Before the body was read: the form that all but Google's libraries know."""
        return problem.body(request_id)


class _Either(msgspec.Struct):
    """As much of a body as tells who speaks."""

    messages: Any = None
    contents: Any = None


_either = msgspec.json.Decoder(_Either)


class GeminiRequest(Posted):
    """One request, its outermost types checked."""

    def __init__(
        self,
        body: GeminiBody,
        raw: bytes,
        model: str | None,
        *,
        stream: bool = False,
        listed: bool = False,
        native: str | None = None,
    ) -> None:
        super().__init__(raw, model, stream=stream, native=native)
        self._body = body
        self._listed = listed

    def conversation(self) -> Conversation:
        """Raises `Refused`: 400 that names the place of what is wrong."""
        body = self._body
        config = read_config(body.config)
        choice, tools = read_calling(body.calling, read_tools(body.tools))
        return Conversation(
            messages=(*read_system(body.system, body.system_field), *read_contents(body.contents)),
            limit=config.limit,
            unlimited=config.unlimited,
            temperature=config.temperature,
            top_p=config.top_p,
            seed=config.seed,
            stop=config.stop,
            form=config.form,
            tools=tools,
            choice=choice,
            thinks=config.thinks,
            effort=config.effort,
            thinking_limit=config.thinking_limit,
            cache=self.options.cache,
            region=self.options.region,
            more=self.more(_NEUTRAL),
        )

    def to_count(self) -> Conversation:
        """What `countTokens` asks about: this request, or the one inside it."""
        inner = self._body.counted
        if inner is None:
            return self.conversation()
        try:
            body = msgspec.convert(inner, GeminiBody)
        except msgspec.ValidationError as error:
            raise wrong("generateContentRequest", f"is not of this form: {error}".rstrip(".")) from None
        return GeminiRequest(body, b"{}", self.model).conversation()

    def writer(self, head: Head) -> GeminiWriter:
        """For its answer."""
        return GeminiWriter(head, listed=self._listed)
