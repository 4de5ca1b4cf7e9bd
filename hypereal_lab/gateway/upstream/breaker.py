"""A target that fails again and again is left alone for a while, then tried with one call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Breaker", "BreakerRule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRule:
    """When it opens and closes. Times are in seconds."""

    window: float = 30.0
    """How far back calls count."""
    least: int = 5
    """Calls of the window before it may open."""
    share: float = 0.5
    """Of them that failed."""
    pause: float = 10.0
    """Without any call, once it is open."""


class Breaker:
    """One for each target. A failure that the caller's own request caused is never told to it."""

    def __init__(self, clock: Callable[[], float], rule: BreakerRule | None = None) -> None:
        self._clock = clock
        self._rule = rule or BreakerRule()
        self._ends: deque[tuple[float, bool]] = deque()
        self._opened: float | None = None
        self._probed: float | None = None

    @property
    def state(self) -> Literal["closed", "open", "half_open"]:
        """`half_open`: the pause is over, and one call may try."""
        if self._opened is None:
            return "closed"
        return "half_open" if self._clock() >= self._opened + self._rule.pause else "open"

    def allows(self) -> bool:
        """Whether a call may go there now. In `half_open` it says yes once, and again after a pause without news."""
        match self.state:
            case "closed":
                return True
            case "open":
                return False
        now = self._clock()
        if self._probed is not None and now < self._probed + self._rule.pause:
            return False
        self._probed = now
        return True

    def succeeded(self) -> None:
        """A call ended well, or at least began to."""
        if self._opened is not None:
            self._opened = self._probed = None
            self._ends.clear()
        self._add(True)

    def failed(self) -> None:
        """A call got no answer."""
        if self._opened is not None:
            self._opened, self._probed = self._clock(), None
            return
        self._add(False)
        failures = sum(not well for _, well in self._ends)
        if len(self._ends) >= self._rule.least and failures >= self._rule.share * len(self._ends):
            self._opened = self._clock()

    def _add(self, well: bool) -> None:
        now = self._clock()
        self._ends.append((now, well))
        while self._ends and self._ends[0][0] <= now - self._rule.window:
            self._ends.popleft()
