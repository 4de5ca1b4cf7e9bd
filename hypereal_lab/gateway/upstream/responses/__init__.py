"""Responses: OpenAI's newer form."""

from __future__ import annotations

from hypereal_lab.gateway.upstream.responses.wire import ResponsesWire

__all__ = ["ResponsesWire"]
