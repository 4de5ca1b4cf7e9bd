"""Webhooks: an outbox whose rows are written with the end of a job, and what sends them."""

from __future__ import annotations

from hypereal_lab.gateway.webhooks.outbox import Outbox
from hypereal_lab.gateway.webhooks.sender import Sender
from hypereal_lab.gateway.webhooks.webhooks import Webhooks

__all__ = ["Outbox", "Sender", "Webhooks"]
