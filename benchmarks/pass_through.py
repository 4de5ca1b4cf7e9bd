"""The least that can stand in front of a model: Starlette and aiohttp, no key, no money, nothing read.

python -m benchmarks.pass_through PORT UPSTREAM
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

__all__ = ["build"]


def build(upstream: str) -> Any:
    """Every path is posted on to the same path of the upstream; what comes is sent as it comes."""
    import aiohttp
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response, StreamingResponse
    from starlette.routing import Route

    sessions: list[aiohttp.ClientSession] = []

    async def forward(request: Request) -> Response:
        if not sessions:
            sessions.append(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        body = await request.body()
        headers = {"content-type": "application/json"}
        answer = await sessions[0].post(upstream + request.url.path, data=body, headers=headers)
        if answer.content_type != "text/event-stream":
            return Response(await answer.read(), answer.status, media_type=answer.content_type)
        return StreamingResponse(_pieces(answer), answer.status, media_type="text/event-stream")

    async def _pieces(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        async with answer:
            async for piece in answer.content.iter_any():
                yield piece

    return Starlette(routes=[Route("/{path:path}", forward, methods=["POST"])])


def main(port: int, upstream: str) -> None:
    """Serve until SIGTERM."""
    import uvicorn

    uvicorn.run(
        build(upstream),
        port=port,
        log_level="error",
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
