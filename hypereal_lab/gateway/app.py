"""Where the parts meet: paths, handlers, and the envelope around all answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from hypereal_lab import __version__
from hypereal_lab.gateway.envelope import Envelope
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.routes import Account, Files, Handler, Images, Models
from hypereal_lab.gateway.routes.bodies import json
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.routes import (
    API_USAGE,
    CREDITS,
    FILES,
    HEALTH,
    IMAGES_GENERATE,
    IMAGES_GENERATIONS,
    MODELS,
    both,
)

__all__ = ["build_app"]

Answer = Callable[[Request], Awaitable[Response]]


def build_app(parts: Parts) -> ASGIApp:
    """The whole gateway as one ASGI app. Start and end of its parts are the caller's."""
    images, models, account, files = Images(parts), Models(parts), Account(parts), Files(parts)
    routes = [
        *_routes("POST", both(IMAGES_GENERATIONS), images.newest),
        *_routes("POST", both(IMAGES_GENERATE), images.older),
        *_routes("GET", both(MODELS), models.all),
        *_routes("GET", both(MODELS + "/{model:path}"), models.one),
        *_routes("GET", (CREDITS,), account.credits),
        *_routes("GET", (API_USAGE,), account.usage),
        *_routes("GET", (FILES + "/{token}/{name}",), files.get),
        *_routes("GET", (HEALTH,), _healthy),
    ]
    return Envelope(Router(routes, redirect_slashes=False, default=_nowhere), parts.rates, parts.clock, parts.touch)


def _routes(method: str, paths: tuple[str, ...], answer: Answer) -> list[Route]:
    return [Route(path, Handler(answer), methods=[method]) for path in paths]


async def _healthy(request: Request) -> Response:
    return json(encode({"status": "ok", "service": "hypereal-lab", "version": __version__}))


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise HTTPException(404)
