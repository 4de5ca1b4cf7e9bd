"""Words on their way through the corridor: held for the most they may cost, charged for the tokens there were."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypereal_lab.engines.text.tokens import count
from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also, Corridor, Ending, PaidCall
from hypereal_lab.gateway.dialects import Conversation, Finish, Usage
from hypereal_lab.gateway.ledger import Hold, Ledger
from hypereal_lab.gateway.meter import TokenTariff
from hypereal_lab.gateway.providers import ProviderFailed, TextOrder, TextProvider
from hypereal_lab.gateway.refusals import too_few_credits
from hypereal_lab.wire.money import Credits

__all__ = ["LEAST_BALANCE", "Told", "Writing"]

LEAST_BALANCE = Credits.of(200)
"""What an account must have for any call that writes (API pages, credits and billing rules)."""
_LONG = 100_000
"""Characters that take long enough to count that nobody else should wait for it."""


class Told(NamedTuple):
    """What was written, and what it costs."""

    text: str
    reason: str
    usage: Usage
    charged: Credits


class Writing:
    """Has words written and paid, for every dialect. Everything it needs is passed in."""

    def __init__(self, corridor: Corridor, ledger: Ledger, provider: TextProvider) -> None:
        self._corridor = corridor
        self._ledger = ledger
        self._provider = provider

    def check_balance(self, key: Key) -> None:
        """Raises `Refused`: 402, where the account has less than any such call needs."""
        available = self._ledger.balance(key.wallet).available
        if available < LEAST_BALANCE:
            words = (
                f"Calls that write need a balance of at least {LEAST_BALANCE} credits and {available} are available; "
                "nothing was held. Top up the account."
            )
            raise too_few_credits(words, required=LEAST_BALANCE, available=available)

    async def text(
        self,
        asking: Asking,
        tariff: TokenTariff,
        conversation: Conversation,
        *,
        hear: Callable[[str], None],
        render: Callable[[Told], bytes],
        also: Callable[[bytes], Sequence[Also]] = lambda _body: (),
    ) -> bytes:
        """The rendered answer, charged for the tokens read and written. Raises what `Corridor.paid` does.

        `hear` is told every piece as it comes, before it is known whether the call ends well; a call that fails in the
        middle is not charged for what was heard.
        """
        read = await _count(conversation)
        most = tariff.of(read, conversation.limit)
        call = PaidCall.of(asking, tariff.card.id, self._provider.name, most, tariff)

        async def work(hold: Hold) -> Ending:
            writing = self._write(TextOrder(tariff.card, conversation), read, hear)
            text, finish, usage = await self._corridor.within_time(writing)
            charged = min(hold.amount, tariff.of(usage.prompt, usage.completion))
            body = render(Told(text, finish.reason, usage, charged))
            return Ending(body, usage.total, charged, also(body))

        return await self._corridor.paid(call, work)

    async def _write(self, order: TextOrder, read: int, hear: Callable[[str], None]) -> tuple[str, Finish, Usage]:
        heard: list[str] = []
        async for one in self._provider.text(order):
            if isinstance(one, Finish):
                text = "".join(heard)
                return text, one, one.usage or Usage(read, count(text))
            heard.append(one.text)
            hear(one.text)
        raise ProviderFailed("The provider broke off in the middle of its answer.")


async def _count(conversation: Conversation) -> int:
    if conversation.characters > _LONG:
        return await asyncio.to_thread(conversation.count)
    return conversation.count()
