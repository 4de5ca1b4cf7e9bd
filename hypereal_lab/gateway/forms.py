"""Forms with files in them (`multipart/form-data`, RFC 7578), read strictly from a body that is here already."""

from __future__ import annotations

import re
from typing import NamedTuple

from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.visit import Visit

__all__ = ["FormFile", "read_form"]

_MOST_PARTS = 64
_LONGEST_HEAD = 4_000
_BOUNDARY = re.compile(
    r"multipart/form-data\s*;(?:.*;)?\s*boundary=(?:\"([^\"\r\n]{1,70})\"|([^\s;\"]{1,70}))", re.IGNORECASE
)
_NAME = re.compile(rb'[;\s]name="([^"\r\n]*)"')
_FILE = re.compile(rb'[;\s]filename="([^"\r\n]*)"')


class FormFile(NamedTuple):
    """A file of a form; what its sender says of its type is not believed."""

    name: str
    data: bytes


def read_form(visit: Visit, body: bytes) -> list[tuple[str, str | FormFile]]:
    """Fields and files in order, names may repeat. Raises a 400 for what is no such form."""
    found = _BOUNDARY.fullmatch((visit.header(b"content-type") or "").strip()) or _BOUNDARY.match(
        (visit.header(b"content-type") or "").strip()
    )
    if found is None:
        raise _no_form("its content-type is not multipart/form-data with a boundary")
    mark = b"--" + (found[1] or found[2]).encode("latin-1")
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise _no_form("it is cut off before its last boundary")
    if len(pieces) - 2 > _MOST_PARTS:
        raise _no_form(f"it has more than {_MOST_PARTS} parts")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> tuple[str, str | FormFile]:
    head, gap, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    name = _NAME.search(head)
    if not gap or name is None or len(head) > _LONGEST_HEAD:
        raise _no_form("one of its parts has no name")
    field, file = name[1].decode(errors="replace"), _FILE.search(head)
    if file is not None:
        return field, FormFile(file[1].decode(errors="replace"), data)
    try:
        return field, data.decode()
    except UnicodeDecodeError:
        raise bad_request(f"{field}: this is not UTF-8 text.", param=field, code="invalid_type") from None


def _no_form(why: str) -> Refused:
    return bad_request(f"The body is not a form with files: {why}.", code="invalid_form")
