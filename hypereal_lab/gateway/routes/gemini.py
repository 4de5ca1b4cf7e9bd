"""Google's routes: `models/{model}:{action}`, its list of models, and `POST /v1/gemini` of the pages."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.bodies import read_body
from hypereal_lab.gateway.dialects.gemini import STREAM, EitherDialect, GeminiDialect
from hypereal_lab.gateway.dialects.reading import readable
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.text import TextRoute
from hypereal_lab.gateway.routing import gemini_cards, gemini_named
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.chat import MOST_TOKENS
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.gemini import GeminiModel, GeminiModels, GeminiTokens

__all__ = ["Gemini"]

_COUNT = "countTokens"
_ACTIONS = ("generateContent", STREAM, _COUNT)


class Gemini:
    """The Gemini dialect."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._dialect = GeminiDialect()
        self._write = TextRoute(parts, self._dialect).answer
        self._list = encode(GeminiModels(models=[_entry(card) for card in gemini_cards(parts.catalog)]))
        self.either = TextRoute(parts, EitherDialect()).answer

    async def act(self, visit: Visit) -> ASGIApp:
        """What the path asks of a model."""
        visit.write_problem = self._dialect.problem
        match visit.place("action"):
            case "generateContent" | "streamGenerateContent":
                return await self._write(visit)
            case "countTokens":
                return await self._count(visit)
            case action:
                self._parts.gate.admit(visit)
                raise _unknown(action)

    async def models(self, visit: Visit) -> Reply:
        """All models of this dialect."""
        visit.write_problem = self._dialect.problem
        self._parts.gate.admit(visit)
        return Reply(self._list)

    async def model(self, visit: Visit) -> Reply:
        """One of them."""
        visit.write_problem = self._dialect.problem
        self._parts.gate.admit(visit)
        name = visit.place("model")
        card = gemini_named(self._parts.catalog, name)
        if card is None:
            words = f"There is no model {name[:60]!r} here; GET the list of models for those that are."
            ids = [one.id for one in gemini_cards(self._parts.catalog)]
            raise refused(404, "not_found", words, code="model_not_found", param="model", available_models=ids)
        return Reply(encode(_entry(card)))

    async def _count(self, visit: Visit) -> Reply:
        """What would be read, as it would be billed. Costs nothing."""
        self._parts.gate.admit(visit)
        request = self._dialect.read(await read_body(visit), visit)
        self._dialect.card(self._parts.catalog, request.model)
        conversation = readable(request.to_count())
        return Reply(encode(GeminiTokens(total_tokens=await asyncio.to_thread(conversation.count))))


def _unknown(action: str) -> Refused:
    words = f"Nothing here does {action[:60]!r}; it must be one of {', '.join(_ACTIONS)}."
    return refused(404, "not_found", words, code="unknown_action", allowed=list(_ACTIONS))


def _entry(card: Card) -> GeminiModel:
    return GeminiModel(
        name=f"models/{card.id}",
        base_model_id=card.id,
        version="001",
        display_name=card.id,
        output_token_limit=MOST_TOKENS,
        supported_generation_methods=list(_ACTIONS),
    )
