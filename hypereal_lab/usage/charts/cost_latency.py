"""What a call costs against how long it takes."""

from __future__ import annotations

import math
from typing import Any

from hypereal_lab.usage.charts.canvas import OTHER, amount_axis, colours, drawn, nothing, tips, values
from hypereal_lab.usage.charts.figures import about, exact, length, number
from hypereal_lab.usage.charts.labels import MARGIN, placed
from hypereal_lab.usage.charts.look import COLOURS
from hypereal_lab.usage.charts.ranking import ranking
from hypereal_lab.usage.views.rows import NONE

__all__ = ["cost_latency"]

_DOTS, _HEIGHT = 60, 300


def cost_latency(rows: Any, width: int) -> Any:
    """A dot for each model: middle seconds and mean credits of a call, as large as what it took in all."""
    import altair as alt

    found = ranking(rows)
    dots = [_dot(row) for row in found.rows if _drawable(row)]
    missing = len(found.rows) - len(dots)
    notes = [f"{number(missing, 'model')} without a known price or time {'is' if missing == 1 else 'are'} not shown."]
    if not dots:
        return nothing("No call has both a price and a time yet", notes if missing else [], width)
    shown = dots[:_DOTS]
    kinds = _kinds(shown)
    for dot in shown:
        dot |= {"name": kinds[dot["kind"]], "size": 50 + round(600 * dot["total"] / shown[0]["total"])}
    names = sorted(set(kinds.values()), key=lambda name: (name.startswith(OTHER), name))
    placed(shown, width, _HEIGHT)
    across = amount_axis("seconds of the middle call", values=_ticks("seconds", shown))
    down = amount_axis("credits of a call", values=_ticks("per_call", shown))
    base = alt.Chart(values(shown)).encode(
        x=alt.X("seconds:Q", scale=_log("seconds", shown), axis=across),
        y=alt.Y("per_call:Q", scale=_log("per_call", shown), axis=down),
        tooltip=tips({
                "model": "model", "kind": "kind", "each": "credits of a call",
                "took": "middle call", "exact": "credits in all", "calls": "sent",
            }),
    )  # fmt: skip
    size = alt.Size("size:Q", scale=None)
    marks = base.mark_circle(opacity=0.85).encode(color=colours(names, None, width), size=size)
    places = {name: alt.expr(f"datum.{name}") for name in ("dx", "dy", "align")}
    words = base.transform_filter("datum.align != 'none'").mark_text(**places).encode(text="model:N")
    chart = alt.layer(marks, words).properties(height=_HEIGHT)
    return drawn(chart, _finding(shown), notes if missing else [], width)


def _drawable(row: dict[str, Any]) -> bool:
    seconds = row["median_seconds"]
    return bool(
        seconds is not None
        and seconds == seconds
        and seconds > 0
        and row["calls"]
        and int(row["credits_micros"] or 0) > 0
    )


def _dot(row: dict[str, Any]) -> dict[str, Any]:
    micros = int(row["credits_micros"])
    each = round(micros / max(1, int(row["calls"]) - int(row["unknown"])))
    return {
        "model": row["model"],
        "kind": row["kind"] or NONE,
        "seconds": round(float(row["median_seconds"]), 4),
        "took": f"{float(row['median_seconds']):,.3g} s",
        "per_call": length(each),
        "each": exact(each),
        "total": length(micros),
        "exact": exact(micros),
        "calls": number(int(row["calls"]), "call"),
    }


def _kinds(dots: list[dict[str, Any]]) -> dict[str, str]:
    """Kinds with a colour of their own, by what they took; the rest are one."""
    seen = list(dict.fromkeys(dot["kind"] for dot in dots))
    return {kind: kind if place < len(COLOURS) else "other kinds" for place, kind in enumerate(seen)}


def _log(name: str, dots: list[dict[str, Any]]) -> Any:
    import altair as alt

    low, high = min(dot[name] for dot in dots), max(dot[name] for dot in dots)
    return alt.Scale(type="log", domain=[low / MARGIN, high * MARGIN], nice=False)


def _ticks(name: str, dots: list[dict[str, Any]]) -> list[float]:
    """1, 2, 5, 10, ... within the scale; only 1, 10, 100 where it is long."""
    low, high = min(dot[name] for dot in dots) / MARGIN, max(dot[name] for dot in dots) * MARGIN
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if high / low < 5_000 else (1,)
    return [float(f"{step}e{power}") for power in powers for step in steps if low <= float(f"{step}e{power}") <= high]


def _finding(dots: list[dict[str, Any]]) -> str:
    dear, slow = max(dots, key=lambda dot: dot["per_call"]), max(dots, key=lambda dot: dot["seconds"])
    cost = f"{about(round(dear['per_call'] * 1_000_000))} credits a call"
    if len(dots) == 1:
        return f"A call of {dear['model']} takes {dear['took']} and costs {cost.removesuffix(' a call')}"
    if dear is slow:
        return f"{dear['model']} is both the dearest ({cost}) and the slowest ({dear['took']})"
    return f"{dear['model']} is the dearest ({cost}), {slow['model']} the slowest ({slow['took']})"
