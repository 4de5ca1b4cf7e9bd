"""`GET /api/credits` and `GET /api/api-usage`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hypereal_lab.gateway.ledger import Filter
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import bad_request, unknown_field
from hypereal_lab.gateway.routes.bodies import json
from hypereal_lab.gateway.visit import visit_of
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

    async def credits(self, request: Request) -> Response:
        """The balance, without what is held."""
        key = self._parts.gate.admit(visit_of(request.scope))
        balance = self._parts.ledger.balance(key.wallet)
        return json(
            encode(
                CreditsAnswer(
                    balance=balance.available.decimal,
                    held=balance.held.decimal,
                    usd=balance.available.usd,
                    sandbox=self._parts.provider.sandbox,
                )
            )
        )

    async def usage(self, request: Request) -> Response:
        """Logs, newest first, and sums over the whole period."""
        key = self._parts.gate.admit(visit_of(request.scope))
        asked = dict(request.query_params)
        for name in asked:
            if name not in _QUERY:
                raise unknown_field(name, _QUERY)
        days, limit = _number(asked, "days", 30, 90), _number(asked, "limit", 100, 1000)
        chosen = Filter(
            wallet=key.wallet,
            since=self._parts.clock() - days * _DAY,
            model=asked.get("model"),
            endpoint=asked.get("endpoint"),
            status=_number(asked, "status", 0, 599) or None,
            key_id=asked.get("apiKeyId"),
        )
        log = self._parts.log
        return json(
            encode(
                UsageAnswer(
                    logs=log.newest(chosen, limit),
                    cost_by_model=log.by_model(chosen),
                    top_expensive_requests=log.dearest(chosen),
                    daily_cost=log.by_day(chosen),
                )
            )
        )


def _number(asked: dict[str, str], name: str, usual: int, most: int) -> int:
    text = asked.get(name)
    if text is None:
        return usual
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise bad_request(f"{name} must be a whole number from 1 to {most}, not {text[:20]!r}.", param=name)
    return int(text)
