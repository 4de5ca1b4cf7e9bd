"""A recipe written as source: Python for a cell, curl for a shell. Neither ever holds a key."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

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

__all__ = ["PATHS", "USUAL", "curl_source", "python_source"]

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
USUAL: Mapping[str, Mapping[str, Any]] = {
    "image": {"n": 1},
    "edit": {"n": 1},
    "speech": {"format": "mp3"},
    "clone": {"format": "mp3"},
}
"""Inputs that every recipe of a kind has and nobody needs to write."""


def python_source(recipe: Mapping[str, Any]) -> str:
    """The call of this recipe; `lab` is a `Lab`."""
    kind, inputs = recipe["kind"], dict(recipe["inputs"])
    if kind == "derived":
        return _derived_source(recipe)
    first = inputs.pop(_FIRST.get(kind, "prompt"), None)
    words = [] if first is None else [repr(_shortest(first))]
    words.append(f"model={recipe['model']!r}")
    words += _references(kind, recipe.get("references") or ())
    usual = USUAL.get(kind, {})
    words += [_keyword(name, value) for name, value in inputs.items() if usual.get(name) != value]
    if recipe.get("take", 1) != 1:
        words.append(f"take={recipe['take']!r}")
    lines = "".join(f"    {word},\n" for word in words)
    return f"await {_METHODS.get(kind, f'lab.{kind}')}(\n{lines})"


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


def _references(kind: str, references: Any) -> list[str]:
    plain = [_reference(one) for one in references if not one.get("role")]
    listed = plain[0] if kind == "edit" and len(plain) == 1 else f"[{', '.join(plain)}]"
    words = [f"{_PLAIN.get(kind, 'references')}={listed}"] if plain else []
    views = {one["role"]: _reference(one) for one in references if one.get("role") in _VIEWS}
    words += [f"images=[{', '.join(views.get(side, 'None') for side in _VIEWS)}]"] if views else []
    return words + [f"{_ROLES[one['role']]}={_reference(one)}" for one in references if one.get("role") in _ROLES]


def _reference(one: Mapping[str, Any]) -> str:
    return repr(one["url"]) if "url" in one else f"lab.shelf.asset({one['digest'][:12]!r})"


def _shortest(first: Any) -> Any:
    """A conversation of one message of the user is written as its text."""
    if isinstance(first, list) and len(first) == 1 and first[0].keys() == {"role", "content"}:
        said = first[0]["content"]
        return said if first[0]["role"] == "user" and isinstance(said, str) else first
    return first
