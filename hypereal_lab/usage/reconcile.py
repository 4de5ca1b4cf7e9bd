"""The lab's rows against the account's, line by line."""

from __future__ import annotations

from typing import Any

from hypereal_lab.tables import TIME, Column
from hypereal_lab.usage.views.rows import collect

__all__ = ["RECONCILE", "reconcile_rows"]

RECONCILE = (
    Column("time", TIME, "when the call was sent, by the lab where it knows"),
    Column("run", "str", "the lab's id of the call"),
    Column("request_id", "str", "the server's id of it"),
    Column("model", "str", "model id"),
    Column("lab", "credits", "what the lab has, exact; None where it has no such call or no price"),
    Column("server", "credits", "what the account has, exact; None where it has no such call or no price"),
    Column("difference", "credits", "server less lab, exact, a missing side counted as none charged"),
    Column("cause", "str", "what it likely comes from"),
)

_WANTED = (
    "time_us",
    "run",
    "request_id",
    "model",
    "status",
    "credits_micros",
    "refunded_micros",
    "replayed",
    "cost_source",
)
_NEAR_US = 120_000_000
"""Two rows of one model and amount that are nearer than this may be one call whose id was lost."""


def reconcile_rows(lab: Any, server: Any) -> list[dict[str, Any]]:
    """Every difference, the greatest first; amounts in millionths. Calls that agree are left out.

    A call is matched by the server's id of it; several rows of the server with one id, such as a charge and its refund,
    are one call. What has no id is matched to the nearest call of the same model within two minutes, and of the same
    amount where the lab knows it.
    """
    ours = [one for one in collect(lab, _WANTED) if not one["replayed"]]
    theirs = _by_id(collect(server, _WANTED))
    pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    for mine in ours:
        match = next((theirs.pop(key) for key in (mine["request_id"], mine["run"]) if key and key in theirs), None)
        pairs.append((mine, match))
    _near(pairs, theirs)
    pairs += [(None, left) for left in theirs.values()]
    rows = [_row(mine, match) for mine, match in pairs]
    return sorted(
        (row for row in rows if row["cause"]),
        key=lambda row: (-abs(row["difference"]), row["time"] or 0, str(row["run"])),
    )


def _by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, one in enumerate(rows):
        key = one["request_id"] or one["run"] or f"row {number}"
        if key not in found:
            found[key] = dict(one)
            continue
        kept = found[key]
        known = [amount for amount in (kept["credits_micros"], one["credits_micros"]) if amount is not None]
        kept["credits_micros"] = sum(known) if known else None
        kept["refunded_micros"] = int(kept["refunded_micros"] or 0) + int(one["refunded_micros"] or 0)
    return found


def _near(pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]], theirs: dict[str, dict[str, Any]]) -> None:
    """Give calls whose id the lab never learnt to rows of the server that nobody has."""
    for number, (mine, match) in enumerate(pairs):
        if mine is None or match is not None or mine["request_id"] or mine["time_us"] is None:
            continue
        like = [
            (abs(one["time_us"] - mine["time_us"]), key)
            for key, one in theirs.items()
            if one["model"] == mine["model"]
            and one["time_us"] is not None
            and mine["credits_micros"] in (None, one["credits_micros"])
        ]
        if like and min(like)[0] <= _NEAR_US:
            pairs[number] = (mine, theirs.pop(min(like)[1]))


def _row(mine: dict[str, Any] | None, match: dict[str, Any] | None) -> dict[str, Any]:
    one = mine or match or {}
    lab, server = (None if side is None else side["credits_micros"] for side in (mine, match))
    difference = int(server or 0) - int(lab or 0)
    return {
        "time": one["time_us"],
        "run": None if mine is None else mine["run"],
        "request_id": (match or one)["request_id"],
        "model": one["model"],
        "lab": lab,
        "server": server,
        "difference": difference,
        "cause": _cause(mine, match, difference),
    }


def _cause(mine: dict[str, Any] | None, match: dict[str, Any] | None, difference: int) -> str:
    if mine is None:
        return "called outside this lab: another machine, key holder or program, or the lab's records were lost"
    if match is None:
        if mine["credits_micros"] is None and mine["status"] == "succeeded":
            return "nobody told what it cost, and the server has no such call in the period asked for"
        if not mine["credits_micros"]:
            return "never reached the server" if mine["status"] == "unknown" else ""
        return "the server has no such call in the period asked for; ask for more days, or for more rows"
    if (mine["credits_micros"] is None) != (match["credits_micros"] is None):
        return "one side does not know the price"
    if not difference:
        return ""
    if int(match["refunded_micros"] or 0) > int(mine["refunded_micros"] or 0) and difference < 0:
        return "a refund that the lab has not heard of"
    if mine["status"] == "unknown":
        return "no answer came, and the server did the work and charged it"
    if mine["cost_source"] == "computed":
        return "the server did not say what it charged, and the lab computed it from the price book"
    return "charged otherwise than the answer said"
