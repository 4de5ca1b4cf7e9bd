"""A call before it is sent: everything that is known of it, as a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.calibration import calibrated
from hypereal_lab.lab.guard import Consent
from hypereal_lab.lab.progress import Progress
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.reference import Reference
from hypereal_lab.lab.scope import Place, Scope, here, scope_now
from hypereal_lab.wire.money import Credits

__all__ = ["Order", "Plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for and what it will cost."""

    recipe: Recipe
    price: Estimate
    """From the price book."""
    experience: Callable[[], Sequence[tuple[Credits, Credits]]] = tuple
    """Expected and charged credits of the user's own calls of this model; looked up when an estimate is shown."""
    references: tuple[Reference, ...] = ()
    consent: Consent = field(default_factory=Consent)
    fresh: bool = False
    """Make it anew although it is on the shelf."""
    webhook_url: str | None = None
    """Who is told of the job's end; no part of the recipe, since it changes nothing of what is made."""
    url: str = ""
    """Route for `to_curl`."""
    reference_field: str = "image_urls"

    def notice(self, *, now: float) -> str:
        """What happens besides the call itself, as a sentence; nothing where nothing does."""
        count = sum(one.is_uploaded(now=now) for one in self.references)
        if not count:
            return ""
        files = "1 file goes" if count == 1 else f"{count} files go"
        return f"{files} to the server's storage first: {self.recipe.model} takes only links, and gets signed ones."

    @property
    def shown(self) -> Estimate:
        """The price with the spread of the user's own calls, where there are enough."""
        return calibrated(self.price, self.experience())


@dataclass(frozen=True, slots=True)
class Order:
    """A plan that is being sent, with what surrounds the line that sent it."""

    plan: Plan
    progress: Progress
    scope: Scope = field(default_factory=scope_now)
    place: Place = field(default_factory=here)
