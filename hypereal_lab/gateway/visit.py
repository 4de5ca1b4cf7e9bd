"""One HTTP request on its way through the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypereal_lab.gateway.admission.rate import Standing

__all__ = ["Visit", "visit_of"]


class Visit:
    """What is known of a request beside its body. The key's text is dropped from every repr."""

    __slots__ = ("id", "key_id", "key_text", "standing", "started")

    def __init__(self, request_id: str, started: float, key_text: str | None) -> None:
        self.id = request_id
        self.started = started
        """Unix seconds."""
        self.key_text = key_text
        self.key_id: str | None = None
        self.standing: Standing | None = None

    def __repr__(self) -> str:
        return f"<Visit {self.id} key={self.key_id}>"


def visit_of(scope: Mapping[str, Any]) -> Visit:
    """The visit that the envelope put into the scope."""
    return cast(Visit, scope["hypereal.visit"])
