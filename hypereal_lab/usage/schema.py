"""The columns of every usage table: names, order, types and units, written once."""

from __future__ import annotations

from hypereal_lab.tables import TIME, Column

__all__ = ["BAD", "BY_MODEL", "CALLS", "NEEDED", "OPEN", "PERIOD", "SUMS"]

BAD = ("failed", "cancelled", "expired", "unknown")
"""Statuses of calls that gave nothing."""
OPEN = ("queued", "running")
"""Statuses of calls whose end is still to come."""

CALLS = (
    Column("time", TIME, "when the call was sent"),
    Column("run", "str", "id of the call"),
    Column("model", "str", "model id; the one that made it where the server chose"),
    Column("kind", "str", "image, video, speech, chat, ..."),
    Column("provider", "str", "`sandbox` for the embedded gateway, `hypereal` for a server with a key"),
    Column("endpoint", "str", "path that was called"),
    Column("status", "str", "`succeeded`, `failed`, `running`, ..., or `unknown` where no answer came"),
    Column("latency", "float64", "seconds from sending to the answer"),
    Column("units", "Int64", "what was billed, for images the pictures returned"),
    Column("unit", "str", "what a unit is: image, second, clip, request, minute or token"),
    Column("pixels", "Int64", "of all pictures together"),
    Column("media_ms", "Int64", "milliseconds of film or sound"),
    Column("input_tokens", "Int64", "tokens read"),
    Column("output_tokens", "Int64", "tokens written"),
    Column("size", "str", "WxH that was asked for"),
    Column("resolution", "str", "resolution word that was asked for"),
    Column("references", "Int64", "reference pictures sent along"),
    Column("estimate_low", "credits", "credits, exact"),
    Column("estimate_expected", "credits", "credits, exact"),
    Column("estimate_high", "credits", "credits, exact"),
    Column("credits", "credits", "credits charged less those given back, exact; negative for a refund; None: unknown"),
    Column("refunded", "credits", "credits given back, exact; 0 or more"),
    Column("cost_source", "str", "`reported` by the server or `computed` from the price book"),
    Column("price_version", "str", "price book of the estimate"),
    Column("price_basis", "str", "`documented`, `observed`, `list` or `assumed`"),
    Column("avoided", "credits", "credits that a replay did not cost, exact"),
    Column("replayed", "bool", "it came from the shelf or a cache"),
    Column("recipe_hash", "str", "what replay looks for"),
    Column("notebook", "str", "file name of the notebook it was called in"),
    Column("cell", "str", "id of the cell"),
    Column("tags", "str", "words put on the call, sorted, with commas between"),
    Column("key", "str", "id of the key, never the key"),
    Column("user", "str", "who called"),
    Column("rating", "Int64", "stars of what it made, 0 to 5; the highest where it made several"),
    Column("request_id", "str", "the server's id of the request or job"),
    Column("prompt", "str", "the words of the call"),
    Column("error", "str", "why it failed"),
)
"""One row per call: the only truth about its columns."""

NEEDED = ("time", "model", "credits")
"""What nobody can do without; all others may be missing."""

SUMS = (
    Column("calls", "int64", "calls sent, without replays"),
    Column("replayed", "int64", "calls that came from the shelf"),
    Column("failed", "int64", "calls that failed or whose end is unknown"),
    Column("units", "int64", "what was billed"),
    Column("unknown", "int64", "calls whose price nobody knows; they are in no sum of credits"),
    Column("credits", "credits", "credits charged, exact; None where no price is known"),
    Column("refunded", "credits", "credits given back, exact; already taken off"),
    Column("avoided", "credits", "credits that replays did not cost, exact"),
)
"""What every grouped view has beside its keys."""

BY_MODEL = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, ..."),
    Column("calls", "int64", "calls sent, without replays"),
    Column("failed", "int64", "calls that failed or whose end is unknown"),
    Column("units", "int64", "what was billed"),
    Column("unknown", "int64", "calls whose price nobody knows; they are in no sum of credits"),
    Column("credits", "credits", "credits charged, exact; None where no price is known"),
    Column("avoided", "credits", "credits that replays did not cost, exact"),
    Column("credits_per_unit", "credits", "credits to the nearest millionth; None where nothing was billed"),
    Column("share", "float64", "part of all credits, 0 to 1"),
    Column("median_seconds", "float64", "that the middle call took"),
)

PERIOD = {
    "day": Column("day", "str", "date in the time zone asked for, YYYY-MM-DD"),
    "week": Column("week", "str", "its Monday, YYYY-MM-DD"),
    "month": Column("month", "str", "its first day, YYYY-MM-DD"),
}
