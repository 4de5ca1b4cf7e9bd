"""The bodies of refusals and failures, in the form of each dialect, and what each status means."""

from __future__ import annotations

from typing import Any

from hypereal_lab.errors import BY_TYPE

__all__ = ["MEANINGS", "PROBLEM_SCHEMAS"]

MEANINGS = {
    400: "The request has to change; `error.param` names the field.",
    401: "No key was sent, or none that is good.",
    402: "The account has too few credits; nothing was made.",
    403: "The link was not signed by this gateway, or was changed.",
    404: "There is no such thing, or it belongs to another account.",
    408: "No byte came for a while; the upload can be gone on with.",
    409: "The Idempotency-Key was used for another body, or what is asked does not fit how the thing stands.",
    410: "It was kept, or its link opened, for a time that is over.",
    413: "The body is too large, or the account has no room for what is announced.",
    416: "The range lies outside of the file.",
    429: "Too many requests of this hour, or too many open jobs; `Retry-After` says how long to wait.",
    500: "A fault of the gateway; nothing was charged.",
    502: "The provider failed; nothing was charged.",
    503: "Nobody can answer at the moment; nothing was charged.",
    504: "The provider took too long; nothing was charged.",
}
"""By status."""

_TEXT = {"type": "string"}
_MAYBE_TEXT = {"type": ["string", "null"]}
_FACTS = {
    "required": {"type": "number", "description": "Credits that the call may cost."},
    "available": {"type": "number", "description": "Credits that the account can spend."},
    "available_models": {"type": "array", "items": _TEXT},
    "available_intents": {"type": "array", "items": _TEXT},
    "allowed": {"type": "array", "items": True, "description": "What the field may be."},
    "retry_after": {"type": "number", "description": "Seconds."},
    "position": {"type": "integer", "description": "As number how many the call came into the queue."},
    "waiting": {"type": "integer", "description": "Calls that wait for their turn."},
    "received": {"type": "integer", "description": "Bytes of an upload that are here."},
    "size": {"type": "integer", "description": "Bytes of the whole upload."},
    "quota": {"type": "integer", "description": "Bytes that the account may keep."},
    "used": {"type": "integer", "description": "Bytes that are taken, uploads under way included."},
}
"""Inside `error` for those who keep only that, and beside it for the older generation."""


def _problem(kind: dict[str, Any], words: str) -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {
            "type": kind,
            "message": {**_TEXT, "description": "A sentence that ends with the next step."},
            "code": {**_MAYBE_TEXT, "description": "A finer word than `type`."},
            "param": {**_MAYBE_TEXT, "description": "The field of the request that has to change."},
            **_FACTS,
        },
        "required": ["type", "message", "code", "param"],
    }
    return {
        "description": words,
        "type": "object",
        "properties": {"type": {"const": "error"}, "error": error, "request_id": _TEXT, **_FACTS},
        "required": ["type", "error", "request_id"],
    }


def _google() -> dict[str, Any]:
    error = {
        "type": "object",
        "properties": {
            "code": {"type": "integer", "description": "The status of the answer."},
            "message": _TEXT,
            "status": {**_TEXT, "description": "Google's word for it, such as INVALID_ARGUMENT."},
            "type": {"enum": sorted(BY_TYPE)},
            "reason": _MAYBE_TEXT,
            "param": _MAYBE_TEXT,
            **_FACTS,
        },
        "required": ["code", "message", "status", "type", "reason", "param"],
    }
    return {
        "description": "A refusal as Google's libraries read it.",
        "type": "object",
        "properties": {"error": error, "request_id": _TEXT, **_FACTS},
        "required": ["error", "request_id"],
    }


PROBLEM_SCHEMAS = {
    "Problem": _problem({"enum": sorted(BY_TYPE)}, "The one error body, which all SDKs read."),
    "AnthropicProblem": _problem(_TEXT, "The same with Anthropic's words for `error.type`."),
    "GoogleProblem": _google(),
}
"""By name of the component."""
