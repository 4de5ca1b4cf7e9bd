"""Reference images as the caller named them, so that a refusal can say which one it means."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from hypereal_lab.wire.images import REFERENCE_FIELDS, ImagesBody

__all__ = ["Reference", "references_of"]


class Reference(NamedTuple):
    """One link or data URL."""

    field: str
    """The name under which it came, such as `image_urls`."""
    place: str
    """Where exactly: `image_urls[1]`, or the field alone where it was no list."""
    url: str
    form: str
    """`https` for what counts as a public link, `data-url`, or `other`."""


def references_of(body: ImagesBody, is_public: Callable[[str], bool]) -> tuple[Reference, ...]:
    """In the order of the prompt; `is_public` decides for links that are not https."""
    found: list[Reference] = []
    for field, value in zip(REFERENCE_FIELDS, _fields(body), strict=True):
        if isinstance(value, str):
            found.append(Reference(field, field, value, _form(value, is_public)))
        elif value:
            found += [Reference(field, f"{field}[{at}]", url, _form(url, is_public)) for at, url in enumerate(value)]
    return tuple(found)


_fields = attrgetter(*REFERENCE_FIELDS)


def _form(url: str, is_public: Callable[[str], bool]) -> str:
    start = url.lstrip()[:8].lower()
    if start.startswith("data:"):
        return "data-url"
    return "https" if start == "https://" or is_public(url) else "other"
