"""A model that writes, chosen by what it shall be good for."""

from __future__ import annotations

from collections.abc import Sequence

from hypereal_lab.catalog import Card
from hypereal_lab.catalog.intents import INTENTS
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.candidates import Candidates
from hypereal_lab.gateway.routing.chat import CHAT_KINDS
from hypereal_lab.gateway.routing.rules import SHOWN
from hypereal_lab.wire.route import RouteBody

__all__ = ["CHAT_INTENTS", "choose_by_intent"]

CHAT_INTENTS = tuple([name for name, kinds in INTENTS.items() if set(kinds) <= set(CHAT_KINDS)])
"""What may be named in place of a model that writes."""


def choose_by_intent(candidates: Candidates, intents: Sequence[str], intent: str, wish: RouteBody) -> Card:
    """The cheapest model for this request, as `POST /v1/route/explain` names it.

    Raises `Refused`: 400 for an intent that is none of these `intents`, with `available_intents`, and where no model
    qualifies.
    """
    if intent not in intents:
        words = f"There is no intent {intent[:SHOWN]!r} here; it may be one of {', '.join(intents)}, or name a model."
        raise bad_request(words, param="intent", code="unknown_intent", available_intents=list(intents))
    return candidates.cheapest(intent, wish)
