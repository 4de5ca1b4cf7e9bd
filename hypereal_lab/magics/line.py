"""`%hypereal`: cost, budget, jobs, models, nest and help, each a plain function of the lab."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from hypereal_lab.catalog import load
from hypereal_lab.errors import InputError
from hypereal_lab.magics import tables
from hypereal_lab.magics.guide import COMMANDS, guide_to, overview
from hypereal_lab.magics.options import KINDS, Option, whole
from hypereal_lab.magics.reading import read_options
from hypereal_lab.magics.words import nearest, split
from hypereal_lab.nesting import nested_loop
from hypereal_lab.workbench import Lab

__all__ = ["LINE_OPTIONS", "run_line"]

LINE_OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "cost": (
        Option("by", ("--by",), "what to sum by", "|".join(tables.BY), kinds=()),
        Option("days", ("--days",), "only the last days", "N", whole, kinds=()),
    ),
    "budget": (
        Option("per", ("--per",), "what it holds for", "session|notebook|month", kinds=()),
        Option("tag", ("--tag",), "the tag it holds for", "TAG", kinds=()),
    ),
}


def run_line(line: str, lab: Callable[[], Lab]) -> Any:
    """Do what the line says and return its answer. `lab` is asked only by commands that need one.

    Raises `InputError` for words that mean nothing, and what the command raises.
    """
    command, *words = split(line) or ["help"]
    if command not in COMMANDS:
        hint = f" A cell that makes something begins with %%hypereal {command}." if command in KINDS else ""
        raise InputError(
            f"%hypereal has no {command!r}.{nearest(command, COMMANDS)}{hint} `%hypereal help` lists what it has.",
            field="command",
        )
    if command == "help":  # its word may be an option
        return guide_to(words[0]) if words else overview()
    found, left = read_options(words, LINE_OPTIONS.get(command, ()), lambda flag: _unknown(command, flag))
    most = {"budget": 1, "jobs": 1, "models": len(left)}.get(command, 0)
    if len(left) > most:
        raise InputError(f"%hypereal {command} does not know what to do with {left[most]!r}.", field="line")
    return _ANSWERS[command](lab, left, found)


def _unknown(command: str, flag: str) -> NoReturn:
    known = [each for one in LINE_OPTIONS.get(command, ()) for each in one.flags]
    raise InputError(
        f"%hypereal {command} has no option {flag}.{nearest(flag, known)} `%hypereal help {command}` says more.",
        field=flag,
    )


def _cost(lab: Callable[[], Lab], _: list[str], found: dict[str, Any]) -> Any:
    return tables.cost(lab(), **found)


def _budget(lab: Callable[[], Lab], words: list[str], found: dict[str, Any]) -> Any:
    if not words and found:
        raise InputError("Say how many credits: %hypereal budget 50 --per session.", field="credits")
    if not words:
        return tables.budgets(lab())
    return lab().budget(words[0], **(found or {"per": "session"}))


def _jobs(lab: Callable[[], Lab], words: list[str], _: dict[str, Any]) -> Any:
    if words and words != ["resume"]:
        raise InputError(f"%hypereal jobs takes only `resume`, not {words[0]!r}.", field="line")
    return lab().jobs.resume() if words else lab().jobs


def _models(_: Callable[[], Lab], words: list[str], __: dict[str, Any]) -> Any:
    return tables.models(load(), words)


def _nest(_: Callable[[], Lab], __: list[str], ___: dict[str, Any]) -> Any:
    return nested_loop()


_ANSWERS: Mapping[str, Callable[[Callable[[], Lab], list[str], dict[str, Any]], Any]] = {
    "cost": _cost,
    "budget": _budget,
    "jobs": _jobs,
    "models": _models,
    "nest": _nest,
}
