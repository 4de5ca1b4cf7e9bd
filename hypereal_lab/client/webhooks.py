"""Webhooks: `client.webhooks`, and the proof that what came is genuine."""

from __future__ import annotations

import hmac
import time
import uuid
from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from hypereal_lab.client.http import Http
from hypereal_lab.errors import InputError, WebhookInvalid
from hypereal_lab.wire.codec import read
from hypereal_lab.wire.routes import WEBHOOKS
from hypereal_lab.wire.webhooks import (
    EVENT_ID,
    EVENT_SIGNATURE,
    EVENT_TIMESTAMP,
    WEBHOOK_ID,
    WEBHOOK_SIGNATURE,
    WEBHOOK_TIMESTAMP,
    DeliveriesAnswer,
    Delivery,
    WebhookEvent,
    WebhookSecret,
    read_secret,
    sign_event,
    sign_standard,
)

__all__ = ["AsyncWebhooks", "verify_webhook"]

TOLERANCE = 300.0
"""Seconds by which the clocks of sender and receiver may differ."""


class AsyncWebhooks:
    """Looks after what the gateway tells the account's receivers."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def secret(self) -> WebhookSecret:
        """What the account's webhooks are signed with, for `verify_webhook`."""
        return await self._http.get(f"{WEBHOOKS}/secret", WebhookSecret)

    async def rotate(self) -> WebhookSecret:
        """A new secret. For a day webhooks are signed with the one before it too."""
        return await self._http.post(f"{WEBHOOKS}/secret", {}, WebhookSecret, idempotency_key=uuid.uuid4().hex)

    async def deliveries(self, limit: int = 100, cursor: str | None = None) -> DeliveriesAnswer:
        """What was sent and how it went, newest first, at most 100 at once; `next_cursor` gives the next page."""
        query: dict[str, str | int] = {"limit": limit}
        if cursor is not None:
            query["cursor"] = cursor
        return await self._http.get(f"{WEBHOOKS}/deliveries", DeliveriesAnswer, **query)

    async def replay(self, webhook_id: str) -> Delivery:
        """Send one again, with the same id and the same bytes. Raises `NotFound`."""
        path = f"{WEBHOOKS}/{quote(webhook_id, safe='')}/replay"
        return await self._http.post(path, {}, Delivery, idempotency_key=uuid.uuid4().hex)


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes | str,
    secret: str,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> WebhookEvent:
    """The event of a webhook, once it is proven that the owner of `secret` sent it, and not long ago.

    `headers` are those of the request in any case, `body` is what came, to the byte: JSON that was read and written
    again is another body. Either set of headers is enough, that of Standard Webhooks or `X-Hypereal-*`. An event may
    come more than once: `webhook_id` and `job_id` tell. `tolerance` is in seconds, `now` in Unix seconds. Raises
    `WebhookInvalid`, and `InputError` for a secret that is none.
    """
    raw = body.encode() if isinstance(body, str) else bytes(body)
    try:
        key = read_secret(secret)
    except ValueError as error:
        raise InputError(f"{error}; GET {WEBHOOKS}/secret shows it.", field="secret") from None
    event, timestamp = _proven({name.lower(): value for name, value in headers.items()}, raw, key)
    if abs((time.time() if now is None else now) - timestamp) > tolerance:
        words = (
            f"The webhook was signed more than {tolerance:g} s from now: a copy, or a clock that is wrong; check it."
        )
        raise WebhookInvalid(words)
    try:
        return msgspec.structs.replace(read(raw, WebhookEvent), webhook_id=event)
    except msgspec.MsgspecError:
        raise WebhookInvalid("The webhook is signed, but tells of no job; this version may be too old.") from None


def _proven(headers: Mapping[str, str], body: bytes, key: bytes) -> tuple[str, int]:
    """Id and time, as they were signed."""
    standard = WEBHOOK_SIGNATURE in headers
    names = (WEBHOOK_ID, WEBHOOK_TIMESTAMP) if standard else (EVENT_ID, EVENT_TIMESTAMP)
    event, text = (headers.get(name, "").strip() for name in names)
    given = headers.get(WEBHOOK_SIGNATURE, "").split() if standard else headers.get(EVENT_SIGNATURE, "").split(",")
    if not event or not (text.isascii() and text.isdigit() and len(text) <= 12) or not any(given):
        raise WebhookInvalid("The request lacks webhook-id, webhook-timestamp or webhook-signature; it is no webhook.")
    timestamp = int(text)
    right = sign_standard(key, event, timestamp, body) if standard else sign_event(key, timestamp, body)
    if not any(hmac.compare_digest(right.encode(), one.strip().encode()) for one in given):
        words = "The webhook was not signed with this secret, or was changed on its way; do not trust it."
        raise WebhookInvalid(words)
    return event, timestamp
