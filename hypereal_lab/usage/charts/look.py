"""How all charts look: colours that hold on light and dark paper and for colour-blind eyes, and words around them."""

from __future__ import annotations

import re
from textwrap import wrap
from typing import Any

__all__ = ["BLUE", "COLOURS", "GREY", "INK", "INKS", "VERMILION", "amounts", "config", "lines", "named"]

INK = "currentColor"
"""Text and axes take the colour of the text around them, so that a chart follows the theme, also when it changes."""
INKS = {"light": ("#ffffff", "#2b2b2b"), "dark": ("#111111", "#e3e3e3")}
"""Paper and ink of files."""

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#858585"
COLOURS = (BLUE, "#B8860B", "#009E73", VERMILION, "#C26A9B", "#3D97CB")
"""After Okabe and Ito; the pale ones darkened, so that each stands out 3:1 from white and from black paper."""

_FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_LETTER = 7.9
"""Pixels of a usual letter of a title."""


def config() -> dict[str, Any]:
    """The part of a specification that says how things look."""
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"}
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {
            **text, "gridColor": INK, "gridOpacity": 0.12, "domainColor": INK, "domainOpacity": 0.35,
            "tickColor": INK, "tickOpacity": 0.35, "labelLimit": 180, "labelPadding": 5, "titlePadding": 8,
        },
        "legend": {
            **text, "labelLimit": 240, "symbolType": "square", "symbolSize": 90, "rowPadding": 4, "columnPadding": 14,
        },
        "header": {**text, "titleFontWeight": "bold", "labelFontSize": 12, "labelFontWeight": "bold"},
        "title": {
            "color": INK, "subtitleColor": INK, "anchor": "start", "frame": "bounds", "fontSize": 14, "fontWeight": 600,
            "subtitleFontSize": 11.5, "subtitlePadding": 5, "offset": 12, "lineHeight": 18, "subtitleLineHeight": 16,
        },
        "text": {"color": INK, "fontSize": 11},
        "rule": {"color": INK},
    }  # fmt: skip


def amounts() -> str:
    """How axes write amounts: with commas and without needless zeros."""
    return "abs(datum.value) >= 100000 ? format(datum.value, '.3~s') : format(datum.value, ',.6~g')"


def lines(text: str, width: int, *, letter: float = _LETTER) -> list[str]:
    """Words broken into lines that fit a chart so wide; names, dates and shares stay whole."""
    kept = re.sub(r"(?<=\d) (?=%|[A-Z][a-z]{2}\b)", "\u00a0", text)
    return wrap(kept, max(20, int(width / letter)), break_long_words=False, break_on_hyphens=False)


def named(finding: str, notes: list[str], width: int) -> dict[str, Any]:
    """The title: what the chart says, and below it what to keep in mind."""
    small = [line for note in notes for line in lines(note, width, letter=6.4)]
    return {"text": lines(finding, width), **({"subtitle": small} if small else {})}
