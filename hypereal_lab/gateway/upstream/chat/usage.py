"""Tokens as OpenAI's two forms tell them, and those who speak like them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hypereal_lab.gateway.dialects import Usage

__all__ = ["read_usage"]

_Number = int | float | None


class _Read(msgspec.Struct):
    cached_tokens: _Number = None
    cache_write_tokens: _Number = None
    audio_tokens: _Number = None
    image_tokens: _Number = None


class _Written(msgspec.Struct):
    reasoning_tokens: _Number = None
    audio_tokens: _Number = None


class _Told(msgspec.Struct):
    prompt_tokens: _Number = None
    completion_tokens: _Number = None
    prompt_tokens_details: _Read | None = None
    completion_tokens_details: _Written | None = None
    input_tokens: _Number = None
    output_tokens: _Number = None
    input_tokens_details: _Read | None = None
    output_tokens_details: _Written | None = None
    total_tokens: _Number = None
    prompt_cache_hit_tokens: _Number = None
    """DeepSeek's place for what was cached."""
    cached_tokens: _Number = None
    """Moonshot's."""


def read_usage(found: Mapping[str, Any]) -> Usage | None:
    """None where it is missing, or lacks one of the two numbers that matter. A zero that is told stays zero."""
    try:
        told = msgspec.convert(found, _Told)
    except msgspec.ValidationError:
        return None
    prompt = told.input_tokens if told.prompt_tokens is None else told.prompt_tokens
    completion = told.output_tokens if told.completion_tokens is None else told.completion_tokens
    if prompt is None or completion is None:
        return None
    return _normal(told, _number(prompt), _number(completion))


def _normal(told: _Told, prompt: int, completion: int) -> Usage:
    """Some count thoughts beside the completion, or what was cached beside the prompt; their total gives it away."""
    read = told.prompt_tokens_details or told.input_tokens_details or _Read()
    written = told.completion_tokens_details or told.output_tokens_details or _Written()
    cached = _first(read.cached_tokens, told.prompt_cache_hit_tokens, told.cached_tokens)
    thought = _number(written.reasoning_tokens)
    beside = _number(told.total_tokens) - prompt - completion
    if thought and (beside == thought or thought > completion):
        completion += thought
    elif cached and (beside == cached or cached > prompt):
        prompt += cached
    return Usage(
        prompt,
        completion,
        cached=cached,
        thought=thought,
        cache_written=min(_number(read.cache_write_tokens), prompt),
        audio_read=min(_number(read.audio_tokens), prompt),
        audio_written=min(_number(written.audio_tokens), completion),
        images_read=min(_number(read.image_tokens), prompt),
    )


def _first(*numbers: _Number) -> int:
    return next((_number(one) for one in numbers if one is not None), 0)


def _number(told: _Number) -> int:
    """Some write whole numbers with a point; nobody can count less than nothing."""
    return max(0, int(told or 0))
