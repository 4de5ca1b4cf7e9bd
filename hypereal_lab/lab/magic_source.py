"""A recipe written as a cell of `%%hypereal`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.source import USUAL
from hypereal_lab.lab.written import words_of

__all__ = ["magic_source"]

_KINDS = ("image", "edit", "video", "chat", "speech", "model3d")
_WORDS = ("prompt", "text", "messages")
_FLAGS = {"n": "-n", "enable_pbr": "--pbr", "target_polycount": "--polycount"}
"""Flags that are not the name of the argument."""
_ROLES = {"first_frame": "--image", "last_frame": "--last-image", "image": "--image", "mask": "--mask"}
_VIEWS = ("front", "right", "back", "left")


def magic_source(recipe: Recipe) -> str:
    """The cell; where it names pictures, the cell that has to stand before it too.

    Raises `InputError` for what a cell cannot say.
    """
    if recipe.kind not in _KINDS:
        raise InputError(f"No cell of %%hypereal makes a {recipe.kind}; copy it as Python.", field="kind")
    things, names = _things(recipe)
    usual = USUAL.get(recipe.kind, {})
    options = [
        _option(name, value) for name, value in recipe.inputs.items() if name not in _WORDS and usual.get(name) != value
    ]
    options += _system(recipe)
    if recipe.take != 1:
        options.append(f"--take {recipe.take}")
    line = " ".join(["%%hypereal", recipe.kind, "--model", shlex.quote(recipe.model), *options, *names])
    cell = f"{line}\n{recipe.prompt}"
    return f"{things}\n# and in a cell of its own:\n\n{cell}" if things else cell


def _system(recipe: Recipe) -> list[str]:
    """What is said before the one message of a cell."""
    before = (recipe.inputs.get("messages") or [])[:-1]
    if any(one.get("role") != "system" for one in before) or len(before) > 1:
        raise InputError("A cell of %%hypereal says one message; copy it as Python.", field="messages")
    return [_option("system", words_of(one.get("content"))) for one in before]


def _option(name: str, value: Any) -> str:
    flag = _FLAGS.get(name, f"--{name.replace('_', '-')}")
    if value is True:
        return flag
    if value is False or isinstance(value, Mapping | list):
        raise InputError(f"A cell of %%hypereal cannot say {name}; copy it as Python.", field=name)
    return f"{flag} {shlex.quote(str(value))}"


def _things(recipe: Recipe) -> tuple[str, list[str]]:
    """Lines that give the pictures names, and the options with those names."""
    lines, flags = list[str](), dict[str, list[str]]()
    for number, one in enumerate(recipe.references, 1):
        name = f"img{number}"
        given = repr(one.url) if one.digest is None else f"lab.shelf.asset({one.digest[:16]!r})"
        lines.append(f"{name} = {given}\n")
        flag = "--images" if one.role in _VIEWS else _ROLES.get(one.role or "", "--reference")
        if one.role is None and recipe.kind == "edit":
            flag = "--image"
        flags.setdefault(flag, []).append(name)
    if len(flags.get("--image", ())) > 1:
        raise InputError("A cell of %%hypereal edits one picture; copy it as Python.", field="references")
    return "".join(lines), [f"{flag} {' '.join(names)}" for flag, names in flags.items()]
