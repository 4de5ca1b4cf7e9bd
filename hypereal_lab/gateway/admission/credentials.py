"""The four ways a key travels (API pages, authentication): Bearer, x-api-key, x-goog-api-key, `?key=`."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

__all__ = ["take_key"]


def take_key(scope: MutableMapping[str, Any]) -> str | None:
    """The key of a request, in that order of forms. The query form is taken out of the scope before anyone logs it."""
    asked = _from_query(scope)
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in (b"authorization", b"x-api-key", b"x-goog-api-key"):
            found.setdefault(name, value)
    bearer = found.get(b"authorization", b"")
    if bearer[:7].lower() == b"bearer ":
        return bearer[7:].strip().decode("latin-1")
    plain = found.get(b"x-api-key") or found.get(b"x-goog-api-key")
    return plain.strip().decode("latin-1") if plain else asked


def _from_query(scope: MutableMapping[str, Any]) -> str | None:
    query: bytes = scope.get("query_string", b"")
    if b"key=" not in query:
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    scope["query_string"] = urlencode([pair for pair in pairs if pair[0] != "key"]).encode()
    return next((value for name, value in pairs if name == "key"), None)
