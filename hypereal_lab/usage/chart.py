"""Charts that JupyterLab draws itself: light and dark, with a title that says the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import altair as alt

__all__ = ["Drawing", "cost_by_model"]

VEGA_LITE = "application/vnd.vegalite.v5+json"
"""What JupyterLab 4 draws without asking any other host."""

_BLUE = "#4c78a8"
"""Readable on light and dark, and for colour-blind eyes; one hue because there is one measure."""


class Drawing:
    """An Altair chart that shows itself by JupyterLab's own renderer, not by scripts from elsewhere."""

    def __init__(self, chart: alt.Chart, finding: str) -> None:
        self.chart = chart
        """The chart, to be changed or saved with Altair."""
        self.finding = finding
        """What it shows, in words."""

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite specification."""
        return dict(self.chart.to_dict())

    def __repr__(self) -> str:
        return f"<Drawing: {self.finding}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {VEGA_LITE: self.to_dict(), "text/plain": self.finding}


def cost_by_model(models: pd.DataFrame) -> Drawing:
    """Bars of credits per model from a `by_model` table, the dearest on top."""
    import altair as alt

    shown = models.assign(credits=models["credits"].map(float), label=models["credits"].map(_plain))
    finding = _finding(models)
    chart = (
        alt.Chart(shown[["model", "credits", "calls", "label"]], title=finding, background="transparent")
        .mark_bar(color=_BLUE, cornerRadiusEnd=3)
        .encode(
            x=alt.X("credits:Q", title="credits", axis=alt.Axis(tickCount=5)),
            y=alt.Y("model:N", sort="-x", title=None),
            tooltip=[alt.Tooltip("model:N"), alt.Tooltip("label:N", title="credits"), alt.Tooltip("calls:Q")],
        )
        .properties(width=420, height=alt.Step(28), description=finding)
        .configure_view(stroke=None)
        .configure_axis(labelColor="#888", titleColor="#888", gridColor="#8884", domainColor="#8888", labelLimit=240)
        .configure_title(color="#888", anchor="start", fontSize=13)
    )
    return Drawing(chart, finding)


def _finding(models: pd.DataFrame) -> str:
    if models.empty or not sum(models["credits"]):
        return "Nothing was spent yet"
    first = models.iloc[0]
    return f"{first['model']} took {first['share']:.0%} of {_plain(sum(models['credits']))} credits"


def _plain(amount: Any) -> str:
    """Digits without needless zeros and without an exponent."""
    return f"{amount.normalize():f}"
