"""Words on their way through the corridor: held for the most they may cost, charged for the tokens there were."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also, Corridor, Ending, PaidCall
from hypereal_lab.gateway.dialects import Conversation, Finish, Opened, Piece
from hypereal_lab.gateway.dialects.heard import Heard
from hypereal_lab.gateway.ledger import Hold, Ledger
from hypereal_lab.gateway.meter import TokenTariff
from hypereal_lab.gateway.providers import ProviderFailed, TextOrder, TextProvider
from hypereal_lab.gateway.refusals import too_few_credits
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.money import Credits

__all__ = ["LEAST_BALANCE", "Writing"]

LEAST_BALANCE = Credits.of(200)
"""What an account must have for any call that writes (API pages, credits and billing rules)."""
_LONG = 100_000
"""Characters that take long enough to count that nobody else should wait for it."""


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
        hear: Callable[[Piece], None],
        also: Callable[[bytes], Sequence[Also]] = lambda _body: (),
    ) -> bytes:
        """The answer as a `Told` in JSON, charged for the tokens read and written. Raises what `Corridor.paid` does.

        `hear` is told every piece as it comes, before it is known whether the call ends well; a call that fails in the
        middle is not charged for what was heard.
        """
        read = await _count(conversation)
        most = tariff.of(read, conversation.limit)
        call = PaidCall.of(asking, tariff.card.id, self._provider.name, most, tariff)

        async def work(hold: Hold) -> Ending:
            writing = self._write(TextOrder(tariff.card, conversation), read, hear)
            heard, finish = await self._corridor.within_time(writing)
            usage = finish.usage or heard.usage(read)
            charged = min(hold.amount, tariff.of(usage.prompt, usage.completion))
            body = encode(heard.told(finish.reason, usage, charged))
            return Ending(body, usage.total, charged, also(body))

        return await self._corridor.paid(call, work)

    async def _write(self, order: TextOrder, read: int, hear: Callable[[Piece], None]) -> tuple[Heard, Finish]:
        heard = Heard()
        hear(Opened(read))
        async for one in self._provider.text(order):
            if isinstance(one, Finish):
                return heard, one
            heard.add(one)
            hear(one)
        raise ProviderFailed("The provider broke off in the middle of its answer.")


async def _count(conversation: Conversation) -> int:
    if conversation.characters > _LONG:
        return await asyncio.to_thread(conversation.count)
    return conversation.count()
