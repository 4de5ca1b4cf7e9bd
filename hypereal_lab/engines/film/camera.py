"""Where the camera looks from at each moment: plain functions of time."""

from __future__ import annotations

import re
from math import pi, sin
from typing import NamedTuple

import numpy as np

__all__ = ["STILL", "View", "choose_move", "smooth", "view", "without_moves"]


class View(NamedTuple):
    """A part of the still."""

    zoom: float
    """1 shows all of it."""
    x: float = 0.0
    """From the middle, as a part of the room that the zoom leaves: -1 is the left edge, 1 the right one."""
    y: float = 0.0


STILL = View(1.0)

_MOVES = {
    "out": r"zoom(s|ing)? out|pull(s|ing)? (back|out)|dolly out|reveal\w*|zoom-out",
    "in": r"zoom(s|ing)? in|zoom|push(es|ing)? in|dolly in|closer|close-?up|move(s)? towards?|approach\w*|zoom-in",
    "left": r"pan(s|ning)? (to the )?left|(moves?|sweeps?|truck) (to the )?left|leftwards?",
    "right": r"pan(s|ning)?( (to the )?right)?|(moves?|sweeps?|truck) (to the )?right|rightwards?|tracking|follow\w*",
    "up": r"tilt(s|ing)?( up)?|crane( up)?|rise[sn]?|rising|ascend\w*|pan(s|ning)? up",
    "down": r"tilt(s|ing)? down|crane down|descend\w*|pan(s|ning)? down",
    "orbit": r"orbit\w*|around|circl\w+|arc|sway\w*|rotat\w+",
    "static": r"static|still camera|locked[- ]off|tripod|fixed camera|no camera",
    "drift": r"drift\w*|float\w*|handheld|hand-held|glid\w+|aerial|drone",
}
"""Words for each move; where several fit, the one that is said first, and of those at one place the longest."""
_CAMERA = re.compile(
    r"\b(?:(?:with )?(?:an? |the )?(?:slow |fast |smooth |gentle |static |still |fixed |handheld |moving )*"
    r"camera(?: (?:moves?|pans?|zooms?|orbits?|tilts?|rises?|drifts?|glides?|circles?|follows?|stays|is))?"
    r"(?: (?:movement|shot))?"
    r"|zoom(?:s|ing)? (?:in|out)|close-?up|static shot|locked[- ]off|tripod|drone shot|aerial shot)\b",
    re.IGNORECASE,
)
"""What is said of the camera and would be taken for a thing in the scene."""
_BY_CHANCE = ("in", "in", "out", "left", "right", "up", "orbit", "drift")
_WITH_PICTURE = ("in", "in", "left", "right", "orbit", "drift")
"""None that would have to begin with only a part of the picture."""
_NEAR, _FAR = 1.24, 1.05
"""Zoom at the two ends of a ride."""


def choose_move(prompt: str, rng: np.random.Generator, *, with_picture: bool = False) -> str:
    """The move that the words ask for, else one by chance."""
    words = prompt.lower()
    found = [(hit.start(), -len(hit[0]), name) for name, asked in _MOVES.items() for hit in _hits(asked, words)]
    if found:
        return min(found)[2]
    return str(rng.choice(_WITH_PICTURE if with_picture else _BY_CHANCE))


def without_moves(prompt: str) -> str:
    """The words without those for the camera, so that no camera is drawn."""
    return _CAMERA.sub(" ", prompt)


def view(move: str, part: float, seconds: float, *, from_all: bool = False) -> View:
    """The view at a part (0 to 1) of the film, so many seconds after its begin.

    `from_all` begins with the whole still, as a film from a picture has to, and goes over into the move.
    """
    seen = _VIEWS[move](_ease(part), seconds)
    if not from_all or move == "out":
        return seen
    share = smooth(part / 0.75)
    return View(1 + (seen.zoom - 1) * share, seen.x * share, seen.y * share)


def smooth(part: float) -> float:
    """0 to 1 without a jerk at either end."""
    part = min(1.0, max(0.0, part))
    return part * part * part * (part * (part * 6 - 15) + 10)


def _ease(part: float) -> float:
    """Mostly steady, softer at the ends: a camera that is moving when the film begins."""
    return 0.4 * part + 0.6 * smooth(part)


def _between(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


_VIEWS = {
    "in": lambda e, s: View(_between(_FAR, _NEAR, e), 0.15 * sin(s * 0.5), 0.4 * e),
    "out": lambda e, s: View(_between(_NEAR, _FAR, e), 0.15 * sin(s * 0.5), 0.4 - 0.4 * e),
    "left": lambda e, s: View(1.17, _between(0.85, -0.85, e), 0.12 * sin(s * 0.45)),
    "right": lambda e, s: View(1.17, _between(-0.85, 0.85, e), 0.12 * sin(s * 0.45)),
    "up": lambda e, s: View(1.18, 0.12 * sin(s * 0.45), _between(0.7, -0.4, e)),
    "down": lambda e, s: View(1.18, 0.12 * sin(s * 0.45), _between(-0.4, 0.7, e)),
    "orbit": lambda e, s: View(1.12 + 0.05 * sin(pi * e), 0.7 * sin(pi * (2 * e - 0.5) * 0.5), 0.4),
    "static": lambda e, s: View(1.02),
    "drift": lambda e, s: View(_between(1.09, 1.15, e), 0.5 * sin(0.55 * s + 0.4), 0.4 * sin(0.38 * s)),
}


def _hits(asked: str, words: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"\b(?:{asked})\b", words))
