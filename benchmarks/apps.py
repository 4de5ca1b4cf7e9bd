"""An application served from inside a benchmark, as the gateway is served, for as long as whoever started it lives."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

__all__ = ["serve_app"]


async def serve_app(app: Any, key: str) -> None:
    """Tell port and key as the first line, then serve until standard input ends."""
    import uvicorn

    from hypereal_lab.gateway.memory import settle_memory

    settle_memory()
    config = uvicorn.Config(
        app, port=0, lifespan="off", access_log=False, log_config=None, server_header=False, date_header=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], key, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.should_exit = True
    await serving
