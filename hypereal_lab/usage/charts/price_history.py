"""What a unit of each model really cost, period by period."""

from __future__ import annotations

from typing import Any

from hypereal_lab.usage.charts.canvas import NARROW, amount_axis, drawn, nothing, time_axis, tips, values
from hypereal_lab.usage.charts.figures import about, date_words, exact, length, number
from hypereal_lab.usage.charts.look import BLUE
from hypereal_lab.usage.charts.ranking import ranking
from hypereal_lab.usage.charts.spend import unit_for
from hypereal_lab.usage.views.price_history import price_history as history
from hypereal_lab.usage.views.rows import collect

__all__ = ["price_history"]

_PANELS = 6
_PER = {"token": (1_000, "1,000 tokens")}


def price_history(rows: Any, unit: str | None, zone: str, width: int) -> Any:
    """A small panel for each of the dearest models, each with a scale of its own that begins at nothing."""
    import altair as alt

    found, unit = ranking(rows), unit or unit_for(rows)
    shown = [row["model"] for row in found.paid[:_PANELS]]
    kept = rows.filter(_among(shown)) if shown else rows
    panels = _panels(collect(history(kept, unit, zone=zone)), unit, shown) if shown else {}
    if not panels:
        return nothing("No price was paid yet", [], width)
    columns = 1 if width < NARROW else 2 if width < 900 else 3
    inner = max(120, (width - 44 - (columns - 1) * 62) // columns)
    span = [min(p["at"] for one in panels.values() for p in one), max(p["at"] for one in panels.values() for p in one)]
    charts = [_panel(alt, name, points, inner, unit, span) for name, points in panels.items()]
    chart = alt.concat(*charts, columns=columns, spacing={"row": 74, "column": 62}, bounds="flush")
    left = len(found.paid) - len(shown)
    notes = [f"The {len(shown)} dearest of {len(found.paid)} models."] if left else []
    return drawn(chart, _finding(panels, unit), notes, width, fit=False)


def _among(shown: list[str]) -> Any:
    import narwhals as nw

    return nw.col("model").is_in(shown)


def _panels(found: list[dict[str, Any]], unit: str, shown: list[str]) -> dict[str, list[dict[str, Any]]]:
    panels: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(found, key=lambda row: (shown.index(row["model"]), row["unit"], row[unit])):
        if not one[unit][:1].isdigit() or one["credits_per_unit_micros"] is None:
            continue
        times, per = _PER.get(one["unit"], (1, one["unit"]))
        micros = round(int(one["credits_micros"]) * times / int(one["units"]))
        panels.setdefault(f"{one['model']}, credits for {_article(per)}", []).append(
            {
                "at": f"{one[unit]}T00:00:00Z",
                "when": one[unit],
                "price": length(micros),
                "micros": micros,
                "exact": exact(micros),
                "calls": number(int(one["calls"]), "call"),
                "unit": one["unit"],
            }
        )
    return panels


def _article(per: str) -> str:
    return per if per[:1].isdigit() else f"{'an' if per[:1] in 'aeiou' else 'a'} {per}"


def _panel(alt: Any, name: str, points: list[dict[str, Any]], inner: int, unit: str, span: list[str]) -> Any:
    x = alt.X(
        "at:T", title=None, scale=alt.Scale(type="utc", domain=span),
        axis=time_axis(unit, max(2, inner // 80)),
    )  # fmt: skip
    y = alt.Y(
        "price:Q",
        axis=amount_axis(None, ticks=3),
        scale=alt.Scale(domain=[0, 1.25 * max(one["price"] for one in points)], nice=False),
    )
    base = alt.Chart(values(points)).encode(
        x=x,
        y=y,
        tooltip=tips({"when": unit, "exact": "credits", "calls": "sent"}),
    )
    line = base.mark_line(color=BLUE, interpolate="step-after", strokeWidth=2)
    dots = base.mark_circle(color=BLUE, size=14, opacity=1)
    model, _, what = name.partition(", ")
    title = alt.TitleParams(model, subtitle=what, fontSize=12, offset=6, subtitleFontSize=11, frame="group")
    return alt.layer(line, dots).properties(title=title, width=inner, height=96)


def _finding(panels: dict[str, list[dict[str, Any]]], unit: str) -> str:
    """The steadiest change: from one price to another, each held for three periods at least."""
    steps = [(step, name) for name, points in panels.items() if (step := _step(points)) is not None]
    if not steps:
        return f"No price of the {number(len(panels), 'dearest model')} moved for good"
    (before, after, when), name = max(steps, key=lambda one: abs(one[0][1] - one[0][0]) / max(1, one[0][0]))
    model, _, what = name.partition(", credits for ")
    return f"{model} went from {about(before)} to {about(after)} credits for {what} on {date_words(when)}"


def _step(points: list[dict[str, Any]]) -> tuple[int, int, str] | None:
    """Where the price moved by a twentieth or more and stayed; not for tokens, whose mean price is a mixture."""
    amounts = [one["micros"] for one in points]
    if not points or points[0]["unit"] == "token":
        return None
    for place in range(3, len(amounts) - 2):
        before, after = amounts[place - 3 : place], amounts[place : place + 3]
        if len({*before}) == 1 == len({*after}) and abs(after[0] - before[0]) * 20 >= max(1, before[0]):
            return before[0], after[0], points[place]["when"]
    return None
