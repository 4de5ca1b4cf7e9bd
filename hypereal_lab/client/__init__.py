"""The async API core over httpx, and its sync face."""

from __future__ import annotations

from hypereal_lab.client.call import Call
from hypereal_lab.client.hypereal import AsyncHypereal, Hypereal
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.client.settings import Settings, Timeouts
from hypereal_lab.client.webhooks import verify_webhook

__all__ = ["AsyncHypereal", "Call", "Hypereal", "LoopThread", "Settings", "Timeouts", "verify_webhook"]
