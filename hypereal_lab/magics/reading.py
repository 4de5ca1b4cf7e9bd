"""From the words of a line to options and what is left, by a table of options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from hypereal_lab.errors import InputError
from hypereal_lab.lab.template import Template
from hypereal_lab.magics.options import KINDS, OPTIONS, Option, options_of
from hypereal_lab.magics.words import nearest, split

__all__ = ["Settings", "parse", "read_options"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The first line of a cell, read."""

    kind: str
    given: dict[str, Any] = field(default_factory=dict)
    """Arguments of the kind's method, by keyword; variables and paths still as words."""
    output: str | None = None
    dry_run: bool = False
    detach: bool = False
    help: bool = False


def parse(line: str) -> Settings:
    """Read `KIND [options]`. Raises `InputError` that names the word, with those that look alike."""
    words = split(line)
    kind = _kind(words.pop(0) if words else "")
    found, left = read_options(words, options_of(kind), lambda flag: _unknown(flag, kind))
    if left:
        raise InputError(
            f"{left[0]!r} is no option. The prompt begins on the second line; the first holds only options.",
            field="prompt",
        )
    own = {one.name: found.pop(one.name) for one in OPTIONS if one.own and one.name in found}
    if own.get("dry_run") and own.get("detach"):
        raise InputError("--dry-run sends nothing, so there is no job to --detach; leave one out.", field="detach")
    return Settings(kind, found, **own)


def read_options(
    words: Iterable[str], options: Iterable[Option], unknown: Callable[[str], NoReturn]
) -> tuple[dict[str, Any], list[str]]:
    """Values by name, and the words that belong to no option. Raises `InputError`."""
    flags = {flag: one for one in options for flag in one.flags}
    todo, left = list(words), list[str]()
    found: dict[str, Any] = {}
    while todo:
        flag, equals, value = todo.pop(0).partition("=")
        if not flag.startswith("-"):
            left.append(flag + equals + value)
            continue
        option = flags.get(flag) or unknown(flag)
        if option.name in found and not option.many:
            raise InputError(f"{flag} is said twice; say it once.", field=option.name)
        if equals and not option.metavar:
            raise InputError(f"{flag} is a switch and takes no value.", field=option.name)
        taken = [value] if equals else _taken(option, flag, todo, flags)
        found[option.name] = _value(option, flag, taken, found.get(option.name, []))
    return found, left


def _taken(option: Option, flag: str, todo: list[str], flags: Mapping[str, Option]) -> list[str]:
    """The words of an option, off the beginning of `todo`."""
    if not option.metavar:
        return []
    if not todo or todo[0] in flags:
        raise InputError(f"{flag} needs {option.metavar} after it: {option.about}.", field=option.name)
    taken = [todo.pop(0)]
    while option.many and todo and not todo[0].startswith("-"):
        taken.append(todo.pop(0))
    return taken


def _value(option: Option, flag: str, taken: list[str], before: list[Any]) -> Any:
    if not option.metavar:
        return True
    try:
        values = [word if Template(word).names and not option.own else option.read(word) for word in taken]
    except ValueError as error:
        raise InputError(f"{flag} is {error}, not {taken[0]!r}.", field=option.name) from None
    return [*before, *values] if option.many else values[0]


def _kind(word: str) -> str:
    if word in KINDS:
        return word
    said = f"there is no {word!r}" if word else "it is missing"
    raise InputError(
        f"After %%hypereal comes what to make: {', '.join(KINDS)}; {said}.{nearest(word, KINDS)}", field="kind"
    )


def _unknown(flag: str, kind: str) -> NoReturn:
    elsewhere = next((one for one in OPTIONS if flag in one.flags), None)
    if elsewhere is not None:
        raise InputError(f"{flag} is for {' and '.join(elsewhere.kinds)}, not for {kind}.", field=elsewhere.name)
    known = [each for one in options_of(kind) for each in one.flags]
    raise InputError(
        f"{kind} has no option {flag}.{nearest(flag, known)} `%hypereal help {kind}` lists them.", field=flag
    )
