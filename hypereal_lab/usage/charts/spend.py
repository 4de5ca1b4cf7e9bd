"""Credits over time, stacked by model."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypereal_lab.usage.charts.canvas import amount_axis, colours, drawn, nothing, time_axis, tips, values
from hypereal_lab.usage.charts.figures import about, date_words, exact, length, number, unknown_note
from hypereal_lab.usage.charts.ranking import Ranking, ranking
from hypereal_lab.usage.views.periods import periods
from hypereal_lab.usage.views.rows import collect

__all__ = ["spend", "unit_for"]

_WORDS = {"day": "Each day", "week": "Each week", "month": "Each month"}


def spend(rows: Any, unit: str | None, zone: str, width: int) -> Any:
    """Bars of a day, week or month each; a day without calls stays empty."""
    import altair as alt

    found = ranking(rows)
    notes = unknown_note(found.unknown)
    unit = unit or unit_for(rows)
    stacks = [one for one in _stacks(found, rows, unit, zone) if one["micros"]]
    if not stacks or not found.paid:
        return nothing("Nothing was spent yet", notes, width)
    bars = alt.Chart(values([{k: v for k, v in one.items() if k != "micros"} for one in stacks])).mark_bar(
        size=_thick(stacks, unit, width)
    )
    x = alt.X(
        "at:T",
        axis=time_axis(unit, max(3, width // 90)),
        scale=alt.Scale(type="utc", padding=max(4, width // 60)),
    )
    encoded = bars.encode(
        x=x,
        y=alt.Y("credits:Q", axis=amount_axis(), stack=True),
        color=colours(found.names, None, width),
        order=alt.Order("place:Q", sort="ascending"),
        tooltip=tips({"when": unit, "name": "model", "exact": "credits", "calls": "sent"}),
    )
    return drawn(encoded.properties(height=240), _finding(stacks, found, unit), notes, width)


def unit_for(rows: Any) -> str:
    """Days of up to ten weeks, weeks of up to a year and a half, else months."""
    import narwhals as nw

    (span,) = collect(rows.select(nw.col("time_us").max().alias("last"), nw.col("time_us").min().alias("first")))
    if span["first"] is None or span["last"] is None:
        return "day"
    days = (int(span["last"]) - int(span["first"])) / 86_400_000_000
    return "day" if days <= 70 else "week" if days <= 560 else "month"


def _stacks(found: Ranking, rows: Any, unit: str, zone: str) -> list[dict[str, Any]]:
    """Few rows: a period and a name of the chart each."""
    made = collect(periods(found.joined(rows), unit, "model", zone=zone))
    return [
        {
            "when": one[unit],
            "at": f"{one[unit]}T00:00:00Z",
            "name": one["model"],
            "place": found.names.index(one["model"]) if one["model"] in found.names else len(found.names),
            "micros": int(one["credits_micros"] or 0),
            "credits": length(one["credits_micros"] or 0),
            "exact": exact(one["credits_micros"]),
            "calls": number(int(one["calls"]), "call"),
        }
        for one in made
        if one[unit][:1].isdigit() and one["model"]
    ]


def _thick(stacks: list[dict[str, Any]], unit: str, width: int) -> float:
    first, last = (date.fromisoformat(end(one["when"] for one in stacks)) for end in (min, max))
    step = {"day": 1, "week": 7, "month": 30.4}[unit]
    bars = (last - first) / timedelta(days=step) + 1.5
    return round(min(42.0, max(1.0, width * (0.6 if width >= 480 else 0.72) / bars)), 1)


def _finding(stacks: list[dict[str, Any]], found: Ranking, unit: str) -> str:
    sums: dict[str, int] = {}
    for one in stacks:
        sums[one["when"]] = sums.get(one["when"], 0) + one["micros"]
    top = max(sums, key=lambda when: (sums[when], when))
    what = {"day": "on {}", "week": "in the week of {}", "month": "in the month of {}"}[unit].format(date_words(top))
    if len(sums) == 1:
        return f"{about(sum(sums.values()))} credits, all {what}"
    return f"{about(sum(sums.values()))} credits since {date_words(min(sums))}, the most {what}: {about(sums[top])}"
