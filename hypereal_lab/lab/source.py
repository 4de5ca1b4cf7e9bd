"""A recipe written as source: Python for a cell, curl for a shell. Neither ever holds a key."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import msgspec

__all__ = ["curl_source", "python_source"]


def python_source(recipe: Mapping[str, Any]) -> str:
    """The call of this recipe; `lab` is a `Lab`."""
    inputs = dict(recipe["inputs"])
    words = [repr(inputs.pop("prompt")), f"model={recipe['model']!r}"]
    if recipe.get("references"):
        words.append("references=[" + ", ".join(_reference(one) for one in recipe["references"]) + "]")
    words += [f"{name}={value!r}" for name, value in inputs.items() if not (name == "n" and value == 1)]
    lines = "".join(f"    {word},\n" for word in words)
    return f"await lab.images.generate(\n{lines})"


def curl_source(recipe: Mapping[str, Any], *, url: str, reference_field: str) -> str:
    """The request of this recipe; the key comes from HYPEREAL_API_KEY when it runs."""
    body = {"model": recipe["model"], **recipe["inputs"]}
    if recipe.get("references"):
        body[reference_field] = [
            one.get("url") or f"data:...(file {one['digest'][:12]})" for one in recipe["references"]
        ]
    data = shlex.quote(msgspec.json.format(msgspec.json.encode(body), indent=2).decode())
    return (
        f"curl {shlex.quote(url)} \\\n"
        '  -H "Authorization: Bearer $HYPEREAL_API_KEY" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {data}"
    )


def _reference(one: Mapping[str, Any]) -> str:
    return repr(one["url"]) if "url" in one else f"lab.shelf.asset({one['digest'][:12]!r})"
