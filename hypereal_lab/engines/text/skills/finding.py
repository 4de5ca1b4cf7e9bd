"""What stands in a text that was given: addresses, links, numbers, dates, names, its longest word."""

from __future__ import annotations

import re

from hypereal_lab.engines.text.ask import Ask
from hypereal_lab.engines.text.chance import Chance
from hypereal_lab.engines.text.subject import given, plain

__all__ = ["finding"]

_FORMS = {
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}",
    "link": r"https?://[^\s\"'<>]*[^\s\"'<>.,;:!?)]",
    "number": r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?![\w])",
    "date": r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b",
    "name": r"(?<!^)(?<![.!?] )\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*",
    "hashtag": r"#\w+",
}
_KINDS = {
    "e-mail": "email", "email": "email", "url": "link", "link": "link", "number": "number", "date": "date",
    "name": "name", "hashtag": "hashtag",
}  # fmt: skip
_ASKED = re.compile(
    r"^(?:extract|find|list|get|pull out|give me|which|what)\b.{0,30}?\b"
    r"(?P<kind>e-?mail|url|link|number|date|name|hashtag)"
    r"(?: address)?(?:e?s)?\b.{0,40}?\b(?:from|in|of)\b"
)
_LENGTH = re.compile(r"\b(?P<which>longest|shortest) word\b.{0,40}?\b(?:in|of|from)\b")
_OF = re.compile(r"^.*?\b(?:from|in|of)\b(?: the)?(?: following)?(?: text| sentence)?", re.I)
_READ = 20_000
_MOST = 50


def finding(ask: Ask, chance: Chance) -> str | None:
    """All of a kind, one on a line; or the longest or shortest word."""
    said = plain(ask.words[:200])
    if length := _LENGTH.search(said):
        words = re.findall(r"[^\W\d_][\w'’-]*", given(ask, _OF)[:_READ])
        return (max if length["which"] == "longest" else min)(words, key=len) if words else None
    found = _ASKED.match(said)
    if not found or not (text := given(ask, _OF)[:_READ]):
        return None
    kind = _KINDS[found["kind"]]
    values = list(dict.fromkeys(re.findall(_FORMS[kind], text)))[:_MOST]
    return "\n".join(values) or f"There is no {found['kind']} in it."
