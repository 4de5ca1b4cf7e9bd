"""Webhooks: what is told of a job that ended, and the signatures that prove who says it.

Two sets of headers say the same: those of the Standard Webhooks specification, and this API's own.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence

import msgspec

from hypereal_lab.wire.codec import Answer
from hypereal_lab.wire.jobs import JobAnswer

__all__ = [
    "EVENT_ID",
    "EVENT_SIGNATURE",
    "EVENT_TIMESTAMP",
    "SECRET_PREFIX",
    "WEBHOOK_ID",
    "WEBHOOK_SIGNATURE",
    "WEBHOOK_TIMESTAMP",
    "DeliveriesAnswer",
    "Delivery",
    "DeliveryAttempt",
    "WebhookEvent",
    "WebhookSecret",
    "read_secret",
    "sign_event",
    "sign_standard",
    "signed_headers",
    "write_secret",
]

WEBHOOK_ID, WEBHOOK_TIMESTAMP, WEBHOOK_SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""Standard Webhooks: the id is the same in every attempt, the time (Unix seconds) is that of the attempt."""
EVENT_ID, EVENT_TIMESTAMP, EVENT_SIGNATURE = "x-hypereal-event-id", "x-hypereal-timestamp", "x-hypereal-signature"
"""This API's own names for the same."""

SECRET_PREFIX = "whsec_"  # noqa: S105 - no secret, only how one begins
_SHORTEST, _LONGEST = 16, 128
"""Bytes of a secret that is taken."""


class WebhookEvent(JobAnswer, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The end of a job, as its receiver is told: a `JobAnswer` whose `status` is `completed` or `failed`."""

    webhook_id: str = msgspec.field(default="", name="webhookId")
    """The same for every repeat of one event; from a header, not part of the body."""


class WebhookSecret(Answer, frozen=True, kw_only=True, rename="camel"):
    """What the account's webhooks are signed with."""

    secret: str
    """`whsec_` and the key in base64."""
    previous_until: float | None = None
    """Until when the secret before this one signs too, in Unix seconds."""

    def __repr__(self) -> str:
        return "WebhookSecret(secret=...)"


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One POST and how it ended. What the receiver wrote in its answer is never kept."""

    number: int
    at: float
    """Unix seconds."""
    seconds: float
    """How long it took."""
    status: int | None = None
    """Of the receiver's answer; None where none came."""
    error: str | None = None
    """Why it failed, in a word."""


class Delivery(Answer, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One webhook and its attempts."""

    id: str
    job_id: str
    url: str
    status: str
    """`waiting`, `delivered`, `failed` after the last attempt, or `disabled` by a receiver that answered 410."""
    created_at: float
    """Unix seconds."""
    next_attempt_at: float | None = None
    attempts: list[DeliveryAttempt] = []


class DeliveriesAnswer(Answer, frozen=True, kw_only=True, rename="camel"):
    """Webhooks of one account, the newest first."""

    deliveries: list[Delivery] = msgspec.field(default_factory=list)
    next_cursor: str | None = None
    """Give it back to get the next page; None on the last one."""


def write_secret(key: bytes) -> str:
    """The text of a secret."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def read_secret(text: str) -> bytes:
    """The key that a secret's text stands for. Raises `ValueError`."""
    try:
        key = base64.b64decode(text.strip().removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError("the secret of webhooks is whsec_ and a key of 16 to 128 bytes in base64")
    return key


def sign_standard(key: bytes, event: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of id, time and body in base64."""
    mac = hmac.digest(key, b"%s.%d.%s" % (event.encode(), timestamp, body), "sha256")
    return f"v1,{base64.b64encode(mac).decode()}"


def sign_event(key: bytes, timestamp: int, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256 of time and body in hex."""
    return f"v1={hmac.digest(key, b'%d.%s' % (timestamp, body), 'sha256').hex()}"


def signed_headers(keys: Sequence[bytes], event: str, timestamp: int, body: bytes) -> dict[str, str]:
    """All six headers; with two keys, while a secret is being changed, each signature is there twice."""
    return {
        WEBHOOK_ID: event,
        WEBHOOK_TIMESTAMP: str(timestamp),
        WEBHOOK_SIGNATURE: " ".join(sign_standard(key, event, timestamp, body) for key in keys),
        EVENT_ID: event,
        EVENT_TIMESTAMP: str(timestamp),
        EVENT_SIGNATURE: ",".join(sign_event(key, timestamp, body) for key in keys),
    }
