"""Bars of credits per model."""

from __future__ import annotations

from typing import Any

from hypereal_lab.usage.charts.canvas import OTHER, amount_axis, drawn, nothing, tips, values
from hypereal_lab.usage.charts.figures import about, exact, length, number, percent, unknown_note
from hypereal_lab.usage.charts.look import BLUE, GREY
from hypereal_lab.usage.charts.ranking import Ranking, ranking

__all__ = ["by_model", "finding"]

_BARS = 15


def by_model(rows: Any, width: int) -> Any:
    """The dearest on top, in one colour because there is one measure."""
    import altair as alt

    found = ranking(rows)
    notes = unknown_note(found.unknown)
    if not found.paid:
        return nothing(finding(found), notes, width)
    y = alt.Y("model:N", sort=None, title=None)
    bars = alt.Chart(values(_bars(found))).encode(
        y=y, tooltip=tips({"model": "model", "exact": "credits", "share": "share", "calls": "sent"})
    )
    grey = alt.condition(f"indexof(datum.model, '{OTHER}') == 0", alt.value(GREY), alt.value(BLUE))
    drawing = bars.mark_bar(cornerRadiusEnd=2, size=18).encode(x=alt.X("credits:Q", axis=amount_axis()), color=grey)
    words = bars.mark_text(align="left", dx=5).encode(x="credits:Q", text="label:N")
    layered = alt.layer(drawing, words).properties(height=alt.Step(26))
    return drawn(layered, finding(found), notes, width)


def finding(found: Ranking) -> str:
    """Who took most."""
    if not found.paid:
        return "Nothing was spent yet"
    first = found.paid[0]
    part = percent(first["credits_micros"] / max(found.total, first["credits_micros"]))
    return f"{first['model']} took {part} of {about(found.total)} credits"


def _bars(found: Ranking) -> list[dict[str, Any]]:
    rows = [_bar(row["model"], [row], found.total) for row in found.paid[:_BARS]]
    rest = found.paid[_BARS:]
    return [*rows, _bar(f"{OTHER} ({len(rest)})", rest, found.total)] if rest else rows


def _bar(name: str, rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    micros = sum(int(row["credits_micros"]) for row in rows)
    return {
        "model": name,
        "credits": length(micros),
        "exact": exact(micros),
        "label": about(micros),
        "share": percent(micros / max(total, micros)),
        "calls": number(sum(int(row["calls"]) for row in rows), "call"),
    }
