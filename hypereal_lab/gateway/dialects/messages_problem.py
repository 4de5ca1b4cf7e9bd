"""A refusal in the words of Anthropic's SDKs."""

from __future__ import annotations

import msgspec

from hypereal_lab.wire.problems import Problem

__all__ = ["problem_body"]

_BY_STATUS = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


def problem_body(problem: Problem, request_id: str) -> bytes:
    """The body that all read, with Anthropic's word for the type."""
    other = "invalid_request_error" if problem.status < 500 else "api_error"
    return msgspec.structs.replace(problem, type=_BY_STATUS.get(problem.status, other)).body(request_id)
