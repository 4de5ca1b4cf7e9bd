"""What the routes that answer with files share: the order, repeats under one key, the log of refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.corridor import Also, PaidCall
from hypereal_lab.gateway.idempotency import attempt_of
from hypereal_lab.gateway.making import Made
from hypereal_lab.gateway.meter import Tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.made import MadeAnswer, MadeItem

__all__ = ["Order", "Orders", "answer_of"]

B = TypeVar("B")


class Order(NamedTuple, Generic[B]):
    """What is asked for."""

    asking: Asking
    body: B
    older: bool
    """Whether it is answered in the older shape."""

    def call(self, card: Card, tariff: Tariff, provider: str, units: int = 1) -> PaidCall:
        """With the price frozen."""
        return PaidCall.of(self.asking, card.id, provider, tariff.of(units), tariff)


class Orders:
    """The way of one order from its body to its answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def answer(
        self, order: Order[B], raw: bytes, make: Callable[[Callable[[bytes], Sequence[Also]]], Awaitable[bytes]]
    ) -> Reply:
        """Make it once for each Idempotency-Key.

        `make` is given what to write in the transaction that settles, which is how a repeat finds its answer.
        """
        parts = self._parts
        attempt = attempt_of(order.asking, raw)

        def work() -> Awaitable[bytes]:
            return self._logged(order.asking, make(lambda body: parts.answers.rows(attempt, lambda: body)))

        body, earlier = await parts.protected.run(parts.answers.once(attempt, work))
        return Reply(body, replayed=earlier)

    async def _logged(self, asking: Asking, work: Awaitable[bytes]) -> bytes:
        """Refusals from before the hold are logged here; those after it, by the corridor."""
        try:
            return await work
        except Refused as refusal:
            if refusal.problem.status == 400:
                await self._parts.corridor.refuse(asking, refusal)
            raise


def answer_of(
    order: Order[B],
    made: Made,
    card: Card,
    tariff: Tariff,
    *,
    created: float,
    webhook: str | None = None,
    note: str | None = None,
) -> bytes:
    """Both shapes; a file that was free because no price is known says so."""
    said = [f"No source tells a price of {card.id}, so this play call was free."] if tariff.is_free else []
    said += ["Calls like this one send no webhooks: the result is in this answer."] if webhook else []
    said += [note] if note else []
    answer = MadeAnswer(
        created=int(created),
        data=[] if order.older else [MadeItem(url=made.link)],
        success=True if order.older else None,
        status="completed" if order.older else None,
        output_url=made.link if order.older else None,
        duration=None if made.seconds is None else round(made.seconds, 3),
        credits_used=made.charged.decimal,
        model=card.id,
        message=" ".join(said) or None,
        expires_at=None if made.expires is None else int(made.expires),
    )
    return encode(answer)
