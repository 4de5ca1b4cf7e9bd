"""The one error body that all SDKs can read, and a reader for all the bodies that were ever sent.

Written: `{"type": "error", "error": {"type", "message", "code", "param", ...}, "required"?, "available"?,
"available_models"?}`. Facts stand inside `error`, because SDKs keep only that, and beside it, because the older
generation reads them there.
Read: that one, `{"error": {"type", "message"}}`, the older `{"error": "text", ...}`, and pages that are no JSON at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab import errors
from hypereal_lab.wire.codec import encode

__all__ = ["Problem", "read_problem"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal or failure, before it is written as JSON or raised as an exception."""

    status: int
    type: str
    """A word of `hypereal_lab.errors.BY_TYPE`."""
    message: str
    code: str | None = None
    """A finer word than `type`, such as `model_required`."""
    param: str | None = None
    """The field of the request that has to change."""
    facts: Mapping[str, Any] = {}
    """More for programs: `required`, `available`, `available_models`, `allowed`, ..."""

    def body(self, request_id: str | None = None) -> bytes:
        """The JSON that is sent."""
        error = {
            "type": self.type,
            "message": self.message,
            "code": self.code,
            "param": self.param,
            **self.facts,
        }
        beside = {"request_id": request_id} if request_id else {}
        return encode({"type": "error", "error": error, **self.facts, **beside})

    def exception(self, request_id: str | None = None) -> errors.APIError:
        """The exception that a client raises for it."""
        kind = errors.BY_TYPE.get(self.type) or errors.BY_STATUS.get(self.status, errors.APIError)
        if kind is errors.BadRequest and "available_models" in self.facts:
            kind = errors.UnknownModel
        return kind(
            self.message,
            status=self.status,
            code=self.code,
            param=self.param,
            request_id=request_id,
            facts=self.facts,
        )


_SHOWN = 300
"""Characters of a page without JSON that are worth repeating."""


def read_problem(status: int, body: bytes) -> Problem:
    """Make sense of an error body of any generation. Never raises."""
    try:
        whole = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = body[: _SHOWN * 4].decode("utf-8", "replace").strip()[:_SHOWN]
        return Problem(status=status, type=_type(status), message=text or f"status {status} without a word")
    if not isinstance(whole, dict):
        return Problem(status=status, type=_type(status), message=str(whole)[:_SHOWN])
    error = whole.get("error")
    inner: dict[str, Any] = error if isinstance(error, dict) else {"message": error or whole.get("message")}
    facts = {
        name: value
        for name, value in {**whole, **inner}.items()
        if name not in {"type", "error", "message", "code", "param", "request_id"}
    }
    return Problem(
        status=status,
        type=str(inner.get("type") or _type(status)),
        message=str(inner.get("message") or f"status {status} without a word"),
        code=_text(inner.get("code")),
        param=_text(inner.get("param")),
        facts=facts,
    )


def _type(status: int) -> str:
    return errors.BY_STATUS.get(status, errors.APIError).type


def _text(value: object) -> str | None:
    return None if value is None else str(value)
