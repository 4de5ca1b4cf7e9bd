"""From rows to a finished chart: the same data, title, size and alternative text for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import InputError
from hypereal_lab.usage.charts.drawing import Drawing
from hypereal_lab.usage.charts.look import COLOURS, GREY, amounts, config, named

if TYPE_CHECKING:
    pass

__all__ = [
    "NARROW",
    "OTHER",
    "amount_axis",
    "checked_width",
    "colours",
    "drawn",
    "legend",
    "nothing",
    "time_axis",
    "tips",
    "values",
]

NARROW = 480
"""Pixels below which legends go under the chart and labels get short."""
OTHER = "other models"
_LEAST = 240


def checked_width(width: int) -> int:
    """Pixels from edge to edge. Raises `InputError`."""
    if type(width) is not int or width < _LEAST:
        raise InputError(f"width is a whole number of pixels from {_LEAST} on.", field="width")
    return width


def values(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as data that stands in the chart itself."""
    import altair as alt

    return alt.Data(values=[dict(row) for row in rows])


def drawn(chart: Any, finding: str, notes: list[str], width: int, *, fit: bool = True) -> Drawing:
    """With title, look and alternative text. `fit`: the whole, with axes and legend, is `width` pixels wide."""
    made = chart.properties(
        title=named(finding, notes, width), background="transparent", description=" ".join([f"{finding}.", *notes])
    )
    if fit:
        made = made.properties(width=width, autosize={"type": "fit-x", "contains": "padding"})

    return Drawing(made.configure(**config()), finding)


def nothing(finding: str, notes: list[str], width: int) -> Drawing:
    """What stands in place of a chart that would be empty: the sentence itself, and nothing drawn."""
    import altair as alt

    words = "Calls show up here as soon as they are made." if not notes else " ".join(notes)
    chart = alt.Chart(values([{"words": words}])).mark_text(align="left", opacity=0.75)
    made = chart.encode(x=alt.value(0), text="words:N").properties(height=24)
    return drawn(made, finding, [], width)


def tips(fields: Mapping[str, str]) -> list[Any]:
    """What is read when pointing: fields and what they are called."""
    import altair as alt

    return [alt.Tooltip(f"{name}:N", title=title) for name, title in fields.items()]


def amount_axis(title: str | None = "credits", ticks: int = 5, **more: Any) -> Any:
    """An axis of amounts."""
    import altair as alt

    return alt.Axis(title=title, labelExpr=amounts(), tickCount=ticks, **more)


def time_axis(unit: str, ticks: int) -> Any:
    """An axis of days, weeks or months."""
    import altair as alt

    words = "%b %Y" if unit == "month" else "%-d %b"
    return alt.Axis(title=None, format=words, grid=False, labelOverlap=True, tickCount=ticks)


def colours(names: Sequence[str], title: str | None = None, width: int = 640, **more: Any) -> Any:
    """A colour for each name in its order, grey for the rest; the legend as `legend` places it."""
    import altair as alt

    rest = [name for name in names if name.startswith(OTHER)]
    shown = [name for name in names if name not in rest]
    taken = [COLOURS[number % len(COLOURS)] for number in range(len(shown))] + [GREY] * len(rest)
    scale = alt.Scale(domain=[*shown, *rest], range=taken)
    return alt.Color("name:N", scale=scale, sort=[*shown, *rest], legend=legend(title, width), **more)


def legend(title: str | None, width: int) -> Any:
    """Beside a wide chart, below a narrow one."""
    import altair as alt

    if width < NARROW:
        return alt.Legend(title=title, orient="bottom", columns=1, direction="vertical", offset=8)
    return alt.Legend(title=title, orient="right", offset=16)
