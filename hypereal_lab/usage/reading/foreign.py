"""Tables of other tools: which of their columns is which of ours. Their amounts are US dollars, their times UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hypereal_lab.wire.money import CREDITS_PER_USD, MICROS

__all__ = ["TOOLS", "Tool", "nearest_tool", "tool_of"]

_USD = MICROS * CREDITS_PER_USD
_YES = {"true": True, "false": False, "none": False, "": False}


@dataclass(frozen=True, slots=True)
class Tool:
    """What one of its tables looks like."""

    marks: frozenset[str]
    """Columns by which it is known."""
    columns: Mapping[str, tuple[str, int, Mapping[str, object] | None]]
    """Ours: theirs, millionths or divisor, words and their meaning."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What all its rows have."""


TOOLS = {
    "LiteLLM (spend logs)": Tool(
        frozenset({"request_id", "call_type", "spend", "startTime", "model"}),
        {
            "time": ("startTime", 1, None),
            "run": ("request_id", 1, None),
            "request_id": ("request_id", 1, None),
            "model": ("model", 1, None),
            "kind": ("call_type", 1, {"acompletion": "chat", "completion": "chat", "aimage_generation": "image",
                                      "image_generation": "image", "aspeech": "speech", "speech": "speech",
                                      "atranscription": "transcript", "transcription": "transcript"}),
            "endpoint": ("call_type", 1, None),
            "provider": ("custom_llm_provider", 1, None),
            "status": ("status", 1, {"success": "succeeded", "failure": "failed", "": "succeeded"}),
            "credits": ("spend", _USD, None),
            "input_tokens": ("prompt_tokens", 1, None),
            "output_tokens": ("completion_tokens", 1, None),
            "units": ("total_tokens", 1, None),
            "replayed": ("cache_hit", 1, _YES),
            "key": ("api_key", 1, None),
            "user": ("user", 1, None),
            "tags": ("request_tags", 1, None),
        },
        {"unit": "token", "cost_source": "reported"},
    ),
    "OpenRouter (activity, one row a call)": Tool(
        frozenset({"generation_id", "created_at", "cost_total", "model_permaslug"}),
        {
            "time": ("created_at", 1, None),
            "run": ("generation_id", 1, None),
            "request_id": ("generation_id", 1, None),
            "model": ("model_permaslug", 1, None),
            "provider": ("provider_name", 1, None),
            "status": ("cancelled", 1, {"true": "cancelled", "false": "succeeded", "": "succeeded"}),
            "latency": ("generation_time_ms", 1_000, None),
            "credits": ("cost_total", _USD, None),
            "input_tokens": ("tokens_prompt", 1, None),
            "output_tokens": ("tokens_completion", 1, None),
            "key": ("api_key_name", 1, None),
            "user": ("user", 1, None),
        },
        {"kind": "chat", "unit": "token", "cost_source": "reported"},
    ),
    "OpenRouter (activity, one row a day)": Tool(
        frozenset({"date", "model", "usage", "requests"}),
        {
            "time": ("date", 1, None),
            "model": ("model", 1, None),
            "provider": ("provider_name", 1, None),
            "credits": ("usage", _USD, None),
            "units": ("requests", 1, None),
            "input_tokens": ("prompt_tokens", 1, None),
            "output_tokens": ("completion_tokens", 1, None),
        },
        {"kind": "chat", "unit": "request", "cost_source": "reported"},
    ),
}  # fmt: skip


def tool_of(names: Sequence[str]) -> str | None:
    """The tool that writes tables with these columns, None for none of them."""
    there = set(names)
    return next((name for name, tool in TOOLS.items() if tool.marks <= there), None)


def nearest_tool(names: Sequence[str]) -> tuple[str, list[str]] | None:
    """The tool whose tables look most like one with these columns, and what it lacks; None where none is near."""
    there = set(names)
    name, tool = max(TOOLS.items(), key=lambda found: len(found[1].marks & there) / len(found[1].marks))
    return (name, sorted(tool.marks - there)) if 2 * len(tool.marks & there) > len(tool.marks) else None
