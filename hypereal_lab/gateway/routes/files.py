"""`GET /files/{token}/{name}`: results, opened without a key."""

from __future__ import annotations

import re

from starlette.responses import FileResponse

from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import refused
from hypereal_lab.gateway.visit import Visit

__all__ = ["Files", "check_range"]

_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+)){0,9}\s*", re.ASCII)
"""At most ten ranges at once."""


class Files:
    """Range requests and right content types; nothing that a browser would run."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get(self, visit: Visit) -> FileResponse:
        """The bytes; 404 for a link that never was, 410 for one whose seven days are over."""
        file = self._parts.files.find(visit.place("token"))
        if file is None or file.name != visit.place("name"):
            raise refused(404, "not_found", "There is no such file; links are given in the answer of a call.")
        now = self._parts.clock()
        if file.expires <= now:
            words = "This result was kept for seven days, which are over; make it again."
            raise refused(410, "gone", words, code="expired")
        if not file.path.is_file():
            words = "The bytes of this result are gone from the disk before their time; make it again."
            raise refused(410, "gone", words, code="lost")
        check_range(visit, file.size)
        return FileResponse(
            file.path,
            media_type=file.media_type,
            headers={
                "cache-control": f"private, max-age={int(file.expires - now)}, immutable",
                "content-disposition": f'inline; filename="{file.name}"',
                "content-security-policy": "default-src 'none'; sandbox",
                "x-content-type-options": "nosniff",
            },
        )


def check_range(visit: Visit, size: int) -> None:
    """Starlette would answer these in plain text. A range in words that nobody knows is no range (RFC 9110, 14.2)."""
    asked = visit.header(b"range")
    if asked is None:
        return
    if not _RANGES.fullmatch(asked):
        visit.scope["headers"] = [pair for pair in visit.scope["headers"] if pair[0] != b"range"]
        return
    starts = [one.strip().partition("-") for one in asked.partition("=")[2].split(",")]
    fits = [bool(first) and int(first) < size and _rises(first, last) for first, _, last in starts if first]
    suffixes = [int(last) > 0 for first, _, last in starts if not first]
    if not all((*fits, *suffixes)):
        raise refused(
            416,
            "invalid_request",
            f"Range {asked[:100]!r} lies outside of this file of {size} bytes.",
            code="range_not_satisfiable",
            param="range",
            headers={"content-range": f"bytes */{size}"},
        )


def _rises(first: str, last: str) -> bool:
    return not last or int(first) <= int(last)
