"""`GET /api/credits`."""

from __future__ import annotations

from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.credits import CreditsAnswer

__all__ = ["Account"]


class Account:
    """What the account of the key has."""

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
