"""What was called and what it cost: one object with the same views for every source of rows."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from hypereal_lab.catalog import load
from hypereal_lab.errors import InputError
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.session import Session
from hypereal_lab.usage import views
from hypereal_lab.usage.asked import budget_of, moment_of
from hypereal_lab.usage.charts import Charts
from hypereal_lab.usage.focus import focus_frame
from hypereal_lab.usage.ledger import JournalRows
from hypereal_lab.usage.reading import Plan, open_path, plan_of, reading_of, rows_of, size_of
from hypereal_lab.usage.reading.frames import framed
from hypereal_lab.usage.reading.moments import moment_us
from hypereal_lab.usage.reconcile import RECONCILE, reconcile_rows
from hypereal_lab.usage.schema import BY_MODEL, CALLS, PERIOD
from hypereal_lab.usage.shown import shown, table, table_of
from hypereal_lab.usage.views.anomalies import ANOMALIES, HOUR_US, anomalies, within_hours
from hypereal_lab.usage.views.by import KEYS, by_columns
from hypereal_lab.usage.views.cache import CACHE
from hypereal_lab.usage.views.compare import COMPARE, compare
from hypereal_lab.usage.views.errors import ERRORS
from hypereal_lab.usage.views.estimate_error import ESTIMATE_ERROR
from hypereal_lab.usage.views.forecast import BUDGET_PACE, BURN_DOWN, FORECAST, budget_pace, burn_down, forecast
from hypereal_lab.usage.views.latency import latency_columns
from hypereal_lab.usage.views.per_keeper import PER_KEEPER
from hypereal_lab.usage.views.periods import period_columns
from hypereal_lab.usage.views.price_history import price_history_columns
from hypereal_lab.usage.views.top import TOP
from hypereal_lab.usage.views.unit_cost import UNIT_COST
from hypereal_lab.usage.views.what_if import WHAT_IF, cheapest_for, repriced
from hypereal_lab.wire.money import Credits

__all__ = ["Usage", "read", "reconcile"]

_FACE = "hypereal_lab.widgets"

_CHECKED = 16 * 2**20
"""Bytes of files that are read through for ids that stand twice before the first view."""

Source = Journal | Callable[[], "nw.DataFrame[Any] | nw.LazyFrame[Any]"]


class Usage:
    """Views of calls. Those of a lab show what its journal has now.

    In pandas amounts are exact `Decimal` credits and times are times in UTC. Frames of other engines stay in their
    engine, lazy where it is, with whole millionths of a credit in columns that end in `_micros` and microseconds since
    1970 in those that end in `_us`.
    """

    def __init__(self, source: Source, plan: Plan | None = None) -> None:
        self._rows: Callable[[], Any] = JournalRows(source) if isinstance(source, Journal) else source
        self._plan = plan
        self._gathered = False

    def rows(self) -> Any:
        """The calls as views see them: computed columns of `usage.schema.CALLS`, a frame of narwhals."""
        return self._rows()

    @property
    def lab(self) -> Session | None:
        """The lab whose calls these are, all of them and as they come; None for any other rows."""
        return None

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns of the table that was read which have no place here."""
        return () if self._plan is None else self._plan.ignored

    def frame(self) -> pd.DataFrame:
        """One row per call, with the columns of `usage.schema.CALLS`, in pandas whatever engine the rows are in."""
        return table(self.rows(), CALLS)

    def by_model(self) -> Any:
        """Calls and credits per model, the dearest first, with the columns of `usage.schema.BY_MODEL`."""
        return self._show(views.by_model(self.rows()), BY_MODEL)

    def by(self, *keys: str) -> Any:
        """Calls and credits by `kind`, `provider`, `endpoint`, `key`, `user`, `notebook`, `cell`, `tag`, or several.

        Raises `InputError`.
        """
        _check_keys(keys)
        return self._show(views.by(self.rows(), *keys), by_columns(*keys))

    def daily(self, *by: str, zone: str = "UTC") -> Any:
        """Calls and credits of each day of a time zone, of its summer time too. Raises `InputError`."""
        return self._periods("day", by, zone)

    def weekly(self, *by: str, zone: str = "UTC") -> Any:
        """The same for weeks, which begin on Monday."""
        return self._periods("week", by, zone)

    def monthly(self, *by: str, zone: str = "UTC") -> Any:
        """The same for months."""
        return self._periods("month", by, zone)

    def top(self, n: int = 10) -> Any:
        """The dearest calls."""
        if type(n) is not int or n < 1:
            raise InputError("n is a whole number from 1 on.", field="n")
        return self._show(views.top(self.rows(), n), TOP)

    def latency(self, *by: str) -> Any:
        """Seconds that calls took (p50, p95, p99) and what came in a second, per model unless said otherwise."""
        keys = by or ("model",)
        _check_keys(keys)
        return self._show(views.latency(self.rows(), *keys), latency_columns(*keys))

    def duplicates(self) -> int:
        """How many ids stand in more than one row, whose calls every sum counts more than once. It reads all rows."""
        return views.duplicates(self.rows())[0]

    def errors(self) -> Any:
        """Calls that gave nothing, by model, status and reason."""
        return self._show(views.errors(self.rows()), ERRORS)

    def cache(self) -> Any:
        """What caches and replay saved, per model."""
        return self._show(views.cache(self.rows()), CACHE)

    def estimate_error(self) -> Any:
        """How far estimates were off, per model: bias and spread."""
        return self._show(views.estimate_error(self.rows()), ESTIMATE_ERROR)

    def unit_cost(self) -> Any:
        """Credits for a picture, a megapixel, a second of film, a minute of sound, 1,000 tokens, a mesh."""
        return self._show(views.unit_cost(self.rows()), UNIT_COST)

    def price_history(self, unit: str = "day", *, zone: str = "UTC") -> Any:
        """What a unit really cost in each `day`, `week` or `month`, per model. Raises `InputError`."""
        if unit not in PERIOD:
            raise InputError(f"unit is {', '.join(PERIOD)}; not {unit!r}.", field="unit")
        return self._show(views.price_history(self.rows(), unit, zone=zone), price_history_columns(unit))

    def per_keeper(self, at_least: int = 4) -> Any:
        """Credits for each call whose asset was rated with so many stars or more, failed tries included."""
        return self._show(views.per_keeper(self.rows(), at_least), PER_KEEPER)

    def compare(self, other: Usage) -> pd.DataFrame:
        """What changed from these calls to the other ones, taken apart into price, volume and mix with no remainder.

        Two periods: `usage.between(may, june).compare(usage.between(june, july))`.
        """
        return table_of(compare(self.rows(), other.rows()), COMPARE)

    def anomalies(self, times: int = 6) -> pd.DataFrame:
        """Hours that cost far more than hours usually do; `anomalous_calls` has the rows behind them."""
        return table_of(anomalies(self.rows(), times), ANOMALIES)

    def anomalous_calls(self, times: int = 6) -> Usage:
        """The calls of the hours that `anomalies` finds."""
        rows = self.rows()
        hours = [one["time"] for one in anomalies(rows, times)]
        return Usage(lambda: within_hours(rows, hours or [-HOUR_US]))

    def forecast(self, *, zone: str = "UTC", now: datetime | None = None) -> pd.DataFrame:
        """Where this month will end, with an interval and a pattern of weekdays where the days behind tell them."""
        return table_of([forecast(self.rows(), moment_of(now), zone)], FORECAST)

    def budget_pace(self, budget: object, *, zone: str = "UTC", now: datetime | None = None) -> pd.DataFrame:
        """Whether a sum for the month will last. Raises `InputError`."""
        return table_of([budget_pace(self.rows(), budget_of(budget).micros, moment_of(now), zone)], BUDGET_PACE)

    def burn_down(self, budget: object, *, zone: str = "UTC", now: datetime | None = None) -> pd.DataFrame:
        """What is left of a sum for the month at the end of each day, those to come foretold. Raises `InputError`."""
        return table_of(burn_down(self.rows(), budget_of(budget).micros, moment_of(now), zone), BURN_DOWN)

    def what_if(self, moves: Mapping[str, str], *, price_version: str | None = None) -> pd.DataFrame:
        """Past calls at other models' expected prices: `what_if({"veo3.1-quality": "wan2.6"})`.

        Only calls that the other model can do move; `why_not` says what holds the others. Raises `InputError`.
        """
        return table_of(repriced(self.rows(), moves, load(), price_version), WHAT_IF)

    def cheapest_equivalent(self, *, price_version: str | None = None) -> pd.DataFrame:
        """For each model the cheapest one that could have done all of its calls; missing where there is none."""
        return table_of(cheapest_for(self.rows(), load(), price_version), WHAT_IF)

    def to_focus(self, version: str = "1.2", *, purchases: Sequence[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """The calls as a bill in FOCUS, with the packs that were bought: `{"time": ..., "credits": "10000"}`.

        Calls of unknown price are left out; `.attrs["unknown"]` says how many. Raises `InputError`.
        """
        made, unknown = focus_frame(self.rows(), version, purchases)
        made.attrs["unknown"] = unknown
        return made

    def between(self, begin: datetime, end: datetime) -> Usage:
        """The calls from one moment on and before another. Raises `InputError` for a moment without a zone."""
        low, high = (moment_us(one, None, name) for name, one in (("begin", begin), ("end", end)))
        return self.where((nw.col("time_us") >= low) & (nw.col("time_us") < high))

    def where(self, condition: nw.Expr | None = None, **equal: Any) -> Usage:
        """The calls for which a condition over computed columns holds, or whose columns have these values."""
        _check_keys(tuple(equal), least=0)
        chosen = [nw.col(KEYS[name].name) == value for name, value in equal.items()]
        chosen += [] if condition is None else [condition]
        source = self._rows
        return Usage(lambda: source().filter(*chosen) if chosen else source())

    def in_pandas(self) -> Usage:
        """The same with every view in pandas: grouped by the engine of the rows, gathered at the end."""
        made = Usage(self._rows, self._plan)
        made._gathered = True
        return made

    def total(self) -> Decimal:
        """All credits charged, exact; calls of unknown price are not among them, see `unknown`."""
        return Credits(views.total(self.rows())["credits_micros"]).decimal

    @property
    def unknown(self) -> int:
        """How many calls have a price that nobody knows."""
        return views.total(self.rows())["unknown"]

    @property
    def chart(self) -> Charts:
        """Charts of the calls: `usage.chart.spend()`, `.share()`, `.burn_down(budget=...)` and more."""
        return Charts(self.rows)

    def dashboard(self, **settings: Any) -> Any:
        """All of it as a widget with cards, charts that filter each other, and a table; see `widgets.Dashboard`."""
        # widgets stand above this room: it names theirs and imports nothing, as pandas does with what draws its plots
        return importlib.import_module(_FACE).Dashboard(self, **settings)

    def _periods(self, unit: str, keys: tuple[str, ...], zone: str) -> Any:
        _check_keys(keys, least=0)
        return self._show(views.periods(self.rows(), unit, *keys, zone=zone), period_columns(unit, *keys))

    def _show(self, frame: Any, columns: Any) -> Any:
        return table(frame, columns) if self._gathered else shown(frame, columns)

    def __repr__(self) -> str:
        found = views.total(self.rows())
        unknown = f", {found['unknown']} of unknown price" if found["unknown"] else ""
        return f"<Usage: {found['calls']} calls, {Credits(found['credits_micros'])} credits{unknown}>"

    def _repr_html_(self) -> str:
        return str(table(views.by_model(self.rows()), BY_MODEL).to_html(index=False))


def read(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    zone: str | None = None,
    currency: str | None = None,
) -> Usage:
    """The same views of somebody else's rows: a path to CSV or Parquet (`*` for several), or a frame.

    `columns` names theirs for ours, `zone` is that of times which name none, `currency` is `credits` or `USD`. Spend
    logs of LiteLLM and activity of OpenRouter are known as they are. Files and lazy frames stay lazy: what is wrong in
    a single row is then said by the view that reads it. An id that stands twice is refused in frames in memory and in
    files of 16 MiB at most; of others `duplicates()` tells. Raises `InputError` that names what is missing.
    """
    if isinstance(source, Usage):
        return source
    frame = framed(open_path(source) if isinstance(source, str | Path) else source)
    names = frame.collect_schema().names()
    if "currency" in names and "currency" not in (columns or {}).values():
        currency = _one_currency(frame, currency)
    plan = plan_of(names, columns=columns, currency=currency, zone=zone)
    rows = rows_of(frame, plan)
    if isinstance(rows, nw.DataFrame):
        _check_ids(rows)
    elif isinstance(source, str | Path) and size_of(source) <= _CHECKED:
        with reading_of(source):
            _check_ids(rows)
    return Usage(lambda: rows, plan)


def reconcile(lab: Usage, server: Usage) -> pd.DataFrame:
    """Every call on which the lab and the account differ, the greatest first: the amount and its likely cause.

    `reconcile(lab.usage, lab.usage.remote(days=30))`. The lab's side should hold the same period.
    """
    return table_of(reconcile_rows(lab.rows(), server.rows()), RECONCILE)


def _one_currency(frame: Any, said: str | None) -> str:
    from hypereal_lab.usage.views.rows import collect

    found = {row["currency"] for row in collect(frame.select("currency").unique())} - {None}
    if len(found) > 1 or (said and found - {said}):
        raise InputError(
            f"The amounts are in {', '.join(sorted(map(str, found)))}; give rows of one currency, credits or USD.",
            field="currency",
        )
    return said or str(next(iter(found), "credits"))


def _check_ids(rows: nw.DataFrame[Any] | nw.LazyFrame[Any]) -> None:
    twice, example = views.duplicates(rows)
    if not twice:
        return
    raise InputError(
        f"{twice} id{'s stand' if twice > 1 else ' stands'} in more than one row, such as {example!r}; "
        "a call counted twice would be paid twice. Drop the copies, or leave the id column out.",
        field="run",
    )


def _check_keys(keys: tuple[str, ...], least: int = 1) -> None:
    from difflib import get_close_matches

    unknown = next((key for key in keys if key not in KEYS), None)
    if unknown is not None or len(keys) < least or len(set(keys)) < len(keys):
        near = get_close_matches(str(unknown), KEYS, n=1)
        hint = f" Near: {near[0]}." if near else ""
        wrong = "nothing" if unknown is None else repr(unknown)
        raise InputError(f"by is one or more of {', '.join(KEYS)}; not {wrong}.{hint}", field="by")
