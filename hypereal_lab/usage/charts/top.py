"""The dearest calls, one bar each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypereal_lab.usage.charts.canvas import NARROW, OTHER, amount_axis, colours, drawn, nothing, tips, values
from hypereal_lab.usage.charts.figures import about, date_words, exact, length, percent, unknown_note
from hypereal_lab.usage.charts.look import COLOURS, INK
from hypereal_lab.usage.reading.moments import EPOCH
from hypereal_lab.usage.views.by import total
from hypereal_lab.usage.views.rows import NONE, collect
from hypereal_lab.usage.views.top import top as dearest

__all__ = ["top"]


def top(rows: Any, n: int, width: int) -> Any:
    """Coloured by model; the words of a call are in its tooltip."""
    import altair as alt

    sums, calls = total(rows), [one for one in collect(dearest(rows, n)) if int(one["credits_micros"]) > 0]
    notes = unknown_note(sums["unknown"])
    if not calls:
        return nothing("Nothing was spent yet", notes, width)
    names = list(dict.fromkeys(one["model"] or NONE for one in calls))
    named = {name: name if place < len(COLOURS) else OTHER for place, name in enumerate(names)}
    bars = [_bar(place, one, named, width) for place, one in enumerate(calls)]
    if len(names) == 1:
        notes.insert(0, f"All of {names[0]}.")
    color = colours(list(dict.fromkeys(named.values())), None, width) if len(names) > 1 else alt.value(COLOURS[0])
    base = alt.Chart(values(bars)).encode(
        x=alt.X("credits:Q", axis=amount_axis()),
        y=alt.Y("place:O", sort=None, title=None, axis=alt.Axis(labelExpr=_labels(bars), labelLimit=220)),
        color=color,
        tooltip=tips(
            {
                "when": "time (UTC)",
                "model": "model",
                "exact": "credits",
                "status": "status",
                "run": "call",
                "notebook": "notebook",
                "words": "words",
            }
        ),
    )
    words = base.mark_text(align="left", dx=5).encode(text="short:N", color=alt.value(INK))
    chart = alt.layer(base.mark_bar(cornerRadiusEnd=2, size=16), words)
    return drawn(chart.properties(height=alt.Step(23)), _finding(calls, sums["credits_micros"]), notes, width)


def _bar(place: int, one: dict[str, Any], named: dict[str, str], width: int) -> dict[str, Any]:
    when = None if one["time_us"] is None else EPOCH + timedelta(microseconds=int(one["time_us"]))
    day = "no time" if when is None else f"{date_words(when.date().isoformat())} {when:%H:%M}"
    what = one["notebook"] if one["notebook"] and width >= NARROW else ""
    return {
        "place": place,
        "label": f"{day}  {what}".strip(),
        "name": named[one["model"] or NONE],
        "model": one["model"] or NONE,
        "credits": length(one["credits_micros"]),
        "short": about(int(one["credits_micros"])),
        "exact": exact(one["credits_micros"]),
        "when": "unknown" if when is None else f"{when:%Y-%m-%d %H:%M:%S}",
        "status": one["status"],
        "run": one["run"],
        "notebook": one["notebook"],
        "words": (one["prompt"] or "")[:80],
    }


def _labels(bars: list[dict[str, Any]]) -> str:
    """Two calls of one minute have equal labels, so that the axis counts places and only shows the words."""
    import json

    return f"{json.dumps([bar['label'] for bar in bars])}[datum.value]"


def _finding(calls: list[dict[str, Any]], spent: int) -> str:
    taken = sum(int(one["credits_micros"]) for one in calls)
    who = "The dearest call" if len(calls) == 1 else f"The {len(calls)} dearest calls"
    if spent <= 0 or taken > spent:
        return f"{who} took {about(taken)} credits"
    first = about(int(calls[0]["credits_micros"]))
    if len(calls) > 1 and calls[0]["credits_micros"] == calls[-1]["credits_micros"]:
        return f"{who} cost {first} credits each, {percent(taken / spent)} of {about(spent)}"
    return f"{who} took {percent(taken / spent)} of {about(spent)} credits, the first of them {first}"
