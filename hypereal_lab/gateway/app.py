"""Where the parts meet: paths, handlers, and the envelope around all answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette import routing
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from hypereal_lab import __version__
from hypereal_lab.gateway.envelope import Envelope, RequestIds
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.replies import Reply, Respond
from hypereal_lab.gateway.routes import (
    Account,
    Audio,
    Chat,
    Files,
    Gemini,
    ImageEdits,
    Images,
    Jobs,
    Messages,
    Models,
    Models3d,
    Oldest,
    OpenaiSpeech,
    OpenaiTranscriptions,
    OpenApi,
    Responses,
    Route,
    Storage,
    Uploads,
    Usage,
    Videos,
    Webhooks,
)
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.routes import (
    API_USAGE,
    API_USAGE_EXPORT,
    AUDIO_GENERATE,
    AUDIO_GENERATIONS,
    AUDIO_SPEECH,
    AUDIO_TRANSCRIPTIONS,
    CHAT,
    CHAT_COMPLETIONS,
    CREDITS,
    FILES,
    GEMINI,
    GEMINI_MODELS,
    HEALTH,
    IMAGES_EDIT,
    IMAGES_EDITS,
    IMAGES_GENERATE,
    IMAGES_GENERATIONS,
    JOBS,
    MEDIA_GENERATE,
    MESSAGES,
    MESSAGES_COUNT,
    MODELS3D_GENERATE,
    OPENAPI,
    RESPONSES,
    ROUTE_EXPLAIN,
    SPICY_CHAT,
    STORAGE,
    STORED,
    UPLOADS,
    VIDEOS_GENERATE,
    WEBHOOKS,
    both,
)

__all__ = ["build_app", "build_routes"]

Handler = Callable[[Visit], Awaitable[ASGIApp]]


def build_app(parts: Parts) -> ASGIApp:
    """The whole gateway as one ASGI app. Start and end of its parts are the caller's."""
    ids = RequestIds(parts.clock)
    return Envelope(_Paths(build_routes(parts)), parts.gate, clock=parts.clock, new_id=ids, touch=parts.touch)


def build_routes(parts: Parts) -> list[routing.Route]:
    """Every path with who answers there; `openapi.OPERATIONS` describes the same."""
    images, account, files = Images(parts), Account(parts), Files(parts)
    edits = ImageEdits(parts, images)
    chat, videos, jobs = Chat(parts), Videos(parts), Jobs(parts)
    audio, models3d = Audio(parts), Models3d(parts)
    oldest = Oldest(parts, audio, models3d)
    responses = Responses(parts)
    messages = Messages(parts)
    gemini = Gemini(parts)
    models = Models(parts, gemini)
    webhooks, usage = Webhooks(parts), Usage(parts)
    storage, uploads = Storage(parts), Uploads(parts)
    return [
        *_routes("POST", both(CHAT_COMPLETIONS), chat.complete),
        *_routes("GET", both(CHAT_COMPLETIONS), chat.models),
        *_routes("POST", both(CHAT), chat.older),
        *_routes("POST", both(SPICY_CHAT), chat.spicy),
        *_routes("POST", both(MESSAGES), messages.create),
        *_routes("POST", both(MESSAGES_COUNT), messages.count),
        *_routes("POST", both(RESPONSES), responses.create),
        *_routes("GET", both(RESPONSES), responses.models),
        *_routes("GET", both(RESPONSES + "/{response}"), responses.one),
        *_routes("DELETE", both(RESPONSES + "/{response}"), responses.delete),
        *_routes("GET", both(RESPONSES + "/{response}/input_items"), responses.items),
        *_routes("POST", both(IMAGES_GENERATIONS), images.newest),
        *_routes("POST", both(IMAGES_GENERATE), images.older),
        *_routes("POST", both(IMAGES_EDITS), edits.newest),
        *_routes("POST", both(IMAGES_EDIT), edits.older),
        *_routes("POST", both(VIDEOS_GENERATE), videos.generate),
        *_routes("POST", both(AUDIO_GENERATIONS), audio.newest),
        *_routes("POST", both(AUDIO_GENERATE), audio.older),
        *_routes("POST", both(AUDIO_SPEECH), OpenaiSpeech(parts, audio).create),
        *_routes("POST", both(AUDIO_TRANSCRIPTIONS), OpenaiTranscriptions(parts, audio).create),
        *_routes("POST", both(MODELS3D_GENERATE), models3d.generate),
        *_routes("POST", (MEDIA_GENERATE,), oldest.generate),
        *_routes("GET", both(JOBS), jobs.all),
        *_routes("GET", both(JOBS + "/{job}"), jobs.one),
        *_routes("GET", both(JOBS + "/{job}/events"), jobs.events),
        *_routes("POST", both(JOBS + "/{job}/cancel"), jobs.cancel),
        *_routes("GET", both(WEBHOOKS + "/secret"), webhooks.secret),
        *_routes("POST", both(WEBHOOKS + "/secret"), webhooks.rotate),
        *_routes("GET", both(WEBHOOKS + "/deliveries"), webhooks.deliveries),
        *_routes("POST", both(WEBHOOKS + "/{webhook}/replay"), webhooks.replay),
        *_routes("POST", both(GEMINI), gemini.either),
        *_routes("POST", tuple([f"{path}/{{model:path}}:{{action}}" for path in GEMINI_MODELS]), gemini.act),
        *_routes("GET", GEMINI_MODELS, models.all),
        *_routes("GET", tuple([f"{path}/{{model:path}}" for path in GEMINI_MODELS]), models.one),
        *_routes("POST", both(ROUTE_EXPLAIN), Route(parts).explain),
        *_routes("GET", (CREDITS,), account.credits),
        *_routes("GET", (API_USAGE,), usage.told),
        *_routes("GET", (API_USAGE_EXPORT,), usage.export),
        *_routes("GET", (FILES + "/{token}/{name}",), files.get),
        *_routes("POST", both(STORAGE + "/upload"), storage.begin),
        *_routes("GET", both(STORAGE), storage.all),
        *_routes("GET", both(STORAGE + "/{object}"), storage.one),
        *_routes("DELETE", both(STORAGE + "/{object}"), storage.remove),
        *_routes("POST", both(STORAGE + "/{object}/complete"), storage.complete),
        *_routes("PUT", (UPLOADS + "/{object}",), uploads.put),
        *_routes("GET", (UPLOADS + "/{object}",), uploads.received),
        *_routes("GET", (STORED + "/{object}/{name}",), uploads.get),
        *_routes("GET", (HEALTH,), _healthy),
        *_routes("GET", (OPENAPI,), OpenApi(parts).document),
        *_routes("HEAD", ("/", "/api", "/api/"), _healthy),
    ]


class _Paths:
    """Starlette's router behind a table of the paths that have no variable part, which need no search."""

    def __init__(self, routes: list[routing.Route]) -> None:
        self._table = {
            (method, one.path): one.app for one in routes if "{" not in one.path for method in one.methods or ()
        }
        self._router = routing.Router(routes, redirect_slashes=False, default=_nowhere)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._table.get((scope.get("method", ""), scope.get("path", "")))
        await (found or self._router)(scope, receive, send)


def _routes(method: str, paths: tuple[str, ...], handler: Handler) -> list[routing.Route]:
    return [routing.Route(path, Respond(handler), methods=[method]) for path in paths]


async def _healthy(visit: Visit) -> Reply:
    return Reply(encode({"status": "ok", "service": "hypereal-lab", "version": __version__}))


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    raise HTTPException(404)
