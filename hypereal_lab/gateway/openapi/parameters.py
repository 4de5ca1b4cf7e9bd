"""What stands in paths, behind the question mark and in headers."""

from __future__ import annotations

import re
from typing import Any

from hypereal_lab.gateway.openapi.operations import Operation
from hypereal_lab.wire.jobs import LONGEST_WAIT
from hypereal_lab.wire.storage import KINDS

__all__ = ["parameters_of"]

_TEXT = {"type": "string"}
_PLACE = re.compile(r"\{(\w+)\}")


def _field(words: str, name: str, place: str, schema: dict[str, Any], *, is_needed: bool = False) -> dict[str, Any]:
    needed = {"required": True} if place == "path" or is_needed else {}
    return {"name": name, "in": place, "description": words, "schema": schema, **needed}


def _number(words: str, name: str, least: int, most: int, usual: int | None = None) -> dict[str, Any]:
    default = {} if usual is None else {"default": usual}
    return _field(words, name, "query", {"type": "integer", "minimum": least, "maximum": most, **default})


_JOB_STATES = ["processing", "queued", "running", "completed", "failed", "cancelled"]
_IN_PATHS = {
    "model": _field("Id or alias of a model.", "model", "path", _TEXT),
    "action": _field(
        "What is asked of the model.",
        "action",
        "path",
        {"enum": ["generateContent", "streamGenerateContent", "countTokens"]},
    ),
    "job": _field("Id of a job.", "job", "path", _TEXT),
    "response": _field("Id of a stored response.", "response", "path", _TEXT),
    "object": _field("Id of an object in storage.", "object", "path", _TEXT),
    "webhook": _field("Id of a webhook.", "webhook", "path", _TEXT),
    "token": _field("What nobody can guess.", "token", "path", _TEXT),
    "name": _field("The name of the file.", "name", "path", _TEXT),
}
_IN_QUERIES = {
    "alt": _field("`sse` asks for a stream of events; else a stream is one list.", "alt", "query", _TEXT),
    "limit": _number("How many at most.", "limit", 1, 100, 20),
    "usage_limit": _number("How many logs at most.", "limit", 1, 1000, 100),
    "table": _field("CSV, or Parquet where pyarrow is installed.", "format", "query", {"enum": ["csv", "parquet"]}),
    "days": _number("The last so many days.", "days", 1, 90, 30),
    "order": _field("The latest first, or last.", "order", "query", {"enum": ["desc", "asc"], "default": "desc"}),
    "after": _field("Only what comes after the item of this id.", "after", "query", _TEXT),
    "cursor": _field("`nextCursor` of the page before.", "cursor", "query", _TEXT),
    "job_status": _field("Only jobs that stand so.", "status", "query", {"enum": _JOB_STATES}),
    "call_status": _number("Only calls that were answered so; 0 for all.", "status", 0, 599),
    "model": _field("Only calls of this model.", "model", "query", _TEXT),
    "endpoint": _field("Only calls of this route.", "endpoint", "query", _TEXT),
    "wait": _number(
        "Seconds to wait for another state; with If-None-Match, for another answer.", "wait", 0, LONGEST_WAIT, 0
    ),
    "kind": _field("Only objects of this kind.", "kind", "query", {"enum": list(KINDS)}),
    "expiresIn": _number("Seconds that the link opens.", "expiresIn", 1, 604_800, 3600),
    "apiKeyId": _field("Only calls with this key.", "apiKeyId", "query", _TEXT),
}
_SIGNED = [
    _field("Until when the link opens, in Unix seconds.", "expires", "query", _TEXT, is_needed=True),
    _field("Proves that this gateway gave the link.", "signature", "query", _TEXT, is_needed=True),
]
_PART = [
    _field("`bytes first-last/size` of a part; the whole where it is left out.", "Content-Range", "header", _TEXT),
    _field("`sha-256=:base64:` of the bytes that are sent.", "Content-Digest", "header", _TEXT),
]
_TAG = _field("`ETag` of the answer that the client has.", "If-None-Match", "header", _TEXT)
_ONCE = _field(
    "The same key and the same body give the same answer, done and paid once, for 24 hours.",
    "Idempotency-Key",
    "header",
    {"type": "string", "minLength": 1, "maxLength": 255},
)


def parameters_of(operation: Operation, path: str) -> list[dict[str, Any]]:
    """All but the key, which is a matter of the security schemes."""
    placed = [_IN_PATHS[name] for name in _PLACE.findall(path)]
    asked = [_IN_QUERIES[name] for name in operation.query]
    links = [*(_SIGNED if operation.signed else []), *(_PART if operation.takes_bytes else [])]
    headers = [*([_TAG] if operation.tagged else []), *([_ONCE] if operation.paid else [])]
    return [*placed, *asked, *links, *headers]
