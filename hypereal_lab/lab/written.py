"""What a model wrote, as it is kept: words as they are, and words that call tools as a small JSON file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hypereal_lab.errors import UnreadableAnswer
from hypereal_lab.wire.chat import ChatAnswer
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["CALLS", "WORDS", "heard_in", "kept_answer", "kept_transcript", "said_in", "with_pictures", "words_of"]

WORDS = "text/markdown"
CALLS = "application/json"
"""Of an answer that calls tools: `{"content", "tool_calls"}`, as a message has them."""


def kept_answer(answer: ChatAnswer) -> tuple[bytes, str]:
    """Bytes and media type. Raises `UnreadableAnswer` for an answer without a choice."""
    if not answer.choices:
        raise UnreadableAnswer("The server answered without a word; ask again, or try another model.")
    if not answer.tool_calls:
        return answer.text.encode(), WORDS
    said = {"content": answer.text, "tool_calls": answer.tool_calls}
    return msgspec.json.encode(said, order="deterministic"), CALLS


def kept_transcript(answer: TranscriptAnswer) -> bytes:
    """JSON with the names that the API has: text, segments, words, duration, language."""
    kept = TranscriptAnswer(
        text=answer.text or "",
        segments=answer.segments,
        words=answer.words,
        duration=answer.duration,
        language=answer.language,
    )
    return msgspec.json.encode(kept, order="deterministic")


def heard_in(data: bytes, media_type: str) -> TranscriptAnswer | None:
    """The transcript that was kept; None for other text."""
    if media_type != CALLS:
        return None
    try:
        found = msgspec.json.decode(data, type=TranscriptAnswer)
    except msgspec.MsgspecError:
        return None
    return found if found.text is not None else None


def said_in(data: bytes, media_type: str) -> tuple[str, list[dict[str, Any]]]:
    """Words and tool calls of what was kept."""
    if media_type != CALLS:
        return data.decode(), []
    said = msgspec.json.decode(data)
    return str(said.get("content") or said.get("text") or ""), list(said.get("tool_calls") or [])


def words_of(content: object) -> str:
    """The words of a message, whose content is a text or a list of parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list | tuple) else []
    texts = [part["text"] for part in parts if isinstance(part, Mapping) and isinstance(part.get("text"), str)]
    return "\n".join(texts)


def with_pictures(messages: Sequence[Mapping[str, Any]], links: Sequence[str]) -> list[dict[str, Any]]:
    """As they travel: recipes name pictures by their place among the references, requests hold them."""
    return [
        {**one, "content": _travelling(one["content"], links)} if "content" in one else dict(one) for one in messages
    ]


def _travelling(content: Any, links: Sequence[str]) -> Any:
    if isinstance(content, str):
        return content
    return [_part(part, links) for part in content]


def _part(part: Any, links: Sequence[str]) -> Any:
    if not isinstance(part, Mapping) or part.get("type") != "image":
        return part
    return {"type": "image_url", "image_url": {"url": links[part["reference"]]}}
