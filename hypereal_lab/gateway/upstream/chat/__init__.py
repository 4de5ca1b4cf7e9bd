"""Chat completions: OpenAI and everything that is compatible with it."""

from __future__ import annotations

from hypereal_lab.gateway.upstream.chat.wire import ChatWire

__all__ = ["ChatWire"]
