"""`POST /v1/route/explain`: a request routed, and not made."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import msgspec

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routing import Candidates, Choice, kinds_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.route import RouteAnswer, RouteBody, RouteCandidate

__all__ = ["Route"]

_decoder = msgspec.json.Decoder(RouteBody)
_ANY = Choice(
    kinds=("chat", "gemini", "image", "image_edit", "messages", "responses"),
    available=lambda catalog: catalog.ids(),
    misplaced="{id} is not routed; it belongs to {routes}.",
)


class Route:
    """Says what would be done. Costs nothing."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def explain(self, visit: Visit) -> Reply:
        """Candidates, what speaks against each, price and health, and the one that would be chosen."""
        parts = self._parts
        parts.gate.admit(visit)
        wish = parse(await read_body(visit), _decoder, RouteBody.__struct_fields__)
        _check(wish)
        candidates = Candidates(parts.catalog, parts.targets)
        if wish.model is not None:
            card = _ANY.named(parts.catalog, wish.model)
            ranked = sorted(candidates.ranked((card.kind,), wish), key=lambda one: one.model != card.id)
            return _reply(wish, ranked, card, f"{card.id} was named, and a named model is obeyed.")
        if wish.intent is None:
            raise bad_request("Name a model or an intent.", param="intent", code="intent_required")
        ranked = candidates.ranked(kinds_of(wish.intent), wish)
        if not ranked or ranked[0].disqualified:
            return _reply(wish, ranked, None, "No model of this intent qualifies.")
        card = parts.catalog.card(ranked[0].model)
        return _reply(wish, ranked, card, f"{card.id} is the cheapest that qualifies; equal prices go by id.")


def _check(wish: RouteBody) -> None:
    for field in ("input_tokens", "output_tokens", "references", "max_credits"):
        value = getattr(wish, field)
        odd = isinstance(value, Decimal) and not value.is_finite()
        if value is not None and (odd or not 0 <= value < 10**12):
            raise bad_request(f"{field} must be 0 or more.", param=field)


def _reply(wish: RouteBody, ranked: list[RouteCandidate], chosen: Card | None, reason: str) -> Reply:
    decision = hashlib.sha256(encode([wish, ranked])).hexdigest()
    model = None if chosen is None else chosen.id
    return Reply(encode(RouteAnswer(model=model, reason=reason, candidates=ranked, decision=decision)))
