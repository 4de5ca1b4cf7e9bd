"""A lab with a key, in front of a scripted server that makes plain pictures."""

from __future__ import annotations

from tests.labs import KEY, Server, lab, picture, server

__all__ = ["KEY", "Server", "lab", "picture", "server"]
