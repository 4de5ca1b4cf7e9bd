"""The models that could answer a request, in the order of choice, each with what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, Quantity, check_image, estimate
from hypereal_lab.catalog.intents import INTENTS
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing.images import IMAGE_KINDS
from hypereal_lab.gateway.routing.rules import SHOWN
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.route import RouteBody, RouteCandidate, RoutePrice, RouteTarget

__all__ = ["Candidates", "TargetsOf", "kinds_of"]

TargetsOf = Callable[[Card], Sequence[RouteTarget]]
"""Who would answer for a model, and how they are."""


class Candidates(NamedTuple):
    """Ranks models for one request. The same models, prices and healths give the same order."""

    catalog: Catalog
    targets: TargetsOf

    def ranked(self, kinds: Sequence[str], wish: RouteBody) -> list[RouteCandidate]:
        """Those that qualify by expected price, then by id; those without a price behind them; the rest last."""
        found = [self._candidate(card, wish) for kind in kinds for card in self.catalog.cards(kind)]
        return sorted(found, key=_rank)

    def cheapest(self, intent: str, wish: RouteBody) -> Card:
        """The model of an intent. Raises `Refused`: 400 for an unknown intent and where nothing qualifies."""
        ranked = self.ranked(kinds_of(intent), wish)
        if not ranked or ranked[0].disqualified:
            words = f"No model of the intent {intent} takes this request; change it, or name a model."
            raise bad_request(words, param="intent", code="no_model")
        return self.catalog.card(ranked[0].model)

    def _candidate(self, card: Card, wish: RouteBody) -> RouteCandidate:
        price, targets = _price(card, wish), list(self.targets(card))
        return RouteCandidate(
            model=card.id,
            kind=card.kind,
            price=price,
            targets=targets,
            disqualified=[*_rules(card, wish), *_too_dear(price, wish), *_absent(targets, wish.region)],
        )


def kinds_of(intent: str) -> tuple[str, ...]:
    """Kinds of model that can do it. Raises `Refused`: 400, with `available_intents`."""
    if intent not in INTENTS:
        words = f"There is no intent {intent[:SHOWN]!r}; it may be one of {', '.join(INTENTS)}."
        raise bad_request(words, param="intent", code="unknown_intent", available_intents=list(INTENTS))
    return INTENTS[intent]


def _rank(candidate: RouteCandidate) -> tuple[bool, bool, int, str]:
    expected = candidate.price.expected if candidate.price else None
    micros = 0 if expected is None else Credits.of(expected).micros
    return bool(candidate.disqualified), expected is None, micros, candidate.model


def _price(card: Card, wish: RouteBody) -> RoutePrice | None:
    quantity = Quantity(
        n=wish.n or 1,
        size=wish.size,
        resolution=wish.resolution,
        references=wish.references or 0,
        input_tokens=wish.input_tokens or 0,
        output_tokens=wish.output_tokens or 0,
    )
    found = estimate(card, quantity)
    if found.expected is None:
        return None
    low, expected, high = (None if one is None else one.decimal for one in (found.low, found.expected, found.high))
    return RoutePrice(low=low, expected=expected, high=high, basis=found.basis, version=found.version)


def _rules(card: Card, wish: RouteBody) -> Iterable[str]:
    """What a model of pictures does not take; models that write take any words."""
    if card.kind not in IMAGE_KINDS:
        return ()
    broken = check_image(
        card,
        prompt=wish.prompt or "any",
        size=wish.size,
        aspect_ratio=wish.aspect_ratio,
        resolution=wish.resolution,
        reference_count=wish.references or 0,
        reference_forms=("https",) * (wish.references or 0),
        output_format=wish.output_format,
    )
    return [f"{one.field}: {one.message}" for one in broken]


def _too_dear(price: RoutePrice | None, wish: RouteBody) -> Iterable[str]:
    if wish.max_credits is None:
        return ()
    if price is None or price.expected is None:
        return ("max_credits: its price is not known.",)
    if price.expected > wish.max_credits:
        return (f"max_credits: it costs {price.expected} credits.",)
    return ()


def _absent(targets: Sequence[RouteTarget], region: str | None) -> Iterable[str]:
    here = [one for one in targets if region is None or one.region == region]
    if not here:
        return (f"region: none of its providers is in {region}.",)
    if all(one.health == "open" for one in here):
        return ("health: all of its providers fail at the moment.",)
    return ()
