"""Texts for a JSON schema: formats, patterns and lengths, from the request where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypereal_lab.engines.text.patterns import example
from hypereal_lab.engines.text.sources import Sources

__all__ = ["string", "whole"]

_LONGEST = 20_000
"""Characters of one text."""
_FORMS = {
    "date": (r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)\b", "2026-01-01"),
    "date-time": (r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})", "2026-01-01T00:00:00Z"),
    "time": (r"\b[0-2]\d:[0-5]\d:[0-5]\d(?:Z|[+-]\d{2}:\d{2})", "00:00:00Z"),
    "duration": (r"\bP(?:\d+[YMWD])+(?:T(?:\d+[HMS])+)?\b|\bPT(?:\d+[HMS])+\b", "P1D"),
    "email": (r"[\w.+-]+@[\w-]+\.[\w.]+\w", "someone@example.com"),
    "uri": (r"https?://[^\s\"'<>]+\w", "https://example.com/"),
    "uuid": (r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "00000000-0000-4000-8000-000000000000"),
    "ipv4": (r"\b(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\b", "192.0.2.1"),
    "ipv6": (r"\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b", "2001:db8::1"),
    "hostname": (r"\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\b", "example.com"),
    "json-pointer": (r"(?<!\S)/[\w/]+(?!\S)", "/a"),
    "regex": (r"(?<=/)\^[^/\s]+\$(?=/)", ".*"),
    "byte": (r"(?!)", "AAAA"),
}
"""By format: how it looks in a request, and what stands in for it."""
_ALSO = {
    "idn-email": "email", "iri": "uri", "url": "uri", "uri-reference": "uri", "iri-reference": "uri",
    "uri-template": "uri", "idn-hostname": "hostname", "guid": "uuid", "datetime": "date-time",
    "relative-json-pointer": "byte", "base64": "byte",
}  # fmt: skip


def string(schema: Mapping[str, Any], name: str, sources: Sources) -> str:
    """A text that the schema allows; of what it cannot both have, the format counts, then the pattern."""
    least, most = min(whole(schema.get("minLength"), 0), _LONGEST), whole(schema.get("maxLength"), _LONGEST)
    form = schema.get("format")
    form = _ALSO.get(form, form) if isinstance(form, str) else None
    if form in _FORMS:
        looks, else_this = _FORMS[form]
        return sources.matching(looks) or else_this
    if isinstance(pattern := schema.get("pattern"), str):
        return example(pattern, sources, least=least, most=most)
    text = sources.text(name) or (sources.words[:80].strip() or name or "text")
    if len(text) < least:
        text = (text + " " + sources.words).strip().ljust(least, ".")[: max(least, len(text))]
    return text[:most]


def whole(value: object, usual: int) -> int:
    """A whole number of the schema, or the usual one where it says none that makes sense."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else usual
