"""The words of a prompt as they are sent: `{a|b}` chosen by a number, then `{{names}}` filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from IPython.core.getipython import get_ipython

from hypereal_lab.errors import InputError
from hypereal_lab.lab.template import Template
from hypereal_lab.lab.wildcards import Wildcards
from hypereal_lab.widgets.twin import shortened

__all__ = ["Wording", "notebook_variables"]


def notebook_variables() -> Mapping[str, Any]:
    """Those of the notebook; none outside of IPython."""
    shell = get_ipython()
    return {} if shell is None else shell.user_ns


@dataclass(frozen=True, slots=True)
class Wording:
    """Words as they were typed, and what decides about them."""

    text: str
    pick: int = 1
    """Another number chooses otherwise."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Values that were typed for names; they come before variables of the notebook."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    has_choices: bool = True

    @property
    def choices(self) -> bool:
        """Whether another number might choose otherwise."""
        return self.has_choices and Wildcards(self.text).any

    def words(self) -> str:
        """What is sent. Raises `InputError` for a name without a value; values are not read again."""
        chosen = Wildcards(self.text).chosen(self.pick) if self.choices else self.text
        return Template(chosen).fill(self.variables, self.given)

    def facts(self) -> dict[str, Any] | None:
        """For the page: the words, whether there are `choices`, and each name with its value; None where nothing is
        replaced.
        """
        names = Template(self.text).names
        if not names and not self.choices:
            return None
        try:
            words: str | None = self.words()
        except InputError:
            words = None
        return {"text": words, "choices": self.choices, "names": {name: self._value(name) for name in names}}

    def _value(self, name: str) -> str | None:
        try:
            return shortened(Template(f"{{{{{name}}}}}").fill(self.variables, self.given), 80)
        except InputError:
            return None
