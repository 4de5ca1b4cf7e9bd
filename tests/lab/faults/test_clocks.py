"""A clock that was set back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from hypereal_lab import Credits, Lab
from tests.lab.faults.trouble import books
from tests.lab.ledger import Clock
from tests.lab.servers import Studio


async def test_a_clock_that_was_set_back_changes_nothing(open_lab: Callable[..., Lab], studio: Studio) -> None:
    clock = Clock()
    lab = open_lab(clock=clock)
    budget = lab.budget(credits=12, per="month", zone="Europe/Berlin")
    make = studio.make

    def back(body: dict[str, Any]) -> httpx.Response:
        clock.now -= 3 * 86_400
        return make(body)

    studio.answer = back
    first = await lab.images.generate("one")
    second = await lab.images.generate("two")
    assert (await lab.images.generate("one")) == first
    assert [asset.prompt for asset in lab.shelf.assets(limit=None)] in (["one", "two"], ["two", "one"])
    assert budget.spent == Credits.of(8)
    assert [one[0] for one in books(lab)] == ["succeeded"] * 2
    assert second.latency is not None and second.latency >= 0
