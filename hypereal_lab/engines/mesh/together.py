"""Several things in one prompt: side by side, or one on another."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

from hypereal_lab.engines.mesh.kit import Part
from hypereal_lab.engines.mesh.words import names_of

__all__ = ["MOST", "Piece", "arranged", "pieces_of"]

MOST = 6
"""Things of one model."""
_ON = r"on top of|standing on|sitting on|lying on|on"
_SPLIT = re.compile(rf"\b({_ON}|and|next to|beside|with|near)\b|([,+])", re.IGNORECASE)
_NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5, "six": 6, "6": 6}
_COUNT = re.compile(rf"\b({'|'.join(_NUMBERS)})\b(?!\s*(?:mm|cm|m|met|inch))", re.IGNORECASE)
_GAP = 0.12
"""Between neighbours, in parts of the narrower one's width."""


class Piece(NamedTuple):
    """One thing and what is said of it."""

    words: str
    on_last: bool = False
    """Whether it carries the one before."""


def pieces_of(prompt: str, nouns: Collection[str]) -> list[Piece]:
    """The prompt cut where a new thing begins; words without one belong to the thing before them."""
    tokens = _SPLIT.split(prompt)
    found = [Piece(tokens[0])]
    for at in range(1, len(tokens), 3):
        joint, words = tokens[at] or tokens[at + 1], tokens[at + 2]
        if names_of(words, nouns) and names_of(found[-1].words, nouns) and joint.lower() != "with":
            found.append(Piece(words, on_last=re.fullmatch(_ON, joint.lower()) is not None))
        else:
            found[-1] = found[-1]._replace(words=f"{found[-1].words} {joint} {words}")
    return [copy for piece in found for copy in _copies(piece, nouns)][:MOST]


def arranged(things: list[tuple[Piece, list[Part]]]) -> list[Part]:
    """Each stands on the ground or on the next, which carries it; groups stand in a row."""
    groups: list[tuple[Piece, list[Part]]] = []
    for piece, parts in things:
        if piece.on_last and groups:
            _, high = _bounds(parts)
            riders = [groups.pop()]
            while groups and groups[-1][0] == riders[0][0]:  # copies of one thing go up together
                riders.append(groups.pop())
            row = _row([one for _, one in riders])
            groups.append((piece, [*_moved(row, y=_top(parts, high)), *parts]))
        else:
            groups.append((piece, parts))
    return _row([parts for _, parts in groups])


def _row(groups: list[list[Part]]) -> list[Part]:
    """Side by side, around the middle."""
    placed, right = list[Part](), 0.0
    for parts in groups:
        low, high = _bounds(parts)
        gap = _GAP * float(high[0] - low[0]) if placed else 0.0
        placed += _moved(parts, x=right + gap - float(low[0]))
        right += gap + float(high[0] - low[0])
    return _moved(placed, x=-right / 2)


def _copies(piece: Piece, nouns: Collection[str]) -> list[Piece]:
    """`three apples` are three."""
    found = _COUNT.search(piece.words)
    if piece.on_last or not found or not names_of(piece.words[found.end() :], nouns):
        return [piece]
    return [piece] * _NUMBERS[found[1].lower()]


def _bounds(parts: list[Part]) -> tuple[np.ndarray, np.ndarray]:
    points = np.concatenate([part.solid.points for part in parts])
    return points.min(axis=0), points.max(axis=0)


def _top(parts: list[Part], high: np.ndarray) -> float:
    """Where something in the middle comes to stand: the highest point under it, a little pressed in."""
    points = np.concatenate([part.solid.points for part in parts])
    middle = (np.abs(points[:, [0, 2]]) < 0.3 * np.abs(high[[0, 2]])).all(axis=1)
    return float(points[middle, 1].max()) if middle.any() else float(high[1])


def _moved(parts: list[Part], x: float = 0.0, y: float = 0.0) -> list[Part]:
    return [Part(part.solid.move(x, y), part.surface) for part in parts]
