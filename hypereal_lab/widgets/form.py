"""What is on the form of a prompt, as a call of the lab that is not sent yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset, Call
from hypereal_lab.lab.reference import ReferenceLike
from hypereal_lab.lab.spending import Spending
from hypereal_lab.widgets.kinds import Kind, Order, kind_of
from hypereal_lab.widgets.wording import Wording, notebook_variables

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Form", "replaced"]


@dataclass(frozen=True, slots=True)
class Form:
    """Plain values, as a page tells them."""

    lab: Session
    said: Mapping[str, Any]
    """`prompt`, `kind`, `model`, `fields`, `references` by their digests, and perhaps `variables` and `pick`."""

    @property
    def kind(self) -> Kind:
        """By its name, else by the model. Raises `InputError` for one that there is not."""
        named, model = self.said.get("kind"), self.said.get("model")
        return kind_of(named, self.lab.models.card(model) if model and not named else None)

    @property
    def model(self) -> str:
        """Its id."""
        return str(self.said.get("model") or self.kind.model)

    @property
    def fields(self) -> dict[str, Any]:
        """Those that say something."""
        given = dict(self.said.get("fields") or {})
        return {name: value for name, value in given.items() if value not in (None, "")}

    @property
    def wording(self) -> Wording:
        """The words before names and choices are replaced. Raises `InputError`."""
        given = {str(name): str(value) for name, value in dict(self.said.get("variables") or {}).items()}
        pick, text = self.said.get("pick") or 1, str(self.said.get("prompt") or "")
        if not isinstance(pick, int):
            raise InputError("pick is a whole number.", field="pick")
        return Wording(text, pick, given, notebook_variables(), self.kind.has_choices)

    @property
    def slots(self) -> Sequence[Asset]:
        """What its kind takes; the others wait for another kind. Raises `ShelfError` for what is gone."""
        given = [self.lab.shelf.asset(digest) for digest in self.said.get("references") or ()]
        return [one for one in given if one.kind in self.kind.slots]

    @property
    def is_whole(self) -> bool:
        """Whether it has the words that its call needs."""
        has_words = bool(str(self.said.get("prompt") or "").strip())
        return has_words or self.kind.is_wordless(self.lab.models.card(self.model))

    def call(self, slots: Sequence[ReferenceLike], *, draft: bool = False, **spending: Unpack[Spending]) -> Call:
        """With what goes into its slots. A draft may still be without words, since its price does not depend on them.

        Raises `InputError` for what the model does not take.
        """
        words = self.wording.words()
        said = words if words.strip() or not draft else "draft"
        return self.kind.call(self.lab, Order(said, self.model, self.fields, slots, spending))


def replaced(said: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a form that names and choices go by, where there is one."""
    found = {"variables": said.get("variables") or {}, "pick": said.get("pick") or 1}
    return {name: value for name, value in found.items() if value not in ({}, 1)}
