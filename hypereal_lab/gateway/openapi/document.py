"""The document: every operation at every path, with the components that they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from hypereal_lab import __version__
from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.openapi.open_fields import FORM_SCHEMAS, RESPONSE_SCHEMAS
from hypereal_lab.gateway.openapi.operations import OPERATIONS, Operation
from hypereal_lab.gateway.openapi.parameters import parameters_of
from hypereal_lab.gateway.openapi.problems import MEANINGS, PROBLEM_SCHEMAS
from hypereal_lab.gateway.openapi.schemas import REF, answer_schemas, body_schemas
from hypereal_lab.wire.chat import ChatChunk
from hypereal_lab.wire.routes import KEY_PREFIX, QUEUE_POSITION, QUEUE_SECONDS, REQUEST_ID

__all__ = ["build_document"]

_WORDS = re.compile(r"[a-zA-Z0-9]+")
_JSON = "application/json"
_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "description": f"A key, which begins with {KEY_PREFIX}."},
    "x-api-key": {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "As Anthropic's SDKs send it."},
    "x-goog-api-key": {
        "type": "apiKey",
        "in": "header",
        "name": "x-goog-api-key",
        "description": "As Google's libraries send it.",
    },
    "key": {"type": "apiKey", "in": "query", "name": "key", "description": "As Google's oldest clients send it."},
}
_FORM, _BYTES = "multipart/form-data", "application/octet-stream"
_SAME = "The client has this answer already."
_ELSEWHERE = "`Location` is a link to the bucket that has the bytes."
_NUMBER = {"type": "integer"}
_HEADERS = {
    REQUEST_ID: {"description": "Names this request; the operator finds it by that.", "schema": {"type": "string"}},
    "x-ratelimit-limit": {"description": "Requests of any hour.", "schema": _NUMBER},
    "x-ratelimit-remaining": {"description": "How many of them are left.", "schema": _NUMBER},
    "x-ratelimit-reset": {"description": "Unix second at which one more is free.", "schema": _NUMBER},
}
_QUEUED = {
    QUEUE_POSITION: {"description": "As number how many it came into the queue.", "schema": _NUMBER},
    QUEUE_SECONDS: {"description": "How long it waited for its turn.", "schema": {"type": "number"}},
}
"""On answers of what is paid and made at once."""
_OWN = {
    **RESPONSE_SCHEMAS,
    **FORM_SCHEMAS,
    "GeminiAnswers": {
        "description": "A stream that was asked for as one list.",
        "type": "array",
        "items": {"$ref": REF.format(name="GeminiAnswer")},
    },
    "File": {"description": "The bytes of a result."},
    "Health": {
        "type": "object",
        "properties": {"status": {"const": "ok"}, "service": {"type": "string"}, "version": {"type": "string"}},
        "required": ["status", "service", "version"],
    },
    "OpenAPI": {"description": "OpenAPI 3.1.", "type": "object", "required": ["openapi", "info", "paths"]},
}
"""Components that no struct holds."""


def build_document(catalog: Catalog) -> dict[str, Any]:
    """OpenAPI 3.1 of the whole gateway; the models of this catalogue are named in it."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        for path in operation.paths:
            paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, path)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hypereal Lab gateway",
            "version": __version__,
            "description": "One API for every model. Each `/v1` path also answers under `/api/v1`.",
        },
        "paths": paths,
        "components": {"schemas": _schemas(catalog), "securitySchemes": _SCHEMES, "headers": {**_HEADERS, **_QUEUED}},
        "security": [{name: []} for name in _SCHEMES],
    }


def _schemas(catalog: Catalog) -> dict[str, Any]:
    answers = {kind for one in OPERATIONS for kind in one.answers if not isinstance(kind, str)}
    bodies = {kind for one in OPERATIONS for kind in one.body}
    found = {**body_schemas(bodies, catalog), **answer_schemas(answers | {ChatChunk}), **PROBLEM_SCHEMAS, **_OWN}
    return dict(sorted(found.items()))


def _operation(operation: Operation, path: str) -> dict[str, Any]:
    made: dict[str, Any] = {"operationId": _name(operation.method, path), "summary": operation.summary}
    if parameters := parameters_of(operation, path):
        made["parameters"] = parameters
    if content := _posted(operation):
        made["requestBody"] = {"required": operation.body_needed, "content": content}
    made["responses"] = {
        str(operation.status): _answer(operation),
        **({"304": {"description": _SAME, "headers": _headers(operation)}} if operation.tagged else {}),
        **({"302": {"description": _ELSEWHERE, "headers": _headers(operation)}} if operation.redirects else {}),
        **{str(status): _refusal(operation, status) for status in operation.statuses},
    }
    return {**made, "security": []} if operation.open else made


def _posted(operation: Operation) -> dict[str, Any]:
    """What may be sent, by media type."""
    content: dict[str, Any] = {_JSON: {"schema": _any_of(operation.body)}} if operation.body else {}
    if operation.form:
        content[_FORM] = {"schema": _any_of((operation.form,))}
    if operation.takes_bytes:
        content[_BYTES] = {"schema": {"type": "string", "format": "binary"}}
    return content


def _answer(operation: Operation) -> dict[str, Any]:
    media = operation.media if operation.answers else ()
    content: dict[str, Any] = {one: {"schema": _any_of(operation.answers)} for one in media}
    content |= {media: {"schema": {"type": "string"}} for media in operation.texts}
    if operation.events:
        content["text/event-stream"] = {"schema": {"description": operation.events}}
    return {
        "description": operation.summary,
        "headers": _headers(operation),
        **({"content": content} if content else {}),
    }


def _refusal(operation: Operation, status: int) -> dict[str, Any]:
    content = {} if operation.method == "HEAD" else {"content": {_JSON: {"schema": _any_of(operation.problems)}}}
    return {"description": MEANINGS[status], "headers": _headers(operation), **content}


def _headers(operation: Operation) -> dict[str, Any]:
    names = [*_HEADERS, *(_QUEUED if operation.paid else ())]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _any_of(kinds: Iterable[type[msgspec.Struct] | str]) -> dict[str, Any]:
    names = [one if isinstance(one, str) else one.__name__ for one in kinds]
    refs = [{"$ref": REF.format(name=name)} for name in names]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}


def _name(method: str, path: str) -> str:
    """Of every path another; a slash at the end counts too."""
    words = [word.capitalize() for word in _WORDS.findall(path)]
    return method.lower() + "".join(words) + ("Root" if path.endswith("/") else "")
