"""`/v1/webhooks`: the account's secret, what was sent and how it went, and sending again."""

from __future__ import annotations

from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.gateway.webhooks.outbox import Sent
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.routes import WEBHOOKS
from hypereal_lab.wire.webhooks import DeliveriesAnswer, Delivery, DeliveryAttempt, WebhookSecret, write_secret

__all__ = ["Webhooks"]

_USUAL, _MOST = 20, 100
"""Webhooks on one page."""


class Webhooks:
    """Nobody sees a webhook of another account, not even that it is there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def secret(self, visit: Visit) -> Reply:
        """What the account's webhooks are signed with."""
        return self._secret(self._parts.gate.admit(visit).wallet)

    async def rotate(self, visit: Visit) -> Reply:
        """A new secret; for a day everything is signed with the one before it too."""
        wallet = self._parts.gate.admit(visit).wallet
        await self._parts.protected.run(self._parts.webhooks.rotate(wallet))
        return self._secret(wallet)

    async def deliveries(self, visit: Visit) -> Reply:
        """What was sent, newest first, with every attempt."""
        key = self._parts.gate.admit(visit)
        asked = read_query(visit, ("limit", "cursor"))
        limit, outbox = whole_number(asked, "limit", _USUAL, 1, _MOST), self._parts.webhooks.outbox
        after = asked.get("cursor")
        if after is not None and outbox.find(after, key.wallet) is None:
            words = "cursor is not one of this list; take nextCursor of the page before, or leave it out."
            raise bad_request(words, param="cursor")
        found = outbox.page(key.wallet, limit=limit + 1, after=after)
        page = [_delivery(sent) for sent in found[:limit]]
        return Reply(encode(DeliveriesAnswer(deliveries=page, next_cursor=page[-1].id if len(found) > limit else None)))

    async def replay(self, visit: Visit) -> Reply:
        """Send one again, with the same id and the same bytes: 202 with how it stands."""
        key, webhooks = self._parts.gate.admit(visit), self._parts.webhooks
        letter = webhooks.outbox.find(visit.place("webhook"), key.wallet)
        if letter is None:
            words = f"Webhook not found. GET {WEBHOOKS}/deliveries lists those of this account."
            raise refused(404, "not_found", words, code="webhook_not_found")
        await self._parts.protected.run(webhooks.replay(letter))
        after = webhooks.outbox.find(letter.id) or letter
        return Reply(encode(_delivery(webhooks.outbox.sent(after))), status=202)

    def _secret(self, wallet: str) -> Reply:
        webhooks = self._parts.webhooks
        told = WebhookSecret(
            secret=write_secret(webhooks.keys(wallet)[0]), previous_until=webhooks.previous_until(wallet)
        )
        return Reply(encode(told))


def _delivery(sent: Sent) -> Delivery:
    letter = sent.letter
    return Delivery(
        id=letter.id,
        job_id=letter.job,
        url=letter.url,
        status=letter.state,
        created_at=letter.created,
        next_attempt_at=letter.due,
        attempts=[
            DeliveryAttempt(
                number=number, at=one.time, seconds=round(one.seconds, 3), status=one.status, error=one.error
            )
            for number, one in enumerate(sent.attempts, 1)
        ],
    )
