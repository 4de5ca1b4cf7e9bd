"""What `lab.images`, `lab.videos` and the others share: from arguments to a call with its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypereal_lab.catalog import Card, Quantity, UnknownModelId, Violation, estimate
from hypereal_lab.client.settings import DEFAULT_BASE_URL
from hypereal_lab.errors import InputError
from hypereal_lab.lab.budget import amount_of
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.guard import Consent
from hypereal_lab.lab.plan import Plan
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.reference import Reference
from hypereal_lab.lab.source import PATHS
from hypereal_lab.lab.spine import Spine
from hypereal_lab.wire.images import REFERENCE_FIELDS

if TYPE_CHECKING:
    from hypereal_lab.lab.session import Session

__all__ = ["SPENDING", "Maker", "address_of", "given", "refuse_first", "seed_of", "text_of"]

SPENDING = ("allow_unknown_price", "max_cost", "confirm", "take", "fresh")
"""Keywords that every call takes."""


class Maker:
    """One kind of call."""

    kind: str
    """Of its recipes."""
    card_kinds: tuple[str, ...]
    """Of the catalogue's models that can do it."""
    makes: str
    """What comes out, in the plural, for a sentence."""

    def __init__(self, session: Session, spine: Spine) -> None:
        self._session = session
        self._spine = spine

    def _card(self, model: str) -> Card:
        try:
            card = self._session.models.card(model)
        except UnknownModelId as error:
            first = self.card_kinds[0]
            hint = (
                f" Did you mean {', '.join(error.near)}?" if error.near else f" `lab.models.ids({first!r})` lists them."
            )
            raise InputError(f"There is no model {model!r}.{hint}", field="model") from None
        if card.kind not in self.card_kinds:
            raise InputError(f"{card.id} makes no {self.makes}, it is a {card.kind} model.", field="model")
        return card

    def _call(
        self,
        card: Card,
        inputs: Mapping[str, Any],
        quantity: Quantity,
        spending: Mapping[str, Any],
        references: Sequence[Reference] = (),
        kind: str | None = None,
        webhook_url: str | None = None,
    ) -> Call:
        plan = self._plan(card, inputs, quantity, spending, references, kind)
        return Call(replace(plan, webhook_url=webhook_url), self._spine)

    def _plan(
        self,
        card: Card,
        inputs: Mapping[str, Any],
        quantity: Quantity,
        spending: Mapping[str, Any],
        references: Sequence[Reference] = (),
        kind: str | None = None,
    ) -> Plan:
        """`kind` is that of the recipe where a maker has several."""
        references = [reference.to(card) for reference in references]
        consent, take, fresh = _consent(spending)
        price = estimate(card, quantity)
        kind = kind or self.kind
        recipe = Recipe.of(kind, card.id, inputs, [one.recipe() for one in references], take=take)
        journal, provider = self._session.journal, self._spine.provider
        return Plan(
            recipe=recipe,
            price=price,
            experience=lambda: journal.history.ratios(card.id, kind, provider),
            references=tuple(references),
            consent=consent,
            fresh=fresh,
            url=(self._session.root or DEFAULT_BASE_URL.removesuffix("/api/v1")) + "/api" + PATHS[kind],
            reference_field=card.limits.reference_field or REFERENCE_FIELDS[0],
        )


def given(**inputs: Any) -> dict[str, Any]:
    """Inputs that have a value."""
    return {name: value for name, value in inputs.items() if value is not None}


def text_of(value: object, field: str) -> str:
    """Raises `InputError` for anything but text."""
    if not isinstance(value, str):
        raise InputError(f"The {field} must be text, not {type(value).__name__}.", field=field)
    return value


def address_of(value: object, field: str) -> str | None:
    """Raises `InputError` for what is neither left out nor an address."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise InputError(f"{field} is an address that begins with https:// (http:// on this machine).", field=field)
    return value


def seed_of(seed: object) -> int | None:
    """Raises `InputError` for what is no seed."""
    if seed is not None and (type(seed) is not int or not 0 <= seed < 2**63):
        raise InputError("seed is a whole number from 0 to 2**63 - 1.", field="seed")
    return seed


def refuse_first(violations: Sequence[Violation]) -> None:
    """Raises `InputError` for the first rule that is broken."""
    if violations:
        raise InputError(violations[0].message, field=violations[0].field)


def _consent(spending: Mapping[str, Any]) -> tuple[Consent, int, bool]:
    unknown = [name for name in spending if name not in SPENDING]
    if unknown:
        raise TypeError(f"unknown keyword {unknown[0]!r}; every call takes {', '.join(SPENDING)}")
    most = spending.get("max_cost")
    consent = Consent(
        allow_unknown_price=bool(spending.get("allow_unknown_price", False)),
        max_cost=None if most is None else amount_of(most, "max_cost"),
        confirm=bool(spending.get("confirm", False)),
    )
    return consent, spending.get("take", 1), bool(spending.get("fresh", False))
