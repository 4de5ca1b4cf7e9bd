"""The columns of every usage table: names, order, types and units, written once."""

from __future__ import annotations

from hypereal_lab.tables import Column

__all__ = ["BY_MODEL", "CALLS"]


CALLS = (
    Column("time", "datetime64[us, UTC]", "when the call was sent"),
    Column("run", "str", "the lab's id of the call"),
    Column("model", "str", "model id; the one that made it where the server chose"),
    Column("kind", "str", "image, ..."),
    Column("provider", "str", "`sandbox` for the embedded gateway, `hypereal` for a server with a key"),
    Column("status", "str", "`succeeded`, `failed`, `running`, ..., or `unknown` where no answer came"),
    Column("latency", "float64", "seconds from sending to the answer"),
    Column("units", "int64", "what was billed, for images the pictures returned"),
    Column("estimate_low", "object", "credits, exact"),
    Column("estimate_expected", "object", "credits, exact"),
    Column("estimate_high", "object", "credits, exact"),
    Column("credits", "object", "credits charged, exact; negative for a refund"),
    Column("cost_source", "str", "`reported` by the server or `computed` from the price book"),
    Column("price_version", "str", "price book of the estimate"),
    Column("price_basis", "str", "`documented`, `observed`, `list` or `assumed`"),
    Column("avoided", "object", "credits that a replay did not cost, exact"),
    Column("replayed", "bool", "it came from the shelf, for nothing"),
    Column("recipe_hash", "str", "what replay looks for"),
    Column("notebook", "str", "file name of the notebook it was called in"),
    Column("cell", "str", "id of the cell"),
    Column("prompt", "str", "the words of the call"),
    Column("error", "str", "why it failed"),
)

BY_MODEL = (
    Column("model", "str", "model id"),
    Column("kind", "str", "image, ..."),
    Column("calls", "int64", "calls sent, without replays"),
    Column("failed", "int64", "calls that failed or whose end is unknown"),
    Column("units", "int64", "what was billed"),
    Column("credits", "object", "credits charged, exact"),
    Column("avoided", "object", "credits that replays did not cost, exact"),
    Column("credits_per_unit", "object", "credits, exact to six places; None where nothing was billed"),
    Column("share", "float64", "part of all credits, 0 to 1"),
    Column("median_latency", "float64", "seconds"),
)
