"""A ring of what each model took."""

from __future__ import annotations

from typing import Any

from hypereal_lab.usage.charts.by_model import finding
from hypereal_lab.usage.charts.canvas import NARROW, colours, drawn, nothing, tips, values
from hypereal_lab.usage.charts.figures import about, exact, length, number, percent, unknown_note
from hypereal_lab.usage.charts.ranking import Ranking, ranking

__all__ = ["share"]


def share(rows: Any, width: int) -> Any:
    """Parts of the whole, the greatest first; the legend has the numbers, so that no label must fit into a slice."""
    import altair as alt

    found = ranking(rows)
    notes = [*unknown_note(found.unknown), *_given_back(found)]
    if not found.paid:
        return nothing(finding(found), notes, width)
    slices = _slices(found)
    names = [one["name"] for one in slices]
    width = min(width, 520)
    radius = 92 if width < NARROW else 104
    base = alt.Chart(values(slices)).encode(
        theta=alt.Theta("credits:Q", stack=True, sort=None),
        order=alt.Order("place:Q"),
        color=colours(names, None, width),
        tooltip=tips({"model": "model", "exact": "credits", "part": "share", "calls": "sent"}),
    )
    ring = base.mark_arc(innerRadius=radius * 0.62, outerRadius=radius, padAngle=0.015, cornerRadius=2)
    total = sum(int(row["credits_micros"]) for row in found.paid)
    middle = alt.Chart(values([{"words": about(total), "of": "credits"}]))
    figure = middle.mark_text(fontSize=22, fontWeight=600, dy=-6).encode(text="words:N")
    unit = middle.mark_text(fontSize=12, dy=15, opacity=0.8).encode(text="of:N")
    layered = alt.layer(ring, figure, unit).properties(height=2 * radius + 12)
    return drawn(layered, finding(found), notes, width)


def _slices(found: Ranking) -> list[dict[str, Any]]:
    total = sum(int(row["credits_micros"]) for row in found.paid)
    groups = [(row["model"], [row]) for row in found.paid if row["model"] in found.named]
    if found.rest:
        groups.append((found.rest, [row for row in found.paid if row["model"] not in found.named]))
    return [_slice(place, name, rows, total) for place, (name, rows) in enumerate(groups)]


def _slice(place: int, model: str, rows: list[dict[str, Any]], total: int) -> dict[str, Any]:
    micros = sum(int(row["credits_micros"]) for row in rows)
    part = percent(micros / total)
    return {
        "name": f"{model}  {part}",
        "model": model,
        "place": place,
        "credits": length(micros),
        "exact": exact(micros),
        "part": part,
        "calls": number(sum(int(row["calls"]) for row in rows), "call"),
    }


def _given_back(found: Ranking) -> list[str]:
    """A ring has no place for less than nothing."""
    many = sum(int(row["credits_micros"] or 0) < 0 for row in found.rows)
    return [f"{number(many, 'model')} got back more than was charged and cannot be part of a ring."] if many else []
