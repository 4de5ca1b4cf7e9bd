"""The four ways a key travels (API pages, authentication): Bearer, x-api-key, x-goog-api-key, `?key=`."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote_plus

__all__ = ["take_key"]


def take_key(scope: MutableMapping[str, Any], headers: Mapping[bytes, bytes]) -> str | None:
    """The key of a request, in that order of forms. The query form is taken out of the scope before anyone logs it."""
    asked = _from_query(scope) if scope["query_string"] else None
    bearer = headers.get(b"authorization", b"")
    if bearer[:7].lower() == b"bearer " and (key := bearer[7:].strip()):
        return key.decode("latin-1")
    plain = headers.get(b"x-api-key") or headers.get(b"x-goog-api-key")
    return plain.strip().decode("latin-1") if plain else asked


def _from_query(scope: MutableMapping[str, Any]) -> str | None:
    """Every `key` goes, however its name is escaped; the first counts."""
    pairs = scope["query_string"].decode("latin-1").split("&")
    found = [pair for pair in pairs if unquote_plus(pair.partition("=")[0]) == "key"]
    if not found:
        return None
    scope["query_string"] = "&".join(pair for pair in pairs if pair not in found).encode("latin-1")
    return unquote_plus(found[0].partition("=")[2])
