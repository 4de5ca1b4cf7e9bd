"""`GET /files/{token}/{name}`: results, opened without a key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import refused

__all__ = ["Files"]


class Files:
    """Range requests and right content types; nothing that a browser would run."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get(self, request: Request) -> Response:
        """The bytes; 404 for a link that never was, 410 for one whose seven days are over."""
        file = self._parts.files.find(request.path_params["token"])
        if file is None or file.name != request.path_params["name"]:
            raise refused(404, "not_found", "There is no such file; links are given in the answer of a call.")
        if file.expires <= self._parts.clock() or not file.path.exists():
            raise refused(
                410, "gone", "This result was kept for seven days, which are over; make it again.", code="expired"
            )
        left = int(file.expires - self._parts.clock())
        return FileResponse(
            file.path,
            media_type=file.media_type,
            headers={
                "cache-control": f"private, max-age={left}, immutable",
                "content-disposition": f'inline; filename="{file.name}"',
                "content-security-policy": "default-src 'none'; sandbox",
                "x-content-type-options": "nosniff",
            },
        )
