"""What the wire structs say about themselves: the text of a class, and the text under each of its fields."""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache

import msgspec

__all__ = ["about", "about_fields"]


def about(kind: type[msgspec.Struct]) -> str:
    """The text of the class, unfolded into its paragraphs."""
    paragraphs = inspect.cleandoc(kind.__doc__ or "").split("\n\n")
    return "\n\n".join([" ".join(one.split()) for one in paragraphs])


def about_fields(kind: type[msgspec.Struct]) -> dict[str, str]:
    """By name on the wire; what a field inherits it says again."""
    said: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if one.__module__ in sys.modules and issubclass(one, msgspec.Struct):
            said |= _written(one.__module__).get(one.__name__, {})
    return {field.encode_name: said[field.name] for field in msgspec.structs.fields(kind) if field.name in said}


@cache
def _written(module: str) -> dict[str, dict[str, str]]:
    """By class and name of the field. Nothing where Python runs without its sources."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:
        return {}
    return {one.name: _texts(one) for one in tree.body if isinstance(one, ast.ClassDef)}


def _texts(written: ast.ClassDef) -> dict[str, str]:
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in zip(written.body, written.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }
