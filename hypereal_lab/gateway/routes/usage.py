"""`GET /api/api-usage` and its export: what was called and what it cost."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from datetime import UTC, datetime

from starlette.types import ASGIApp, Receive, Scope, Send

from hypereal_lab.gateway.departure import until_left
from hypereal_lab.gateway.ledger import CsvTable, Filter, ParquetTable, RequestLog, Table, exported
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.replies import Headers, Reply
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.usage import UsageAnswer

__all__ = ["Usage"]

_DAY = 86400.0
_FILTERS = ("days", "model", "endpoint", "status", "apiKeyId")
_FORMS = ("csv", "parquet")


class Usage:
    """Questions that may take long run beside the loop, each on a connection of its own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def told(self, visit: Visit) -> Reply:
        """Logs, newest first, and sums over the whole period."""
        wallet = self._parts.gate.admit(visit).wallet
        asked = read_query(visit, (*_FILTERS, "limit", "cursor"))
        limit, chosen = whole_number(asked, "limit", 100, 1, 1000), self._chosen(asked, wallet)
        answer = await asyncio.to_thread(self._answer, chosen, limit, asked.get("cursor"))
        return Reply(encode(answer))

    async def export(self, visit: Visit) -> ASGIApp:
        """The logs as one file, oldest first, however many there are."""
        wallet = self._parts.gate.admit(visit).wallet
        asked = read_query(visit, (*_FILTERS, "format"))
        chosen, table = self._chosen(asked, wallet), _table(asked.get("format", "csv"))
        name = f"hypereal-usage-{datetime.fromtimestamp(self._parts.clock(), UTC):%Y-%m-%d}.{table.ending}"
        return _Download(exported(self._parts.store, chosen, table), table.media_type, name)

    def _chosen(self, asked: dict[str, str], wallet: str) -> Filter:
        return Filter(
            wallet=wallet,
            since=self._parts.clock() - whole_number(asked, "days", 30, 1, 90) * _DAY,
            model=asked.get("model"),
            endpoint=asked.get("endpoint"),
            status=whole_number(asked, "status", 0, 100, 599) or None,
            key_id=asked.get("apiKeyId"),
        )

    def _answer(self, chosen: Filter, limit: int, cursor: str | None) -> UsageAnswer:
        with RequestLog.aside(self._parts.store) as log:
            if cursor is not None and not log.knows(cursor, chosen.wallet):
                words = "cursor is not one of this list; take nextCursor of the page before, or leave it out."
                raise bad_request(words, param="cursor")
            logs = log.newest(chosen, limit + 1, after=cursor)
            return UsageAnswer(
                logs=logs[:limit],
                cost_by_model=log.by_model(chosen),
                top_expensive_requests=log.dearest(chosen),
                daily_cost=log.by_day(chosen),
                next_cursor=logs[limit - 1].id if len(logs) > limit else None,
            )


def _table(form: str) -> Table:
    if form not in _FORMS:
        raise bad_request(f"format must be one of {', '.join(_FORMS)}, not {form[:20]!r}.", param="format")
    if form == "csv":
        return CsvTable()
    try:
        return ParquetTable()
    except ImportError:
        words = "This gateway cannot write Parquet: pyarrow is not installed where it runs. Ask for format=csv."
        raise bad_request(words, param="format") from None


class _Download:
    """A file that is written while it is sent; one that fails in the middle has no end that could be taken for one."""

    def __init__(self, pieces: Generator[bytes], media_type: str, name: str) -> None:
        self._pieces = pieces
        self._headers: Headers = [
            (b"content-type", media_type.encode()),
            (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        leaving, coming = asyncio.create_task(until_left(receive)), self._next()
        try:
            while (piece := await asyncio.shield(coming)) is not None and not leaving.done():
                coming = self._next()  # is written while this one is sent
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        finally:
            leaving.cancel()
            await asyncio.wait([coming])
            await asyncio.to_thread(self._pieces.close)
        await send({"type": "http.response.body", "body": b""})

    def _next(self) -> asyncio.Task[bytes | None]:
        return asyncio.create_task(asyncio.to_thread(next, self._pieces, None))
