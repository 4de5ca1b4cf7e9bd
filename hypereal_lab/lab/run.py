"""One call as the journal knows it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from hypereal_lab.lab.recipe import prompt_of
from hypereal_lab.wire.money import Credits

__all__ = ["COLUMNS", "OPEN", "Run", "run_of"]

OPEN = ("queued", "running", "unknown")
"""Statuses whose end is still to come; what they hold stays held."""

_AMOUNTS = ("estimate_low", "estimate_expected", "estimate_high", "held", "quoted", "credits", "avoided")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One row of the journal."""

    id: str
    time: float
    """Unix seconds at which it was sent."""
    status: str
    """One of `lab.tables.STATUSES`."""
    kind: str
    model: str
    provider: str
    """`sandbox` for the embedded gateway, `hypereal` for a server with a key."""
    recipe: dict[str, Any]
    recipe_hash: str | None
    owner: str | None
    """The kernel that looks after it."""
    idempotency_key: str
    request: bytes | None
    """How its references travel, so that the very same request can be made again."""
    estimate_low: Credits | None
    estimate_expected: Credits | None
    estimate_high: Credits | None
    price_version: str | None
    price_basis: str | None
    held: Credits
    """Set aside in the budgets while its end is to come."""
    quoted: Credits | None
    """What the server said on acceptance that it takes for a job."""
    units: int
    """What was billed, for images the pictures returned."""
    pixels: int | None
    """Of all pictures that were made, together."""
    media_ms: int | None
    """Milliseconds of the film or sound that was made, or of the sound that was listened to."""
    input_tokens: int | None
    output_tokens: int | None
    credits: Credits
    """Net of refunds."""
    avoided: Credits
    """What a replay would have cost."""
    replay_of: str | None
    cost_source: str | None
    """`reported` by the server, `computed` from the price book where it said nothing, or `unknown` where that has no
    price either: `credits` is 0 then and is no price."""
    latency: float | None
    """Seconds from sending to the answer."""
    request_id: str | None
    job: str | None
    """The server's id of an asynchronous call."""
    poll_url: str | None
    answer: bytes | None
    """Where the server put what it made, from its answer until the bytes are here."""
    raw_status: str | None
    """The server's own word for the status."""
    error: str | None
    dropped: int
    """1 when the user deleted what it made."""
    notebook: str | None
    cell: str | None

    @property
    def open(self) -> bool:
        """Whether its end is still to come."""
        return self.status in OPEN

    @property
    def cost(self) -> Credits | None:
        """What it cost, where anybody knows."""
        return None if self.cost_source == "unknown" else self.credits

    @property
    def inputs(self) -> dict[str, Any]:
        """What was asked for, by the names of its kind."""
        found = self.recipe.get("inputs", {})
        return found if isinstance(found, dict) else {}

    @property
    def prompt(self) -> str:
        """The words of the call."""
        return prompt_of(self.inputs)


_NAMES = tuple(one.name for one in fields(Run))
COLUMNS = ", ".join(_NAMES)
"""What to select for `run_of`."""


def run_of(row: sqlite3.Row) -> Run:
    """`COLUMNS` of the table `runs` as a value."""
    values = dict(zip(_NAMES, row, strict=True))
    for name in _AMOUNTS:
        if values[name] is not None:
            values[name] = Credits(values[name])
    values["recipe"] = msgspec.json.decode(values["recipe"])
    return Run(**values)
