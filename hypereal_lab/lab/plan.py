"""A call before it is sent: everything that is known of it, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.guard import Consent
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.reference import Reference
from hypereal_lab.lab.scope import Place, Scope, here, scope_now

__all__ = ["Order", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for and what it will cost."""

    recipe: Recipe
    price: Estimate
    """From the price book."""
    shown: Estimate
    """The same with the spread of the user's own calls, where there are enough."""
    references: tuple[Reference, ...] = ()
    consent: Consent = field(default_factory=Consent)
    fresh: bool = False
    """Make it anew although it is on the shelf."""
    url: str = ""
    """Route for `to_curl`."""
    reference_field: str = "image_urls"


@dataclass(frozen=True, slots=True)
class Order:
    """A plan that is being sent, with what surrounds the line that sent it."""

    plan: Plan
    progress: Progress
    scope: Scope = field(default_factory=scope_now)
    place: Place = field(default_factory=here)
