"""Charts that JupyterLab draws itself: light and dark, with a title that says the finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import altair as alt

__all__ = ["cost_by_model"]

_BLUE = "#4c78a8"
"""Readable on light and dark, and for colour-blind eyes; one hue because there is one measure."""


def cost_by_model(models: pd.DataFrame) -> alt.Chart:
    """Bars of credits per model from a `by_model` table, the dearest on top."""
    import altair as alt

    shown = models.assign(
        credits=models["credits"].map(float), label=models["credits"].map(lambda c: f"{c.normalize():f}")
    )
    return (
        alt.Chart(shown[["model", "credits", "calls", "label"]], title=_finding(models), background="transparent")
        .mark_bar(color=_BLUE, cornerRadiusEnd=3)
        .encode(
            x=alt.X("credits:Q", title="credits", axis=alt.Axis(tickCount=5)),
            y=alt.Y("model:N", sort="-x", title=None),
            tooltip=[alt.Tooltip("model:N"), alt.Tooltip("label:N", title="credits"), alt.Tooltip("calls:Q")],
        )
        .properties(width=420, height=alt.Step(28), usermeta={"description": _finding(models)})
        .configure_view(stroke=None)
        .configure_axis(labelColor="#888", titleColor="#888", gridColor="#8884", domainColor="#8888", labelLimit=240)
        .configure_title(color="#888", anchor="start", fontSize=13)
    )


def _finding(models: pd.DataFrame) -> str:
    if models.empty or not sum(models["credits"]):
        return "Nothing was spent yet"
    first = models.iloc[0]
    return f"{first['model']} took {first['share']:.0%} of {sum(models['credits']).normalize():f} credits"
