"""What the routes that answer with one file share: admission, repeats under one key, the log of refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.corridor import Also, PaidCall
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.ledger import CallRow
from hypereal_lab.gateway.making import Made
from hypereal_lab.gateway.meter import Tariff
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.made import MadeAnswer, MadeItem
from hypereal_lab.wire.money import ZERO
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY

__all__ = ["Order", "Orders", "answer_of"]

_IDEMPOTENCY = IDEMPOTENCY_KEY.encode()
_REPLAYED = (b"idempotency-replayed", b"true")

B = TypeVar("B")


class Order(NamedTuple, Generic[B]):
    """One request as it came through admission."""

    visit: Visit
    key: Key
    endpoint: str
    body: B
    older: bool
    """Whether it is answered in the older shape."""

    def call(self, card: Card, tariff: Tariff, provider: str) -> PaidCall:
        """With the price frozen."""
        return PaidCall(
            visit=self.visit,
            key=self.key,
            endpoint=self.endpoint,
            model=card.id,
            provider=provider,
            amount=tariff.of(1),
            version=tariff.version,
            basis=tariff.basis,
        )


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
        named = order.visit.header(_IDEMPOTENCY)
        if named is None:
            return Reply(await parts.protected.run(self._logged(order, make(lambda _body: ()))))
        attempt = attempt_of(order.key.wallet, order.endpoint, named, raw)
        once = parts.answers.once(attempt, lambda: self._logged(order, make(self._kept(attempt))), _as_it_was)
        body, earlier = await parts.protected.run(once)
        return Reply(body, _REPLAYED) if earlier else Reply(body)

    def _kept(self, attempt: Attempt) -> Callable[[bytes], Sequence[Also]]:
        return lambda body: (self._parts.answers.row(attempt, body),)

    async def _logged(self, order: Order[B], work: Awaitable[bytes]) -> bytes:
        """Refusals from before the hold are logged here; those after it, by the corridor."""
        try:
            return await work
        except Refused as refusal:
            if refusal.problem.status == 400:
                await self._parts.corridor.refuse(_row(order, refusal, self._parts.clock()))
            raise


def answer_of(
    order: Order[B], made: Made, card: Card, tariff: Tariff, *, created: float, webhook: str | None = None
) -> bytes:
    """Both shapes; a file that was free because no price is known says so."""
    said = [f"No source tells a price of {card.id}, so this play call was free."] if tariff.is_free else []
    said += ["This gateway sends no webhooks yet; the result is in this answer."] if webhook else []
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


def _row(order: Order[B], refusal: Refused, now: float) -> CallRow:
    """How a refusal stands in the request log; a model that nobody knows is not repeated there."""
    return CallRow(
        id=order.visit.id,
        created=order.visit.started,
        wallet=order.key.wallet,
        key_id=order.key.id,
        endpoint=order.endpoint,
        model=None,
        provider=None,
        status_code=refusal.problem.status,
        latency_ms=round((now - order.visit.started) * 1000),
        units=0,
        credits=ZERO,
        price_version=None,
        basis=None,
        error=refusal.problem.code,
    )


async def _as_it_was(kept: bytes) -> bytes:
    return kept
