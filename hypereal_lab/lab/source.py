"""A recipe written as source: Python for a cell, curl for a shell. Neither ever holds a key."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any, NamedTuple

import msgspec

from hypereal_lab.lab.written import with_pictures
from hypereal_lab.wire.routes import (
    AUDIO_GENERATIONS,
    CHAT_COMPLETIONS,
    IMAGES_EDIT,
    IMAGES_GENERATIONS,
    MODELS3D_GENERATE,
    VIDEOS_GENERATE,
)

__all__ = ["PATHS", "Arguments", "arguments_of", "curl_source", "python_source"]

PATHS = {
    "image": IMAGES_GENERATIONS,
    "edit": IMAGES_EDIT,
    "video": VIDEOS_GENERATE,
    "chat": CHAT_COMPLETIONS,
    "speech": AUDIO_GENERATIONS,
    "clone": AUDIO_GENERATIONS,
    "transcript": AUDIO_GENERATIONS,
    "model3d": MODELS3D_GENERATE,
}
"""Route of each kind."""

_METHODS = {
    "image": "lab.images.generate",
    "edit": "lab.images.edit",
    "video": "lab.videos.generate",
    "chat": "lab.chat",
    "speech": "lab.audio.speak",
    "clone": "lab.audio.clone",
    "transcript": "lab.audio.transcribe",
    "model3d": "lab.models3d.generate",
}
_FIRST = {
    "image": "prompt",
    "edit": "prompt",
    "video": "prompt",
    "chat": "messages",
    "speech": "text",
    "clone": "text",
    "transcript": "audio",
    "model3d": "prompt",
}
"""What each method takes by position."""
_PLAIN = {"image": "references", "edit": "image", "video": "references"}
"""The argument of references without a role."""
_ROLES = {
    "first_frame": "image",
    "last_frame": "last_image",
    "image": "image",
    "mask": "mask",
    "voice": "voice",
    "audio": "audio",
}
"""The argument of each role."""
_VIEWS = ("front", "right", "back", "left")
"""Roles that are written as one list, `images`."""
_WIRE_ROLES = {"first_frame": "image", "last_frame": "last_image_url", "voice": "audio"} | {
    side: f"{side}_image_url" for side in _VIEWS
}
_WIRE_NAMES = {"speech": {"voice": "voice_id"}}
"""Inputs that are called otherwise in a request."""
_NESTED = ("model3d",)
"""Kinds whose request has everything but the model under `input`."""
_USUAL: Mapping[str, Mapping[str, Any]] = {
    "image": {"n": 1},
    "edit": {"n": 1},
    "speech": {"format": "mp3"},
    "clone": {"format": "mp3"},
}
"""Inputs that every recipe of a kind has and nobody needs to write."""


class Arguments(NamedTuple):
    """What a method of a lab is given to make a recipe."""

    method: str
    """`lab.images.generate`, for instance."""
    first: Any
    """What stands in front of all names; None where nothing does."""
    named: dict[str, Any]


def arguments_of(recipe: Mapping[str, Any], reference: Callable[[Mapping[str, Any]], Any]) -> Arguments:
    """The call of a recipe; `reference` gives what is passed for one of its references."""
    kind, inputs = recipe["kind"], dict(recipe["inputs"])
    first = inputs.pop(_FIRST.get(kind, "prompt"), None)
    usual = _USUAL.get(kind, {})
    named = {"model": recipe["model"], **_references(kind, recipe.get("references") or (), reference)}
    named |= {name: value for name, value in inputs.items() if usual.get(name) != value}
    named |= {"take": recipe["take"]} if recipe.get("take", 1) != 1 else {}
    return Arguments(_METHODS.get(kind, f"lab.{kind}"), _shortest(first), named)


def python_source(recipe: Mapping[str, Any]) -> str:
    """The call of this recipe; `lab` is a `Lab`."""
    if recipe["kind"] == "derived":
        return _derived_source(recipe)
    method, first, named = arguments_of(recipe, lambda one: _Code(_reference(one)))
    words = [] if first is None else [repr(first)]
    words += [_keyword(name, value) for name, value in named.items()]
    lines = "".join(f"    {word},\n" for word in words)
    return f"await {method}(\n{lines})"


class _Code(str):
    """Source as a value among others."""

    def __repr__(self) -> str:
        return str(self)


def _derived_source(recipe: Mapping[str, Any]) -> str:
    """No call makes it: the widget it was made in, on what it was made from."""
    (source, *_) = [_reference(one) for one in recipe.get("references") or ()] or ["..."]
    inputs = recipe["inputs"]
    shown = [_keyword(name, inputs[name]) for name in ("camera", "light") if name in inputs]
    work = " ".join(str(inputs.get("work", "")).split())[:40]
    return f"lab.viewer({', '.join([source, *shown])})  # its {work}\n"


def curl_source(recipe: Mapping[str, Any], *, url: str, reference_field: str) -> str:
    """The request of this recipe; the key comes from HYPEREAL_API_KEY when it runs."""
    kind = recipe["kind"]
    names = _WIRE_NAMES.get(kind, {})
    body = {names.get(name, name): value for name, value in recipe["inputs"].items()}
    links = [one.get("url") or f"data:...(file {one['digest'][:12]})" for one in recipe.get("references") or ()]
    if kind == "chat":
        body["messages"] = with_pictures(body.get("messages") or (), links)
        links = []
    for one, text in zip(recipe.get("references") or (), links, strict=False):
        if role := one.get("role"):
            body[_WIRE_ROLES.get(role, role)] = text
        else:
            body.setdefault(reference_field, []).append(text)
    whole = {"model": recipe["model"], **({"input": body} if kind in _NESTED else body)}
    data = shlex.quote(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())
    return (
        f"curl {shlex.quote(url)} \\\n"
        '  -H "Authorization: Bearer $HYPEREAL_API_KEY" \\\n'
        "  -H 'Content-Type: application/json' \\\n"
        f"  -d {data}"
    )


def _keyword(name: str, value: Any) -> str:
    """A recipe may come from a stranger's file: only a name is written as one, everything else as text."""
    if name.isidentifier() and not iskeyword(name):
        return f"{name}={value!r}"
    return f"**{ {name: value}!r}"


def _references(kind: str, references: Any, reference: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    plain = [reference(one) for one in references if not one.get("role")]
    named = {_PLAIN.get(kind, "references"): plain[0] if kind == "edit" and len(plain) == 1 else plain} if plain else {}
    views = {one["role"]: reference(one) for one in references if one.get("role") in _VIEWS}
    named |= {"images": [views.get(side) for side in _VIEWS]} if views else {}
    return named | {_ROLES[one["role"]]: reference(one) for one in references if one.get("role") in _ROLES}


def _reference(one: Mapping[str, Any]) -> str:
    return repr(one["url"]) if "url" in one else f"lab.shelf.asset({one['digest'][:12]!r})"


def _shortest(first: Any) -> Any:
    """A conversation of one message of the user is written as its text."""
    if isinstance(first, list) and len(first) == 1 and first[0].keys() == {"role", "content"}:
        said = first[0]["content"]
        return said if first[0]["role"] == "user" and isinstance(said, str) else first
    return first
