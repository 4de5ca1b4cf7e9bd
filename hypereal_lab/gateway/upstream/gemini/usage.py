"""The tokens of an answer of Google as they are billed."""

from __future__ import annotations

import msgspec

from hypereal_lab.gateway.dialects import Usage
from hypereal_lab.gateway.upstream.raw import NO_JSON

__all__ = ["usage_of"]


class _Detail(msgspec.Struct, rename="camel"):
    modality: str = ""
    token_count: int = 0


class _Counted(msgspec.Struct, rename="camel"):
    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    total_token_count: int | None = None
    thoughts_token_count: int = 0
    cached_content_token_count: int = 0
    tool_use_prompt_token_count: int = 0
    prompt_tokens_details: list[_Detail] = []
    tool_use_prompt_tokens_details: list[_Detail] = []
    candidates_tokens_details: list[_Detail] = []


_decoder = msgspec.json.Decoder(_Counted | None)


def usage_of(raw: bytes | msgspec.Raw) -> Usage | None:
    """What `usageMetadata` says; None where it is null, of another form, or tells only one side.

    Google leaves out what is zero: where the total is told, what is not told follows from it.
    """
    try:
        found = _decoder.decode(raw) or _Counted()
    except NO_JSON:
        return None
    written = _written(found)
    if found.prompt_token_count is None or written is None:
        return None
    read = [*found.prompt_tokens_details, *found.tool_use_prompt_tokens_details]
    return Usage(
        found.prompt_token_count + found.tool_use_prompt_token_count,
        written,
        cached=found.cached_content_token_count,
        thought=found.thoughts_token_count,
        audio_read=_of("AUDIO", read),
        audio_written=_of("AUDIO", found.candidates_tokens_details),
        images_read=_of("IMAGE", read),
    )


def _written(found: _Counted) -> int | None:
    """Thoughts are counted apart by most servers, and among the answer's own tokens by some: the total tells."""
    read = (found.prompt_token_count or 0) + found.tool_use_prompt_token_count
    if found.candidates_token_count is None:
        return (
            None if found.total_token_count is None else max(found.thoughts_token_count, found.total_token_count - read)
        )
    if found.total_token_count == read + found.candidates_token_count:
        return max(found.thoughts_token_count, found.candidates_token_count)
    return found.candidates_token_count + found.thoughts_token_count


def _of(modality: str, details: list[_Detail]) -> int:
    return sum(one.token_count for one in details if one.modality == modality)
