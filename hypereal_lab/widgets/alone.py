"""What a widget needs of a lab where there is none: a loop to answer on, and events that never come."""

from __future__ import annotations

from collections.abc import Callable

from hypereal_lab.client.loop import LoopThread

__all__ = ["Alone"]


class Alone:
    """Stands where widgets look for their lab."""

    def __init__(self) -> None:
        self.loop = LoopThread("hypereal-widget")

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Nothing will be heard."""
        return lambda: None

    def close(self) -> None:
        """End the loop."""
        self.loop.close()
