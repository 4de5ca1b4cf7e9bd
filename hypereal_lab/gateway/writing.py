"""Words on their way through the corridor: held as they flow, charged for the tokens there were."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import NamedTuple

from hypereal_lab.engines.text.tokens import count
from hypereal_lab.gateway.accounts import Key, Keys
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also, Corridor, Ending, PaidCall
from hypereal_lab.gateway.departure import Departure, Left
from hypereal_lab.gateway.dialects import Anew, Calling, Conversation, Finish, Opened, Passed, Piece, Served, Told
from hypereal_lab.gateway.dialects.heard import Heard
from hypereal_lab.gateway.ledger import Hold, Ledger, Tokens
from hypereal_lab.gateway.meter import TokenTariff
from hypereal_lab.gateway.metering import Metering, Most
from hypereal_lab.gateway.providers import ProviderFailed, TextOrder, TextProvider
from hypereal_lab.gateway.refusals import cut_short, too_few_credits
from hypereal_lab.wire.chat import LEAST_BALANCE, MOST_TOKENS

__all__ = ["Listener", "Writing"]

SANDBOX = "sandbox"
"""The provider whose words are counted here, so that counting them is no estimate."""
_LONG = 100_000
"""Characters that take long enough to count that nobody else should wait for it."""


class Listener(NamedTuple):
    """Who wants the answer, and what becomes of it."""

    hear: Callable[[Piece], Awaitable[None]]
    """Told every piece as it comes, before it is known whether the call ends well."""
    render: Callable[[Told, bytes | None], bytes]
    """The answer as it is kept, of the whole and of what closes one that was passed on."""
    also: Callable[[Told, bytes], Sequence[Also]]
    """Rows for the transaction that settles, of the whole and of what is kept."""
    departure: Departure | None
    """None where the answer is made to its end even when its caller leaves, because it can be asked for again."""


class Writing:
    """Has words written and paid, for every dialect. Everything it needs is passed in."""

    def __init__(self, corridor: Corridor, ledger: Ledger, keys: Keys, provider: TextProvider) -> None:
        self._corridor = corridor
        self._ledger = ledger
        self._keys = keys
        self.provider = provider

    def check_balance(self, key: Key) -> None:
        """Raises `Refused`: 402, where the account has less than any such call needs."""
        available = self._ledger.balance(key.wallet).available
        if available < LEAST_BALANCE:
            words = (
                f"Calls that write need a balance of at least {LEAST_BALANCE} credits and {available} are available; "
                "nothing was held. Top up the account."
            )
            raise too_few_credits(words, required=LEAST_BALANCE, available=available)

    async def text(self, asking: Asking, tariff: TokenTariff, order: TextOrder, listener: Listener) -> bytes:
        """The answer as `render` keeps it, charged for the tokens read and written. Raises what `Corridor.paid` does.

        A call that fails in the middle is not charged for what was heard. One whose caller leaves is, and one that ends
        because its balance or its key did.
        """
        read = await _count(order.conversation)
        most = Most(read, self._limit(order))
        first = Metering.first(tariff, most)
        call = PaidCall.of(asking, tariff.card.id, self.provider.name, first, tariff)

        async def work(hold: Hold) -> Ending:
            valid = self._keys.is_good
            metering = Metering(self._corridor, call, tariff, hold, most, valid=lambda: valid(asking.key.id))
            scribe = _Scribe(self.provider, order, metering, listener)
            finish = await self._corridor.within_time(scribe.write(read))
            return await self._ending(scribe, finish, tariff, listener, read)

        return await self._corridor.paid(call, work)

    def _limit(self, order: TextOrder) -> int:
        """The most tokens that may be written: the gateway's own for a request that sets none and goes on as it is."""
        asked, conversation = order.asked, order.conversation
        passes = asked is not None and self.provider.takes(order.card, asked.dialect)
        return MOST_TOKENS if passes and conversation.unlimited else conversation.limit

    async def _ending(
        self, scribe: _Scribe, finish: Finish, tariff: TokenTariff, listener: Listener, read: int
    ) -> Ending:
        usage = finish.usage or scribe.heard.usage(read, estimated=scribe.provider not in (None, SANDBOX))
        owed = tariff.charge(usage)
        await scribe.metering.reach(owed, usage.cache_written)
        charged = min(owed, scribe.metering.hold.amount)
        told = scribe.heard.told(finish, usage, charged, scribe.cut)
        kept = listener.render(told, finish.closing(told) if finish.closing else None)
        gone = scribe.cut == "left"
        return Ending(
            kept,
            usage.total,
            owed,
            listener.also(told, kept),
            hold=scribe.metering.hold,
            provider=scribe.provider,
            tokens=Tokens(usage.prompt, usage.completion, usage.cached, usage.estimated),
            status=499 if gone else 200,
            error="client_left" if gone else None,
        )


class _Scribe:
    """Writes one answer down while it comes."""

    def __init__(self, provider: TextProvider, order: TextOrder, metering: Metering, listener: Listener) -> None:
        self._text = provider.text
        self._order = order
        self._listener = listener
        self._written = 0
        """Tokens that were told, counted exactly up to `_uncounted`."""
        self._uncounted: list[str] = []
        self._at_most = 0
        """Tokens that the uncounted texts can have at most: one for each byte."""
        self.metering = metering
        self.heard = Heard()
        self.provider: str | None = None
        self.cut: str | None = None
        """Why it ended before its provider did: `left`, `key` or `balance`."""

    async def write(self, read: int) -> Finish:
        """Until the end. Raises `ProviderFailed`, and `Left` where the caller went before anything came."""
        departure = self._listener.departure
        await self._listener.hear(Opened(read))
        if departure is None:
            return await self._listen(None)
        with departure.watched():
            try:
                return await self._listen(departure)
            except Left:
                if not self.heard:
                    raise
                return self._end("left")

    async def _listen(self, departure: Departure | None) -> Finish:
        async with aclosing(self._text(self._order)) as pieces:
            while True:
                coming = anext(pieces, None)
                one = await (departure.unless_left(coming) if departure else coming)
                if one is None:
                    raise ProviderFailed("The provider broke off in the middle of its answer.")
                if isinstance(one, Finish):
                    return one
                if cut := await self._heard(one):
                    return self._end(cut)

    async def _heard(self, piece: Piece) -> str | None:
        """Nothing is told that is not held."""
        match piece:
            case Served(provider, _):
                self.provider = provider
            case Passed():
                pass
            case Anew():
                self.heard, self._written = Heard(), 0
                self._uncounted, self._at_most = [], 0
            case _:
                if cut := await self._covered(piece.name if isinstance(piece, Calling) else getattr(piece, "text", "")):
                    return cut
                self.heard.add(piece)
        await self._listener.hear(piece)
        return None

    async def _covered(self, text: str) -> str | None:
        """What ends the answer where this can no more be held. Texts are counted when they might not be covered."""
        self._uncounted.append(text)
        self._at_most += len(text) if text.isascii() else 4 * len(text)
        if self._written + self._at_most <= self.metering.covered:
            return None
        self._written += count("".join(self._uncounted))
        self._uncounted, self._at_most = [], 0
        return await self.metering.covers(self._written)

    def _end(self, cut: str) -> Finish:
        """What was told so far is the answer. Raises `Refused` where that is nothing."""
        if not self.heard:
            raise cut_short(cut)
        self.cut = cut
        return Finish("length")


async def _count(conversation: Conversation) -> int:
    if conversation.characters > _LONG:
        return await asyncio.to_thread(conversation.count)
    return conversation.count()
