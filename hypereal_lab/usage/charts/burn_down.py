"""What is left of a budget, day by day, and where the month will end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypereal_lab.usage.charts.canvas import NARROW, amount_axis, drawn, time_axis, tips, values
from hypereal_lab.usage.charts.figures import about, date_words, exact, length, unknown_note
from hypereal_lab.usage.charts.look import BLUE, INK, VERMILION
from hypereal_lab.usage.views.by import total
from hypereal_lab.usage.views.forecast import burn_down as days_of_month
from hypereal_lab.usage.views.forecast import forecast

__all__ = ["burn_down"]


def burn_down(rows: Any, budget: int, now: datetime, zone: str, width: int) -> Any:
    """Solid is what happened, dashed what is expected, the band has nine months in ten; dots are an even pace."""
    import altair as alt

    days, told = days_of_month(rows, budget, now, zone), forecast(rows, now, zone)
    notes = [*_told(told), "Dashed is what is expected, dots are an even pace.", *unknown_note(total(rows)["unknown"])]
    points = [_point(one) for one in days]
    x = alt.X(
        "at:T", scale=alt.Scale(type="utc"),
        axis=time_axis("day", max(3, width // 90)),
    )  # fmt: skip
    y = alt.Y("left:Q", axis=amount_axis("credits left"))
    tooltip = tips({"day": "end of", "exact": "left", "spent": "spent", "range": "nine in ten"})
    even = alt.Chart(values(points)).mark_line(color=INK, strokeWidth=1, opacity=0.6, strokeDash=[1, 3])
    last = max(place for place, one in enumerate(days) if not one["foretold"])
    past, coming = points[: last + 1], [one for one in points[last:] if one["left"] is not None]
    layers = [even.encode(x=x, y=alt.Y("even:Q", axis=amount_axis("credits left")))]
    band = [one for one in coming if one.get("low") is not None]
    if band:
        joined = [{**past[-1], "low": past[-1]["left"], "high": past[-1]["left"]}, *band]
        area = alt.Chart(values(joined)).mark_area(color=BLUE, opacity=0.32)
        layers.append(area.encode(x=x, y=alt.Y("low:Q", axis=amount_axis("credits left")), y2="high:Q"))
    dashed = alt.Chart(values(coming)).mark_line(color=BLUE, strokeWidth=2, strokeDash=[5, 4])
    solid = alt.Chart(values(past)).mark_line(color=BLUE, strokeWidth=2.5)
    touch = alt.Chart(values([*past, *coming[1:]])).mark_point(size=180, opacity=0, filled=True)
    layers += [dashed.encode(x=x, y=y), solid.encode(x=x, y=y), touch.encode(x=x, y=y, tooltip=tooltip)]
    layers.append(alt.Chart(values([{"left": 0}])).mark_rule(color=VERMILION, strokeWidth=1.5).encode(y="left:Q"))
    layers += _words(alt, past[-1], coming[-1] if len(coming) > 1 else None, x, y, width)
    return drawn(alt.layer(*layers).properties(height=260), _finding(days, told, budget), notes, width)


def _point(one: dict[str, Any]) -> dict[str, Any]:
    point = {"day": one["day"], "at": f"{one['day']}T00:00:00Z", "even": length(one["even"]), "left": None}
    if one["left"] is not None:
        spent = exact(one["spent"]) + (" expected" if one["foretold"] else "")
        point |= {"left": length(one["left"]), "exact": exact(one["left"]), "spent": spent, "range": "it happened"}
    if one["foretold"]:
        point["range"] = "too few days to tell"
    if one["low"] is not None:
        more, less = one["left"] + one["spent"] - one["low"], one["left"] + one["spent"] - one["high"]
        point |= {"low": length(less), "high": length(more), "range": f"{about(less)} to {about(more)} left"}
    return point


def _words(alt: Any, now: dict[str, Any], end: dict[str, Any] | None, x: Any, y: Any, width: int) -> list[Any]:
    """The two ends of the line, said beside it."""
    texts = [(now, about_left(now["left"]), {"align": "left", "dx": 6, "dy": -10})]
    if end is not None and width >= NARROW:
        above = {**end, "left": end.get("high", end["left"])}
        texts.append((above, about_left(end["left"]), {"align": "right", "dy": -10}))
    return [
        alt.Chart(values([{**one, "words": words}])).mark_text(fontWeight=600, **how).encode(x=x, y=y, text="words:N")
        for one, words, how in texts
    ]


def about_left(left: float) -> str:
    """A label; short, since the tooltip has every digit."""
    micros = round(left * 1_000_000)
    return f"{about(micros)} left" if micros >= 0 else f"{about(-micros)} over"


def _finding(days: list[dict[str, Any]], told: dict[str, Any], budget: int) -> str:
    over = next((one for one in days if one["left"] is not None and one["left"] < 0), None)
    of = f"{about(budget)} credits"
    if over is not None and not over["foretold"]:
        return f"The budget of {of} was used up on {date_words(over['day'])}"
    if told["expected"] is None:
        return f"{about(told['spent'])} of {of} are spent; no whole day tells how it goes on"
    left = budget - told["expected"]
    if left < 0:
        when = f", used up on {date_words(over['day'])}" if over else ""
        return f"The budget of {of} will not last: {about(-left)} too little at the end of the month{when}"
    return f"The budget of {of} will last: about {about(left)} left at the end of the month"


def _told(told: dict[str, Any]) -> list[str]:
    if told["low"] is None:
        return [str(told["note"])[:1].upper() + str(told["note"])[1:]]
    return [
        f"The month ends at {about(told['expected'])} credits, nine times in ten between {about(told['low'])} and "
        f"{about(told['high'])}; told from {told['days_seen']} days."
    ]
