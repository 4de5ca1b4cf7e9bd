"""`lab.usage`: this lab's own calls, and those of the account behind its key."""

from __future__ import annotations

from hypereal_lab.errors import InputError
from hypereal_lab.lab.session import Session
from hypereal_lab.usage.ledger import log_rows
from hypereal_lab.usage.usage import Usage
from hypereal_lab.wire.usage import UsageAnswer

__all__ = ["LabUsage"]


class LabUsage(Usage):
    """The journal of a lab, read afresh by each view."""

    def __init__(self, lab: Session) -> None:
        super().__init__(lab.journal)
        self._lab = lab

    def remote(self, *, days: int = 30, limit: int = 1000) -> Usage:
        """The newest calls of the account, at most 1,000, of the last 1 to 90 days, asked from the server now.

        Where the server has more than that, the views see only the newest; `repr` then differs from its own sums.
        Raises `InputError` and what the client raises.
        """
        for name, value, most in (("days", days, 90), ("limit", limit, 1000)):
            if type(value) is not int or not 1 <= value <= most:
                raise InputError(f"{name} is a whole number from 1 to {most}.", field=name)
        answer = self._lab.loop.wait(self._ask(days, limit))
        rows = log_rows(answer.logs, "sandbox" if self._lab.connection.embedded else "hypereal")
        return Usage(lambda: rows)

    async def _ask(self, days: int, limit: int) -> UsageAnswer:
        client = await self._lab.connection.client()
        return await client.usage(days=days, limit=limit)
