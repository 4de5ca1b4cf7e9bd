"""What goes wrong, and what has to be true after it."""

from __future__ import annotations

from typing import Any

import httpx

from hypereal_lab import Credits, Lab
from tests.lab.conftest import Server
from tests.lab.servers import CLIP_PRICE

FOUR, CLIP = Credits.of(4), Credits.of(CLIP_PRICE)
HOLD = Credits.of(72)
"""What the price book says of a clip, 8 seconds for 9 credits each; the scripted server takes less."""


def lost(_: Any = None) -> httpx.Response:
    raise httpx.ReadError("the line went dead")


def unreachable(_: Any = None) -> httpx.Response:
    raise httpx.ConnectError("nobody there")


def posts(server: Server) -> list[httpx.Request]:
    return [request for request in server.requests if request.method == "POST"]


def books(lab: Lab) -> list[tuple[str, Credits, Credits]]:
    """Status, held and charged of every run; charges and reservations agree with them."""
    runs = [run for run in lab.journal.runs() if run.replay_of is None]
    charged: dict[str, Credits] = {}
    for run, amount, _ in lab.journal.charges():
        charged[run] = charged.get(run, Credits(0)) + amount
    assert charged == {run.id: run.credits for run in runs if run.credits}
    for budget in lab.budgets.all():
        assert budget.held == sum((run.held for run in runs), Credits(0))
        assert budget.spent == sum((run.credits for run in runs), Credits(0))
    return [(run.status, run.held, run.credits) for run in runs]
