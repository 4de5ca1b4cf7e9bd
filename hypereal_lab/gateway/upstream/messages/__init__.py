"""Messages: Anthropic."""

from __future__ import annotations

from hypereal_lab.gateway.upstream.messages.wire import MessagesWire

__all__ = ["MessagesWire"]
