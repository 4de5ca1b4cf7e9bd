"""Which column of a table becomes which of ours, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hypereal_lab.errors import InputError
from hypereal_lab.tables import Column
from hypereal_lab.usage.reading.foreign import TOOLS, nearest_tool, tool_of
from hypereal_lab.usage.schema import CALLS, NEEDED
from hypereal_lab.wire.money import CREDITS_PER_USD, MICROS

__all__ = ["CURRENCIES", "Plan", "Take", "plan_of"]

CURRENCIES = {"credits": MICROS, "USD": MICROS * CREDITS_PER_USD}
"""Millionths of a credit in one of each."""

_ALIASES = {
    "id": "run",
    "call_id": "run",
    "created_at": "time",
    "createdAt": "time",
    "timestamp": "time",
    "latency_s": "latency",
    "latencyMs": "latency_ms",
    "key_id": "key",
    "apiKeyId": "key",
    "requestId": "request_id",
    "inputTokens": "input_tokens",
    "outputTokens": "output_tokens",
    "user_id": "user",
}
"""Other spellings of our names."""

_UNIT_COLUMNS = {"latency_ms": ("latency", 1_000)}
_EMPTY = {"status": "succeeded", "replayed": False, "refunded": 0, "avoided": 0}
"""What a row without the column is taken for; all else is missing."""


@dataclass(frozen=True, slots=True)
class Take:
    """One column of ours."""

    column: Column
    source: str | None = None
    """The column it is read from; None where there is none."""
    times: int = 1
    """Amounts: millionths in one; other numbers: what they are divided by."""
    value: object = None
    """What it is where there is no column."""
    words: Mapping[str, object] | None = None
    """Words of the table and what they mean here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table is read."""

    takes: tuple[Take, ...]
    tool: str | None
    """The tool that wrote it, None for a table of ours."""
    ignored: tuple[str, ...]
    """Its columns that have no place here."""
    zone: str | None
    """Of times that name none; None refuses them."""


def plan_of(
    names: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    currency: str | None = None,
    zone: str | None = None,
) -> Plan:
    """How a table with these columns is read. Raises `InputError` that names what is missing and what looks like it."""
    if currency is not None and currency not in CURRENCIES:
        raise InputError(
            f"currency {currency!r} is not known here; amounts are "
            f"read in {' or '.join(CURRENCIES)}. Convert them first.",
            field="currency",
        )
    given = dict(columns or {})
    _check_given(given, names)
    tool = None if given else tool_of(names)
    if tool is not None:
        return _foreign(tool, names, zone)
    found = {**_by_name(names), **given}
    _check_missing(found, names)
    used = set(found.values())
    ignored = tuple(name for name in names if name not in used)
    _check_typos(found, ignored)
    takes = tuple(_take(column, found, CURRENCIES[currency or "credits"]) for column in CALLS)
    return Plan(takes, None, ignored, zone)


def _by_name(names: Sequence[str]) -> dict[str, str]:
    """Our name and theirs. A column of whole millionths goes before one of credits."""
    ours = {column.computed: column.computed for column in CALLS} | {column.name: column.name for column in CALLS}
    found: dict[str, str] = {}
    for name in names:
        plain = ours.get(name) or _ALIASES.get(name)
        if plain is not None:
            if plain in found:
                raise InputError(
                    f"Both {found[plain]!r} and {name!r} could be {plain!r}; say which: columns={{{plain!r}: ...}}.",
                    field="columns",
                )
            found[plain] = name
    return found


def _check_given(given: Mapping[str, str], names: Sequence[str]) -> None:
    ours = {one for column in CALLS for one in (column.name, column.computed)} | set(_UNIT_COLUMNS)
    for ours_name, theirs in given.items():
        if ours_name not in ours:
            raise InputError(
                f"columns: there is no column {ours_name!r} here.{_near(ours_name, ours)}", field="columns"
            )
        if theirs not in names:
            raise InputError(f"columns: the table has no column {theirs!r}.{_near(theirs, names)}", field="columns")


def _check_missing(found: Mapping[str, str], names: Sequence[str]) -> None:
    computed = {column.name: column.computed for column in CALLS}
    missing = [name for name in NEEDED if name not in found and computed[name] not in found]
    if not missing:
        return
    tool = nearest_tool(names)
    like = f" It looks like a table of {tool[0]} without {', '.join(map(repr, tool[1]))}." if tool else ""
    hints = "".join(_near(name, names, of=name) for name in missing) + like
    raise InputError(
        f"The table has no column {', '.join(map(repr, missing))}.{hints} It has "
        f"{', '.join(map(str, names)) or 'none'}. "
        f"Name them with columns={{{missing[0]!r}: 'theirs'}}; tables of {' and '.join(TOOLS)} are known as they are.",
        field="columns",
    )


def _check_typos(found: Mapping[str, str], ignored: Sequence[str]) -> None:
    """A column that nobody knows but that is spelt nearly like one of ours that is not there is a slip."""
    for name in ignored:
        wanting = [column.name for column in CALLS if column.name not in found and column.computed not in found]
        near = get_close_matches(name.casefold(), wanting, n=1, cutoff=0.85)
        if near:
            raise InputError(
                f"The column {name!r} is not known; is it {near[0]!r}? Say so with columns={{{near[0]!r}: {name!r}}} "
                "or rename it.",
                field="columns",
            )


def _near(name: str, names: object, of: str = "") -> str:
    near = get_close_matches(name, list(map(str, names)), n=1, cutoff=0.6)  # type: ignore[call-overload]
    return f" {near[0]!r} looks like {of!r}." if near and of else f" Near: {near[0]}." if near else ""


def _take(column: Column, found: Mapping[str, str], micros: int) -> Take:
    if column.computed in found and column.computed != column.name:
        return Take(column, found[column.computed])
    if column.name in found:
        return Take(column, found[column.name], micros if column.dtype == "credits" else 1)
    for name, (ours, times) in _UNIT_COLUMNS.items():
        if ours == column.name and name in found:
            return Take(column, found[name], times)
    return Take(column, value=_EMPTY.get(column.name))


def _foreign(tool: str, names: Sequence[str], zone: str | None) -> Plan:
    known = TOOLS[tool]
    takes = []
    for column in CALLS:
        source, times, words = known.columns.get(column.name, (None, 1, None))
        there = source if source in names else None
        value = known.values.get(column.name, _EMPTY.get(column.name))
        takes.append(Take(column, there, times, value if there is None else None, words))
    used = {take.source for take in takes}
    return Plan(tuple(takes), tool, tuple(name for name in names if name not in used), zone or "UTC")
