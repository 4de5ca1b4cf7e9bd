"""What the tabulator offers after `%hypereal` and `%%hypereal`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypereal_lab.catalog import load
from hypereal_lab.lab.audio import Audio
from hypereal_lab.lab.budget import SCOPES
from hypereal_lab.lab.chat import Chat
from hypereal_lab.lab.images import Images
from hypereal_lab.lab.models3d import Models3d
from hypereal_lab.lab.videos import Videos
from hypereal_lab.magics import tables
from hypereal_lab.magics.guide import COMMANDS
from hypereal_lab.magics.line import LINE_OPTIONS
from hypereal_lab.magics.options import KINDS, options_of

__all__ = ["completions"]

_MODEL_KINDS = {
    "image": Images.card_kinds,
    "edit": Images.card_kinds,
    "video": Videos.card_kinds,
    "chat": Chat.card_kinds,
    "speech": Audio.card_kinds,
    "model3d": Models3d.card_kinds,
}
"""Kinds of the catalogue that each kind of cell can use."""


def completions(line: str, symbol: str, namespace: Mapping[str, Any]) -> list[str]:
    """Words that begin with `symbol`, at the end of `line`."""
    magic, *words = line.split()
    if symbol and words and words[-1].endswith(symbol):
        words.pop()
    offered = _cell(words, namespace) if magic.startswith("%%") else _line(words)
    return sorted(one for one in offered if one.startswith(symbol))


def _cell(words: list[str], namespace: Mapping[str, Any]) -> Iterable[str]:
    if not words:
        return KINDS
    kind, last = words[0], words[-1]
    if last in ("-m", "--model"):
        return [model for each in _MODEL_KINDS.get(kind, ()) for model in load().ids(each)]
    if any(last in option.flags and option.names_things for option in options_of(kind)):
        return [name for name in namespace if not name.startswith("_")]
    return [flag for option in options_of(kind) for flag in option.flags]


def _line(words: list[str]) -> Iterable[str]:
    if not words:
        return COMMANDS
    command, last = words[0], words[-1]
    if last == "--by":
        return tables.BY
    if last == "--per":
        return SCOPES
    if command == "models":
        return sorted({card.kind for card in load().cards()})
    if command == "jobs":
        return ("resume",)
    if command == "help":
        return [*COMMANDS, *KINDS]
    return [flag for option in LINE_OPTIONS.get(command, ()) for flag in option.flags]
