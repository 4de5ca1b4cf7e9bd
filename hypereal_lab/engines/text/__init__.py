"""The text engine: small, offline, honest about it, and the same for the same words."""

from __future__ import annotations

from hypereal_lab.engines.text.ask import Ask, Call, Tool, Turn, Written
from hypereal_lab.engines.text.writer import write

__all__ = ["Ask", "Call", "Tool", "Turn", "Written", "write"]
