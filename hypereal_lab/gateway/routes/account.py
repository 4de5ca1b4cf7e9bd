"""`GET /api/credits` and `GET /api/api-usage`."""

from __future__ import annotations

from hypereal_lab.gateway.ledger import Filter
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.usage import UsageAnswer

__all__ = ["Account"]

_DAY = 86400.0
_QUERY = ("days", "limit", "model", "endpoint", "status", "apiKeyId")


class Account:
    """What the account of the key has and did."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def credits(self, visit: Visit) -> Reply:
        """The balance, without what is held."""
        key = self._parts.gate.admit(visit)
        balance = self._parts.ledger.balance(key.wallet)
        answer = CreditsAnswer(
            balance=balance.available.decimal,
            held=balance.held.decimal,
            usd=balance.available.usd,
            sandbox=self._parts.provider.sandbox,
        )
        return Reply(encode(answer))

    async def usage(self, visit: Visit) -> Reply:
        """Logs, newest first, and sums over the whole period."""
        key = self._parts.gate.admit(visit)
        asked = read_query(visit, _QUERY)
        days, limit = whole_number(asked, "days", 30, 1, 90), whole_number(asked, "limit", 100, 1, 1000)
        chosen = Filter(
            wallet=key.wallet,
            since=self._parts.clock() - days * _DAY,
            model=asked.get("model"),
            endpoint=asked.get("endpoint"),
            status=whole_number(asked, "status", 0, 100, 599) or None,
            key_id=asked.get("apiKeyId"),
        )
        log = self._parts.log
        answer = UsageAnswer(
            logs=log.newest(chosen, limit),
            cost_by_model=log.by_model(chosen),
            top_expensive_requests=log.dearest(chosen),
            daily_cost=log.by_day(chosen),
        )
        return Reply(encode(answer))
