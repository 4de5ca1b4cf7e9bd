"""A ladder for each sort of thing made: what one of it cost, the cheapest first."""

from __future__ import annotations

from typing import Any

from hypereal_lab.usage.charts.canvas import OTHER, drawn, nothing, tips, values
from hypereal_lab.usage.charts.figures import about, exact, length, number, unknown_note
from hypereal_lab.usage.charts.look import BLUE
from hypereal_lab.usage.views.rows import collect
from hypereal_lab.usage.views.unit_cost import unit_cost as ladder

__all__ = ["unit_cost"]

_STEPS = {
    "per_image_micros": "a picture",
    "per_second_micros": "a second of film",
    "per_minute_micros": "a minute of sound",
    "per_1000_tokens_micros": "1,000 tokens",
    "per_mesh_micros": "a model in 3D",
}
_RUNGS, _AXIS = 8, 190


def unit_cost(rows: Any, width: int) -> Any:
    """Each ladder has a scale of its own, since pictures and seconds do not compare."""
    import altair as alt

    found = collect(ladder(rows))
    notes = unknown_note(sum(int(row["unknown"]) for row in found))
    ladders = {what: rungs for name, what in _STEPS.items() if (rungs := _rungs(found, name))}
    if not ladders:
        return nothing("Nothing was made yet that has a price", notes, width)
    left = max(len(rung["model"]) for rungs in ladders.values() for rung in rungs)
    inner = max(80, width - min(_AXIS, 12 + round(6.3 * left)) - 60)
    charts = [_ladder(alt, what, rungs, inner) for what, rungs in ladders.items()]
    notes.append("Failed tries are part of the price.")
    return drawn(alt.vconcat(*charts, spacing=14), _finding(ladders), notes, width, fit=False)


def _rungs(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    priced = sorted((row for row in found if row[name] is not None), key=lambda row: (row[name], row["model"]))
    if name == "per_1000_tokens_micros":
        priced = [row for row in priced if int(row[name]) > 0]
    kept = priced if len(priced) <= _RUNGS else [*priced[: _RUNGS // 2], *priced[-_RUNGS // 2 :]]
    left_out = len(priced) - len(kept)
    rungs = [_rung(row, name) for row in kept]
    if left_out:
        gap = {"model": f"{OTHER} ({left_out})", "credits": None, "label": "between", "exact": "between", "calls": ""}
        rungs.insert(_RUNGS // 2, gap)
    return rungs


def _rung(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "model": row["model"],
        "credits": length(row[name]),
        "label": about(int(row[name])),
        "exact": exact(row[name]),
        "calls": number(int(row["calls"]), "call"),
    }


def _ladder(alt: Any, what: str, rungs: list[dict[str, Any]], inner: int) -> Any:
    base = alt.Chart(values(rungs)).encode(
        y=alt.Y("model:N", sort=None, title=None, axis=alt.Axis(labelLimit=_AXIS - 12, ticks=False, domain=False)),
        tooltip=tips({"model": "model", "exact": f"credits for {what}", "calls": "sent"}),
    )
    x = alt.X("credits:Q", axis=None, scale=alt.Scale(zero=True))
    bars = base.mark_bar(color=BLUE, size=14, cornerRadiusEnd=2).encode(x=x)
    words = base.mark_text(align="left", dx=5).encode(x=x, text="label:N")
    title = alt.TitleParams(f"Credits for {what}", fontSize=12, offset=6, frame="group")
    return alt.layer(bars, words).properties(title=title, width=inner, height=alt.Step(22))


def _finding(ladders: dict[str, list[dict[str, Any]]]) -> str:
    wide = {what: rungs for what, rungs in ladders.items() if len(rungs) > 1}
    if not wide:
        what, rungs = next(iter(ladders.items()))
        return f"{_begun(what)} of {rungs[0]['model']} cost {rungs[0]['label']} credits"
    what, rungs = next(iter(wide.items()))
    cheap, dear = rungs[0], rungs[-1]
    return (
        f"{_begun(what)} cost {cheap['label']} credits with {cheap['model']} and {dear['label']} with {dear['model']}"
    )


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]
