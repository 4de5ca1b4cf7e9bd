"""Hypereal Cache: one mark in a request to Anthropic that lets it keep what every request of an agent begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hypereal_lab.gateway.upstream.raw import put_in, written

__all__ = ["is_wanted", "with_mark"]

_MARK = b'{"type":"ephemeral"}'
_MENTION = re.compile(rb'"cache_control"\s*:(?!\s*null)')
"""Where this is nowhere in the bytes, no mark is."""
_entries = msgspec.json.Decoder(list[msgspec.Raw])
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_wanted(options: bytes | msgspec.Raw | None) -> bool:
    """Whether the request's own `hypereal` does not say `{"cache": false}`."""
    said = None if options is None else msgspec.json.decode(options)
    return not isinstance(said, dict) or said.get("cache") is not False


def with_mark(fields: Mapping[str, msgspec.Raw]) -> dict[str, msgspec.Raw]:
    """The request with a mark at the end of its last system block, else of its last tool.

    Nothing changes where the request has a mark of its own, or nothing that could be marked. Fields other than the
    marked one, and all other entries of that one, keep their bytes.
    """
    if not _has_mark(fields):
        for name, marked in (("system", _system), ("tools", _tools)):
            made = marked(bytes(fields[name])) if name in fields else None
            if made is not None:
                return {**fields, name: msgspec.Raw(made)}
    return dict(fields)


def _system(raw: bytes) -> bytes | None:
    """Empty texts cannot be marked."""
    if raw[:1] == b'"':
        block = b'{"type":"text","text":' + raw + b',"cache_control":' + _MARK + b"}"
        return b"[" + block + b"]" if msgspec.json.decode(raw).strip() else None
    entries = _listed(raw)
    text = _object(entries[-1]).get("text") if entries else None
    if text is None or not str(msgspec.json.decode(text)).strip():
        return None
    return _with_entry(entries, len(entries) - 1)


def _tools(raw: bytes) -> bytes | None:
    """Tools that are loaded only when they are looked for cannot be marked."""
    entries = _listed(raw)
    for number in reversed(range(len(entries))):
        tool = _object(entries[number])
        if tool and tool.get("defer_loading") != msgspec.Raw(b"true"):
            return _with_entry(entries, number)
    return None


def _with_entry(entries: list[bytes], number: int) -> bytes:
    entry = entries[number]
    fields = _object(entry)
    unmarked = written({**fields, "cache_control": msgspec.Raw(_MARK)}) if "cache_control" in fields else None
    marked = put_in(entry, "cache_control", _MARK) if unmarked is None else unmarked
    return b"[" + b",".join([*entries[:number], marked, *entries[number + 1 :]]) + b"]"


def _listed(raw: bytes) -> list[bytes]:
    return [bytes(one) for one in _entries.decode(raw)] if raw[:1] == b"[" else []


def _object(raw: bytes) -> dict[str, msgspec.Raw]:
    return _fields.decode(raw) if raw[:1] == b"{" else {}


def _has_mark(fields: Mapping[str, msgspec.Raw]) -> bool:
    """Names of arguments and words of schemas are no marks, so where one is mentioned, its place is looked at."""
    if fields.get("cache_control", msgspec.Raw(b"null")) != msgspec.Raw(b"null"):
        return True
    mentioned = [name for name in ("system", "tools", "messages") if _MENTION.search(bytes(fields.get(name, b"")))]
    return any(_is_marked(block) for name in mentioned for block in _blocks(name, msgspec.json.decode(fields[name])))


def _blocks(name: str, value: Any) -> Iterator[Any]:
    """All that can be marked in a field."""
    if not isinstance(value, list):
        return
    if name == "messages":
        value = [block for message in value if isinstance(message, dict) for block in _contents(message)]
    yield from value
    for block in value:
        if isinstance(block, dict) and name == "messages":
            yield from _contents(block)


def _contents(thing: dict[str, Any]) -> list[Any]:
    content = thing.get("content")
    return content if isinstance(content, list) else []


def _is_marked(block: Any) -> bool:
    return isinstance(block, dict) and block.get("cache_control") is not None
