"""A recipe: everything that decides what a call makes, in one canonical form with one hash.

The hash is what replay looks for, so its rules never change for a version: keys sorted, text in Unicode NFC with `\\n`
line ends, whole numbers without a point, no null values, references by content, UTF-8 without white space. Golden tests
hold it for every kind. No key, signed link or local path ever gets in.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from hypereal_lab.errors import RecipeError
from hypereal_lab.lab.written import words_of

__all__ = ["KINDS", "VERSION", "Recipe", "ReferenceId", "prompt_of", "read_recipe"]

VERSION = 1
"""Of the canonical form. A lab reads all versions up to this one."""

KINDS = ("image", "edit", "video", "speech", "clone", "transcript", "model3d", "chat", "derived")

LARGEST = 256_000
"""Bytes of a recipe in a file: prompts have at most 32,000 characters, so anything beyond is no recipe of ours."""
_DEEPEST = 12
_MOST_REFERENCES = 64
_SEPARATOR = b"\n"


class ReferenceId(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A reference by its content, or by the public part of a link that the server opens itself."""

    digest: str | None = None
    """SHA-256 of the bytes, in hex."""
    url: str | None = None
    """Without query and fragment, where signatures travel."""
    query: str | None = None
    """The beginning of the SHA-256 of a query that was left out."""
    role: str | None = None
    """`mask`, `first_frame`, `last_frame`, `voice`, `front`, ...; None for a plain reference image."""


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One call as a value. Equal when the canonical forms are."""

    kind: str
    model: str
    inputs: dict[str, Any]
    references: tuple[ReferenceId, ...] = ()
    take: int = 1
    """1 for the first; another number asks for a variation on purpose."""
    version: int = VERSION

    @classmethod
    def of(
        cls,
        kind: str,
        model: str,
        inputs: Mapping[str, Any],
        references: Sequence[ReferenceId] = (),
        *,
        take: int = 1,
    ) -> Recipe:
        """The canonical recipe. Raises `RecipeError` for a value that has no place in one."""
        if kind not in KINDS:
            raise RecipeError(f"{kind[:40]!r} is no kind of recipe; the kinds are {', '.join(KINDS)}.")
        if type(take) is not int or not 1 <= take < 2**31:
            raise RecipeError("take is a whole number from 1 on; the first variation is take 1.")
        if len(references) > _MOST_REFERENCES:
            raise RecipeError(f"A recipe has at most {_MOST_REFERENCES} references; give fewer.")
        plain = _plain(dict(inputs), "inputs", _DEEPEST)
        made = cls(kind, _text(model), plain, tuple(_spelt(one) for one in references), take)
        if len(made.canonical) > LARGEST:
            raise RecipeError(
                f"A recipe has at most {LARGEST // 1000} kB; say it shorter, and give files as references."
            )
        return made

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are hashed."""
        body: dict[str, Any] = {"kind": self.kind, "model": self.model, "inputs": self.inputs, "take": self.take}
        if self.references:
            body["references"] = [msgspec.to_builtins(one) for one in self.references]
        return msgspec.json.encode(body, order="deterministic")

    @cached_property
    def hash(self) -> str:
        """SHA-256 over version and canonical form, as 64 hex digits."""
        return hashlib.sha256(b"hypereal-recipe/%d" % self.version + _SEPARATOR + self.canonical).hexdigest()

    @property
    def prompt(self) -> str:
        """The words of the call, whatever its kind calls them."""
        return prompt_of(self.inputs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        body = msgspec.json.decode(self.canonical)
        return {**body, "version": self.version}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipe) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self.hash)


def prompt_of(inputs: Mapping[str, Any]) -> str:
    """The words among what was asked for; of a conversation the last ones."""
    for name in ("prompt", "text"):
        if isinstance(found := inputs.get(name), str):
            return found
    messages = inputs.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[-1], dict):
        return words_of(messages[-1].get("content"))
    return ""


def read_recipe(data: bytes | str | Mapping[str, Any]) -> Recipe:
    """A recipe from a stranger: bounded, checked against the form, never evaluated.

    Raises `RecipeError`; for a recipe of a newer version, with the advice to upgrade.
    """
    raw = _bytes(data)
    if len(raw) > LARGEST:
        raise RecipeError(f"A recipe has at most {LARGEST // 1000} kB and this one has {len(raw) // 1000}; ignore it.")
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise RecipeError("This is no recipe: it is not JSON.") from error
    version = whole.get("version") if isinstance(whole, dict) else None
    if type(version) is int and version > VERSION:
        raise RecipeError(
            f"This recipe has version {version} and this lab reads up to {VERSION}; pip install -U hypereal-lab."
        )
    if type(version) is int and version < 1:
        raise RecipeError("This is no recipe: versions begin at 1.")
    try:
        found = msgspec.convert(whole, Recipe)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise RecipeError(f"This is no recipe: {error}.") from error
    for one in found.references:
        _check_reference(one)
    return Recipe.of(found.kind, found.model, found.inputs, found.references, take=found.take)


def _bytes(data: bytes | str | Mapping[str, Any]) -> bytes:
    """As JSON. Values of a mapping are brought to their one form first, which refuses what JSON would bend."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return _text(data).encode()
    return msgspec.json.encode(_plain(data, "recipe", _DEEPEST + 2))


def _spelt(one: ReferenceId) -> ReferenceId:
    """In the one way to write it."""
    words = {name: _text(word) for name, word in msgspec.structs.asdict(one).items() if word is not None}
    return ReferenceId(**words)


def _check_reference(one: ReferenceId) -> None:
    if (one.digest is None) == (one.url is None):
        raise RecipeError("A reference of a recipe is either a digest or a link.")
    if one.digest is not None and not (len(one.digest) == 64 and set(one.digest) <= set("0123456789abcdef")):
        raise RecipeError("A digest in a recipe is 64 hex digits.")
    if one.url is not None and (not one.url.startswith(("http://", "https://")) or set("?#@") & set(one.url)):
        raise RecipeError("A link in a recipe is a public one, without query and password.")


def _plain(value: Any, where: str, deeper: int) -> Any:
    """The one way to write a value. `None` in a mapping means the same as absence, so it is left out."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _whole(value, where)
    if isinstance(value, float):
        return _number(value, where)
    if deeper == 0:
        raise RecipeError(f"{where} is nested too deeply for a recipe.")
    if isinstance(value, dict | Mapping):  # the built-in types first, as asking an abstract one takes ten times as long
        pairs = {_text(str(name)): one for name, one in value.items() if one is not None}
        return {name: _plain(one, f"{where}.{name}", deeper - 1) for name, one in pairs.items()}
    if isinstance(value, list | Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(one, f"{where}[{i}]", deeper - 1) for i, one in enumerate(value)]
    raise RecipeError(f"{where} holds {type(value).__name__}, which no recipe can hold; give text, numbers or lists.")


def _whole(value: int, where: str) -> int:
    if not -(2**63) <= value < 2**64:
        raise RecipeError(f"{where} is a larger number than a recipe can hold.")
    return value


def _number(value: float, where: str) -> int | float:
    if not math.isfinite(value):
        raise RecipeError(f"{where} is not a finite number.")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _text(value: str) -> str:
    if value.isascii():  # has one normal form, and nothing in it that UTF-8 could not hold
        return _with_line_ends(value)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RecipeError(
            "Text in a recipe must be Unicode without lone surrogates; write the character anew."
        ) from error
    return unicodedata.normalize("NFC", _with_line_ends(value))


def _with_line_ends(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value
