"""Gemini: Google."""

from __future__ import annotations

from hypereal_lab.gateway.upstream.gemini.wire import GeminiWire

__all__ = ["GeminiWire"]
