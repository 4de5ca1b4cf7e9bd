"""Why the books refuse something."""

from __future__ import annotations

from hypereal_lab.wire.money import Credits

__all__ = ["AlreadyResolved", "BalanceTooLow"]


class BalanceTooLow(Exception):
    """The wallet cannot cover the hold or its extension; nothing more was held."""

    def __init__(self, required: Credits, available: Credits) -> None:
        super().__init__(f"needs {required} credits, {available} are available")
        self.required = required
        self.available = available


class AlreadyResolved(Exception):
    """The hold was settled, voided or expired before."""
