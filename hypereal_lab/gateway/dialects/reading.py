"""What every dialect reads alike: one field of a request, checked by hand so that a refusal names its exact place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypereal_lab.gateway.dialects.conversation import Conversation, Message, Other, Part, ToolResult
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.wire.chat import MOST_TOKENS

__all__ = [
    "SHOWN",
    "between",
    "effort_of",
    "kind_at",
    "limit_of",
    "object_at",
    "one_answer",
    "other",
    "readable",
    "results_first",
    "role_of",
    "stops_of",
    "text_at",
    "wrong",
]

SHOWN = 40
"""Characters of a caller's own word that are worth repeating."""
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


def wrong(place: str, words: str) -> Refused:
    """400: what stands at this place is of another type than it must be."""
    return bad_request(f"{place} {words}.", param=place, code="invalid_type")


def object_at(place: str, value: object, words: str) -> dict[str, Any]:
    """Raises `Refused`: 400 in these words, where it is something else."""
    if not isinstance(value, dict):
        raise wrong(place, words)
    return value


def text_at(place: str, value: object) -> str:
    """Raises `Refused`: 400 where it is something else."""
    if not isinstance(value, str):
        raise wrong(place, "must be a text")
    return value


def kind_at(place: str, thing: Mapping[str, Any], usual: str) -> str:
    """The type of an item or a tool; `usual` where it says none. Raises `Refused`: 400 where it is no word."""
    kind = thing.get("type")
    return usual if kind is None else text_at(f"{place}.type", kind)


def role_of(place: str, role: object, roles: Mapping[str, str]) -> str:
    """Who speaks, by the name it has here; `roles` are the names of the wire. Raises `Refused`: 400."""
    if not isinstance(role, str) or role not in roles:
        found = f" {role[:SHOWN]!r}" if isinstance(role, str) else ""
        words = f"{place}.role{found} must be one of {', '.join(roles)}."
        raise bad_request(words, param=f"{place}.role", allowed=list(roles))
    return roles[role]


def results_first(role: str, groups: Sequence[tuple[Part, ...]]) -> list[Message]:
    """What one side said at once, of which the results of tools become messages of their own, before the rest."""
    results = [Message("tool", parts) for parts in groups if isinstance(parts[0], ToolResult)]
    others = tuple([part for parts in groups if not isinstance(parts[0], ToolResult) for part in parts])
    return [*results, Message(role, others)] if others else results


def other(place: str, kind: str, refusal: Refused) -> Other:
    """A part that is read by some models only, with the refusal for those who have none of these."""
    return Other(place, kind, refusal.problem)


def readable(conversation: Conversation) -> Conversation:
    """The same. Raises `Refused`: 400 where it holds a part that is not read here."""
    for part in conversation.others:
        raise Refused(part.problem)
    return conversation


def effort_of(place: str, wanted: object) -> str | None:
    """How hard the model shall think. A word that nobody here knows is passed over, as models may know newer ones.

    Raises `Refused`: 400 for something else than a word.
    """
    if wanted is None:
        return None
    word = text_at(place, wanted)
    return word if word in _EFFORTS else None


def between(field: str, value: float | None, most: float) -> float:
    """From 0 to `most`; 1 where none is given. Raises `Refused`: 400."""
    if value is not None and not 0 <= value <= most:
        raise bad_request(f"{field} {value:g} must be from 0 to {most:g}.", param=field)
    return 1.0 if value is None else float(value)


def limit_of(field: str, wanted: int | None, usual: int) -> int:
    """The most tokens that may be written. More than anything here could write is brought back, as agents ask for all
    they can get. Raises `Refused`: 400.
    """
    if wanted is None:
        return usual
    if wanted < 1:
        raise bad_request(f"{field} {wanted} must be at least 1.", param=field)
    return min(wanted, MOST_TOKENS)


def one_answer(field: str, wanted: int | None) -> None:
    """Raises `Refused`: 400 where it is another number of answers."""
    if wanted not in (None, 1):
        words = f"{field} {wanted}: one answer is written per call; send the call {wanted} times."
        raise bad_request(words, param=field, allowed=[1])


def stops_of(field: str, found: Sequence[str] | None, most: int) -> tuple[str, ...]:
    """The answer ends before the first of these. Raises `Refused`: 400."""
    if found is not None and (len(found) > most or not all(found)):
        raise bad_request(f"{field} takes up to {most} texts, none of them empty.", param=field)
    return tuple(found or ())
