"""The tree of a conversation: turns, what was asked anew in their place, and the branch that is gone on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.turn import Turn

__all__ = ["Branches", "Place"]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One turn in the tree, and all that was said up to its end."""

    turn: Turn
    before: Place | None
    messages: tuple[Mapping[str, Any], ...]
    pictures: tuple[Asset | str, ...]

    def path(self) -> tuple[Turn, ...]:
        """The turns from the first to this one."""
        found = [self.turn]
        place = self.before
        while place is not None:
            found.append(place.turn)
            place = place.before
        return tuple(reversed(found))


class Branches:
    """All that was said in one conversation. A new version of a turn stands beside the old one; nothing is lost."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self.tip: Place | None = None
        """The last turn of the branch that is gone on with."""

    def keep(self, place: Place) -> None:
        """A turn was said; the conversation goes on after it."""
        self._places.append(place)
        self.tip = place

    def place(self, turn: Turn) -> Place:
        """Where a turn stands. Raises `InputError` for one of another conversation."""
        for place in self._places:
            if place.turn is turn:
                return place
        raise InputError("This turn is not of this conversation; see its .turns and .branches.", field="turn")

    def versions(self, turn: Turn) -> tuple[Turn, ...]:
        """The turn and those that were said in its place, the oldest first."""
        before = self.place(turn).before
        return tuple(one.turn for one in self._places if one.before is before)

    def tips(self) -> Sequence[Place]:
        """The ends of all branches, the oldest first."""
        inner = {id(one.before) for one in self._places}
        return [one for one in self._places if id(one) not in inner]

    def go_to(self, turn: Turn) -> None:
        """Go on with the branch that this turn is in: of several, the one that was said last."""
        wanted = self.place(turn)
        on = {id(wanted)}
        for place in self._places:  # a turn stands behind the one it follows
            if id(place.before) in on:
                on.add(id(place))
        self.tip = next(one for one in reversed(self._places) if id(one) in on)
