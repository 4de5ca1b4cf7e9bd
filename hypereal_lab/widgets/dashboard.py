"""The dashboard of usage: cards, charts that filter each other, and the table behind them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Session
from hypereal_lab.usage import Usage
from hypereal_lab.usage.asked import moment_of
from hypereal_lab.usage.chosen import Chosen
from hypereal_lab.usage.cube import Cube
from hypereal_lab.usage.panels import Panels
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.usage.shown_rows import FORMATS, code_of, columns_of, file_of, page_of, table_of_rows
from hypereal_lab.usage.views.zones import zone_of
from hypereal_lab.widgets import dashboard_twin, twin
from hypereal_lab.widgets.alone import Alone
from hypereal_lab.widgets.base import Widget, check_keywords
from hypereal_lab.widgets.questions import Reply, question

__all__ = ["Dashboard"]

_REST = 0.25
"""Seconds between two readings of the journal at the least, however many calls end at once."""
_PAGE = 200
"""Rows of the table that are given at once at the most."""
_COLUMNS = ("time", "model", "kind", "status", "credits", "latency", "prompt")


class Dashboard(Widget):
    """Where the credits went, of a lab or of any usage: `lab.usage.dashboard()`, `usage.read(frame).dashboard()`.

    Days are those of `zone`; `now` is the moment that today and the forecast are told from, for calls of the past.
    Calls of a lab appear as they are made. Raises `InputError`, and `TypeError` for an unknown keyword.
    """

    bundle = "dashboard"

    filters: dict[str, Any] = traitlets.Dict().tag(sync=True)  # type: ignore[assignment]
    """What is looked at: words for `model`, `kind`, `key`, `tag`, `notebook`, `status`; `days`, the first and last."""
    columns: list[str] = traitlets.List(traitlets.Unicode(), default_value=[*_COLUMNS]).tag(sync=True)  # type: ignore[assignment]
    """Columns of the table, of `usage.schema.CALLS`."""
    sort: list[Any] = traitlets.List(default_value=["time", True]).tag(sync=True)  # type: ignore[assignment]
    """The column that the table is sorted by, and whether the greatest comes first."""
    revision = traitlets.Int(0).tag(sync=True)
    """Grows when there are new calls."""
    balance = traitlets.Unicode(default_value=None, allow_none=True).tag(sync=True)
    """What can be spent, as digits; `None` where no account is behind the calls."""
    zone = traitlets.Unicode("UTC").tag(sync=True)
    """The time zone of days and times."""

    def __init__(self, usage: Usage, *, now: datetime | None = None, **keywords: Any) -> None:
        check_keywords(type(self), keywords, {"filters", "columns", "sort", "zone", "layout", "disabled"})
        zone_of(keywords.get("zone", "UTC"))
        Chosen.read(keywords.get("filters", {}))
        columns_of(keywords.get("columns", _COLUMNS))
        self.usage = usage
        self._now = None if now is None else moment_of(now)
        self._alone = Alone() if usage.lab is None else None
        self._stale = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None
        super().__init__(cast(Session, self._alone or usage.lab), **keywords)
        self._panels = Panels(Cube(usage.rows(), self.zone))
        if usage.lab is not None:
            self._follow(self._hear)

    def _about(self) -> str:
        return f"{len(self._panels.cube)} calls"

    @property
    def today(self) -> date:
        """In the zone of the dashboard."""
        return moment_of(self._now).astimezone(zone_of(self.zone)).date()

    @property
    def code(self) -> str:
        """Python that makes the table as it is shown."""
        return self._code(self.filters, self.columns, self.sort)

    def table(self) -> Any:
        """The calls as the table shows them: chosen, sorted and with its columns, as a pandas frame."""
        return table_of_rows(self._panels.cube, self._rows(self.filters, self.sort), self.columns)

    @traitlets.validate("filters")
    def _check_filters(self, proposal: dict[str, Any]) -> dict[str, Any]:
        Chosen.read(proposal["value"])
        return dict(proposal["value"])

    @traitlets.validate("columns")
    def _check_columns(self, proposal: dict[str, Any]) -> list[str]:
        return [*columns_of(proposal["value"])]

    @traitlets.validate("sort")
    def _check_sort(self, proposal: dict[str, Any]) -> list[Any]:
        return [*_sort(proposal["value"])]

    # What the page asks

    @question
    async def _hello(self) -> dict[str, Any]:
        """A view was opened: what does not change with filters."""
        if self.usage.lab is not None:
            self._begin(self._look_at_balance(self.usage.lab))
        return {
            "series": self._panels.series(),
            "columns": [[column.name, column.dtype, column.about] for column in CALLS],
            "formats": [*FORMATS],
        }

    @question
    async def _look(self, filters: Mapping[str, Any], table: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Cards, charts and choices under these filters; with `table`, the `columns`, `sort` and `many` first rows."""
        return await asyncio.to_thread(self._looked, filters, table)

    @question
    async def _page(
        self, filters: Mapping[str, Any], columns: Sequence[str], sort: Sequence[Any], first: int, many: int
    ) -> dict[str, Any]:
        """Some rows of the table."""
        chosen = Chosen.read(filters)
        return await asyncio.to_thread(_cut, self._panels, chosen, columns, sort, max(0, first), many)

    @question
    async def _export(
        self, filters: Mapping[str, Any], columns: Sequence[str], sort: Sequence[Any], format: str
    ) -> Reply:
        """The table as a file, all of its rows."""
        if format == "code":
            return Reply({"text": self._code(filters, columns, sort)})
        return Reply({"name": f"usage.{format}"}, [await asyncio.to_thread(self._file, filters, columns, sort, format)])

    def _looked(self, filters: Mapping[str, Any], table: Mapping[str, Any] | None) -> dict[str, Any]:
        panels, chosen = self._panels, Chosen.read(filters)
        found = {**panels.look(chosen, self.today), "series": panels.series()}
        if table is not None:
            found["rows"] = _cut(panels, chosen, table["columns"], table["sort"], 0, table["many"])
        return found

    def _file(self, filters: Mapping[str, Any], columns: Sequence[str], sort: Sequence[Any], format: str) -> bytes:
        return file_of(table_of_rows(self._panels.cube, self._rows(filters, sort), columns), format)

    def _rows(self, filters: Mapping[str, Any], sort: Sequence[Any]) -> Any:
        name, down = _sort(sort)
        return self._panels.cube.part(Chosen.read(filters)).rows(name, down=down)

    def _code(self, filters: Mapping[str, Any], columns: Sequence[str], sort: Sequence[Any]) -> str:
        name, down = _sort(sort)
        own = None if self.usage.lab is None else "lab.usage"
        return code_of(Chosen.read(filters), columns_of(columns), name, down=down, zone=self.zone, usage=own)

    # New calls

    def _hear(self, event: str) -> None:
        lab = self.usage.lab
        if lab is not None and event in ("run", "balance"):
            lab.loop.start(self._guarded(self._wake(lab, event)))

    async def _wake(self, lab: Session, event: str) -> None:
        """Read soon: the events of one call come in a bunch."""
        if event == "balance":
            self._begin(self._look_at_balance(lab))
        self._stale.set()
        if self._watching is None or self._watching.done():
            self._watching = self._begin(self._watch())

    async def _watch(self) -> None:
        while self._stale.is_set():
            self._stale.clear()
            began = time.monotonic()
            self._panels = await asyncio.to_thread(lambda: Panels(Cube(self.usage.rows(), self.zone)))
            self.revision += 1
            self._update_twin()
            await asyncio.sleep(max(_REST, time.monotonic() - began))

    async def _look_at_balance(self, lab: Session) -> None:
        self.balance = (await lab.credits()).balance.show()
        self._update_twin()

    def close(self) -> None:
        """Take the widget off the page, and end the loop where it has one of its own."""
        super().close()
        if getattr(self, "_alone", None) is not None:
            cast(Alone, self._alone).close()

    # What stays in the notebook

    def _twin(self) -> str:
        chosen = Chosen.read(self.filters)
        shown = self._panels.look(chosen, self.today)
        return twin.page(
            self.twin_mark,
            (),
            dashboard_twin.lines(shown, self.balance),
            (dashboard_twin.narrowed(chosen), self._revive),
            table=dashboard_twin.models(shown["models"]),
        )


def _cut(
    panels: Panels, chosen: Chosen, columns: Sequence[str], sort: Sequence[Any], first: int, many: int
) -> dict[str, Any]:
    """Some rows of the table, and how many there are."""
    part = panels.cube.part(chosen)
    name, down = _sort(sort)
    rows = part.page(name, down=down, first=first, many=max(0, min(many, _PAGE)))
    return {"total": part.total.rows, "first": first, "rows": page_of(panels.cube, rows.tolist(), columns)}


def _sort(given: Sequence[Any]) -> tuple[str, bool]:
    if len(given) != 2 or not isinstance(given[0], str) or not isinstance(given[1], bool):
        raise InputError('sort is a column and whether the greatest comes first: ["credits", True].', field="sort")
    if all(given[0] != column.name for column in CALLS):
        raise InputError(f"sort is a column of the calls; not {given[0]!r}.", field="sort")
    return given[0], given[1]
