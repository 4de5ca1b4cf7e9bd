"""Where the front end is, once it is built."""

from __future__ import annotations

from pathlib import Path

__all__ = ["BUILD_COMMAND", "STATIC"]

STATIC = Path(__file__).parent / "static"
BUILD_COMMAND = "npm --prefix widgets ci && npm --prefix widgets run build"
