"""A call of the lab: priced before it is sent, journaled before the first byte, kept when it comes back."""

from __future__ import annotations

import copy
import time
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from hypereal_lab.catalog import Estimate
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.job import Job
from hypereal_lab.lab.magic_source import magic_source
from hypereal_lab.lab.plan import Plan
from hypereal_lab.lab.source import curl_source, python_source

if TYPE_CHECKING:
    from hypereal_lab.lab.spine import Spine

__all__ = ["Call"]


class Call:
    """Something that can be made, with its price. Await it, `run()` it, or `submit()` it and go on.

    A call is sent once: asking again gives the same asset. After a failure asking again makes a new attempt, which is
    never paid twice.
    """

    def __init__(self, plan: Plan, spine: Spine) -> None:
        self._plan = plan
        self._spine = spine
        self._job: Job | None = None

    @property
    def recipe(self) -> dict[str, Any]:
        """Model, inputs and references by content; no key, path or signed link."""
        return self._plan.recipe.to_dict()

    @property
    def recipe_hash(self) -> str:
        """What replay looks for."""
        return self._plan.recipe.hash

    def estimate(self) -> Estimate:
        """What it will cost: low, expected and high, from the price book or your own calls; no network."""
        return self._plan.shown

    @property
    def notice(self) -> str:
        """What sending it does besides, such as an upload of a local picture; nothing for most calls."""
        return self._plan.notice(now=time.time())

    def made_before(self) -> Asset | None:
        """The asset that awaiting it would replay for nothing, if there is one."""
        return self._spine.made_before(self._plan)

    @property
    def state(self) -> str:
        """`never sent`, or a status as `Job.status` has them."""
        return "never sent" if self._job is None else self._job.status

    def submit(self) -> Job:
        """Send it and return at once with a handle."""
        if self._job is None or (self._job.done and self._job.exception() is not None):
            self._job = self._begin()
        return self._job

    def confirmed(self) -> Self:
        """The same call, not sent, with the user's yes to its price."""
        made = copy.copy(self)
        made._plan = replace(self._plan, consent=replace(self._plan.consent, confirm=True))
        made._job = None
        return made

    def _begin(self) -> Job:
        return self._spine.submit(self._plan)

    def run(self) -> Asset:
        """Send it and wait. An interrupt ends the waiting only: what was sent is kept on the shelf when it is done."""
        return self.submit().result()

    def __await__(self) -> Generator[Any, None, Asset]:
        return self.submit().__await__()

    def to_python(self) -> str:
        """Source that makes the same call."""
        return python_source(self.recipe)

    def to_curl(self) -> str:
        """The request for a shell, with the key left to HYPEREAL_API_KEY."""
        return curl_source(self.recipe, url=self._plan.url, reference_field=self._plan.reference_field)

    def to_magic(self) -> str:
        """A cell of `%%hypereal` that makes the same. Raises `InputError` for what a cell cannot say."""
        return magic_source(self._plan.recipe)

    def __repr__(self) -> str:
        recipe = self._plan.recipe
        besides = f"; {self.notice}" if self.notice else ""
        return f"<Call {recipe.kind} by {recipe.model}: {self.state}, {self._plan.shown.show()}{besides}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        price, recipe = self._plan.shown, self._plan.recipe
        book = f"{price.show()} ({price.basis}, book {price.version})" if price.known else price.show()
        facts = [("Prompt", recipe.prompt[:200]), ("Price", book), ("State", self.state)]
        note = ""
        if self.notice:
            facts.append(("Besides", self.notice))
        if self._job is None:
            before = self.made_before()
            note = "Await it, or call .run(), to send it."
            if before is not None:
                note = "It is on the shelf: awaiting it costs nothing. take=2 or fresh=True makes a new one."
        return {"text/plain": repr(self), "text/html": card.of_facts(f"Call: {recipe.model}", facts, note)}
