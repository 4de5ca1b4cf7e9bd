"""The programs once more, where the gateway has another one behind it instead of engines of its own."""

from __future__ import annotations

from tests.gateway.through.conftest import gateway

__all__ = ["gateway"]
