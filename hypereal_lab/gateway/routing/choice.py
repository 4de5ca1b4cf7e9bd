"""The models that a route takes, and what it says to those who name another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, UnknownModelId
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.routing.rules import SHOWN

__all__ = ["Choice"]


class Choice(NamedTuple):
    """One route's models. Every refusal lists those that are available."""

    kinds: tuple[str, ...]
    available: Callable[[Catalog], Sequence[str]]
    """Their ids."""
    misplaced: str
    """Said of a model of another kind: `{id}` belongs to `{routes}`."""
    unknown: str = "There is no model {model}; GET /v1/models lists those there are."
    missing: str = "Model is required."
    route: str | None = None
    """The path of the route itself, where cards of other kinds name it too."""

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """The named model. Raises a 400 where none is named, or none of this route."""
        if not model:
            raise self.required(catalog)
        return self.named(catalog, model)

    def named(self, catalog: Catalog, model: str) -> Card:
        """The model of this name. Raises a 400 where there is none, or it belongs to another route."""
        try:
            card = catalog.card(model)
        except UnknownModelId as error:
            near = f" Did you mean {error.near[0]}?" if error.near else ""
            words = self.unknown.format(model=repr(model[:SHOWN]))
            raise self._refused(catalog, f"{words}{near}", "model_not_found") from None
        if card.kind not in self.kinds:
            routes = " or ".join(one for one in card.endpoints if one != self.route) or "another route"
            raise self._refused(catalog, self.misplaced.format(id=card.id, routes=routes), "model_not_found")
        return card

    def required(self, catalog: Catalog, hint: str = "") -> Refused:
        """400: no model was named."""
        return self._refused(catalog, f"{self.missing}{hint}", "model_required")

    def _refused(self, catalog: Catalog, words: str, code: str) -> Refused:
        return bad_request(words, param="model", code=code, available_models=list(self.available(catalog)))
