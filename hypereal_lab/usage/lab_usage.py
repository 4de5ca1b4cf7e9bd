"""`lab.usage`: this lab's own calls, and those of the account behind its key."""

from __future__ import annotations

from hypereal_lab.errors import InputError
from hypereal_lab.lab.session import Session
from hypereal_lab.usage.ledger import log_rows
from hypereal_lab.usage.usage import Usage
from hypereal_lab.wire.usage import UsageLog

__all__ = ["LabUsage"]

_PAGE = 1000
"""Calls that a server tells of in one answer."""
_MOST = 10_000_000


class LabUsage(Usage):
    """The journal of a lab, as it is when a view is asked for."""

    def __init__(self, lab: Session) -> None:
        super().__init__(lab.journal)
        self._lab = lab

    @property
    def lab(self) -> Session:
        """The lab whose calls these are."""
        return self._lab

    def remote(self, *, days: int = 30, limit: int | None = None) -> Usage:
        """The calls of the account of the last 1 to 90 days, asked from the server now, page by page.

        `limit` takes only so many of the newest. A server without pages tells of its newest 1,000. Raises `InputError`
        and what the client raises.
        """
        for name, value, most in (("days", days, 90), ("limit", 1 if limit is None else limit, _MOST)):
            if type(value) is not int or not 1 <= value <= most:
                raise InputError(f"{name} is a whole number from 1 to {most:,}.", field=name)
        logs = self._lab.loop.wait(self._ask(days, _MOST if limit is None else limit))
        rows = log_rows(logs, self._lab.connection.provider)
        return Usage(lambda: rows)

    async def _ask(self, days: int, limit: int) -> list[UsageLog]:
        client = await self._lab.connection.client()
        logs: list[UsageLog] = []
        cursor: str | None = None
        while len(logs) < limit:
            page = await client.usage(days=days, limit=min(_PAGE, limit - len(logs)), cursor=cursor)
            logs += page.logs
            cursor = page.next_cursor
            if cursor is None or not page.logs:
                break
        return logs
