"""A lab in front of a scripted server, for frames that go through it."""

from __future__ import annotations

from tests.labs import lab, server

__all__ = ["lab", "server"]
