"""Every path and method of the gateway: what it takes, what it answers, and how it refuses."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from hypereal_lab.wire.audio import AudioBody, NestedAudioBody
from hypereal_lab.wire.chat import ChatAnswer, ChatBody
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.gemini import GeminiAnswer, GeminiBody, GeminiModel, GeminiModels, GeminiTokens
from hypereal_lab.wire.images import ImagesAnswer, ImagesBody
from hypereal_lab.wire.jobs import JobAnswer, JobsAnswer
from hypereal_lab.wire.made import MadeAnswer
from hypereal_lab.wire.messages import MessagesAnswer, MessagesBody, TokensAnswer
from hypereal_lab.wire.models import ModelEntry, ModelsAnswer
from hypereal_lab.wire.models3d import Model3dBody
from hypereal_lab.wire.responses import ResponsesBody
from hypereal_lab.wire.route import RouteAnswer, RouteBody
from hypereal_lab.wire.routes import (
    API_USAGE,
    AUDIO_GENERATE,
    AUDIO_GENERATIONS,
    CHAT,
    CHAT_COMPLETIONS,
    CREDITS,
    FILES,
    GEMINI,
    GEMINI_MODELS,
    HEALTH,
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
    VIDEOS_GENERATE,
    both,
)
from hypereal_lab.wire.usage import UsageAnswer
from hypereal_lab.wire.videos import NestedVideosBody

__all__ = ["OPERATIONS", "Operation"]

Kinds = tuple[type[msgspec.Struct] | str, ...]


class Operation(NamedTuple):
    """One thing that can be asked for, at all of its paths."""

    method: str
    paths: tuple[str, ...]
    summary: str
    answers: Kinds = ()
    """Any one of these: structs, or names of components."""
    body: tuple[type[msgspec.Struct], ...] = ()
    """Any one of these."""
    status: int = 200
    events: str | None = None
    """What the events of a stream hold, where one may be asked for."""
    query: tuple[str, ...] = ()
    refusals: tuple[int, ...] = ()
    """Beside those that follow from body, key and price."""
    problems: tuple[str, ...] = ("Problem",)
    """Forms in which it refuses."""
    paid: bool = False
    open: bool = False
    """Whether it needs no key."""
    media: tuple[str, ...] = ("application/json",)

    @property
    def statuses(self) -> tuple[int, ...]:
        """Of all refusals and failures."""
        found = {500, *self.refusals}
        found |= set() if self.open else {401, 429, 503}
        found |= {400, 413} if self.body else {400} if self.query else set()
        found |= {402, 409, 502, 504} if self.paid else set()
        return tuple(sorted(found))


_GOOGLE, _ANTHROPIC, _EITHER = ("GoogleProblem",), ("AnthropicProblem",), ("Problem", "GoogleProblem")
_EVENTS = {
    "chat": "`data:` lines with a ChatChunk each, then `data: [DONE]`.",
    "messages": "Anthropic's events, from `message_start` to `message_stop`.",
    "responses": "OpenAI's events, from `response.created` to `response.completed`.",
    "gemini": "`data:` lines with a GeminiAnswer each.",
}
_FILES = ("image/png", "image/jpeg", "image/webp", "video/mp4", "audio/*", "model/gltf-binary")

OPERATIONS = (
    Operation(
        "POST",
        both(CHAT_COMPLETIONS),
        "Write, in OpenAI's older form",
        (ChatAnswer,),
        (ChatBody,),
        events=_EVENTS["chat"],
        paid=True,
    ),
    Operation("GET", both(CHAT_COMPLETIONS), "The models that write, with their prices", (ModelsAnswer,)),
    Operation(
        "POST",
        both(CHAT),
        "Write, in the older form that streams unless told not to",
        (ChatAnswer,),
        (ChatBody,),
        events=_EVENTS["chat"],
        paid=True,
    ),
    Operation(
        "POST",
        both(SPICY_CHAT),
        "Write, in the oldest form that streams unless told not to",
        (ChatAnswer,),
        (ChatBody,),
        events=_EVENTS["chat"],
        paid=True,
    ),
    Operation(
        "POST",
        both(MESSAGES),
        "Write, in Anthropic's form",
        (MessagesAnswer,),
        (MessagesBody,),
        events=_EVENTS["messages"],
        problems=_ANTHROPIC,
        paid=True,
    ),
    Operation(
        "POST",
        both(MESSAGES_COUNT),
        "How many tokens a request in Anthropic's form has",
        (TokensAnswer,),
        (MessagesBody,),
        problems=_ANTHROPIC,
    ),
    Operation(
        "POST",
        both(RESPONSES),
        "Write, in OpenAI's newer form",
        ("Response",),
        (ResponsesBody,),
        events=_EVENTS["responses"],
        paid=True,
    ),
    Operation("GET", both(RESPONSES), "The models that write, with their prices", (ModelsAnswer,), open=True),
    Operation("GET", both(RESPONSES + "/{response}"), "A stored response", ("Response",), refusals=(404,)),
    Operation("DELETE", both(RESPONSES + "/{response}"), "Forget a response", ("ResponseDeleted",), refusals=(404,)),
    Operation(
        "GET",
        both(RESPONSES + "/{response}/input_items"),
        "What was sent for a stored response, page by page",
        ("ResponseItems",),
        query=("limit", "order", "after"),
        refusals=(404,),
    ),
    Operation("POST", both(IMAGES_GENERATIONS), "Make pictures", (ImagesAnswer,), (ImagesBody,), paid=True),
    Operation(
        "POST", both(IMAGES_GENERATE), "Make pictures, in the older form", (ImagesAnswer,), (ImagesBody,), paid=True
    ),
    Operation("POST", both(VIDEOS_GENERATE), "Order a film", (JobAnswer,), (NestedVideosBody,), status=202, paid=True),
    Operation("POST", both(AUDIO_GENERATIONS), "Say a text", (MadeAnswer,), (AudioBody,), paid=True),
    Operation(
        "POST", both(AUDIO_GENERATE), "Say a text, in the older form", (MadeAnswer,), (NestedAudioBody,), paid=True
    ),
    Operation("POST", both(MODELS3D_GENERATE), "Make a 3D model", (MadeAnswer,), (Model3dBody,), paid=True),
    Operation(
        "POST",
        (MEDIA_GENERATE,),
        "Say a text or make a 3D model, in the oldest form",
        (MadeAnswer,),
        (NestedAudioBody, Model3dBody),
        paid=True,
    ),
    Operation(
        "GET", both(JOBS), "Jobs of the account, newest first", (JobsAnswer,), query=("limit", "cursor", "job_status")
    ),
    Operation("GET", both(JOBS + "/{job}"), "How a job stands", (JobAnswer,), refusals=(404, 410)),
    Operation("POST", both(JOBS + "/{job}/cancel"), "Give a job up", (JobAnswer,), refusals=(404, 409)),
    Operation(
        "POST",
        both(GEMINI),
        "Write, in Google's form or OpenAI's",
        (GeminiAnswer, ChatAnswer),
        (GeminiBody, ChatBody),
        events=f"{_EVENTS['gemini']} For a request in OpenAI's form: {_EVENTS['chat']}",
        problems=_EITHER,
        paid=True,
    ),
    Operation(
        "POST",
        tuple([f"{path}/{{model}}:{{action}}" for path in GEMINI_MODELS]),
        "Write, or count tokens, in Google's form",
        (GeminiAnswer, "GeminiAnswers", GeminiTokens),
        (GeminiBody,),
        events=_EVENTS["gemini"],
        query=("alt",),
        refusals=(404,),
        problems=_GOOGLE,
        paid=True,
    ),
    Operation(
        "GET",
        GEMINI_MODELS,
        "All models; in Google's form for those who ask as Google's libraries do",
        (ModelsAnswer, GeminiModels),
        problems=_EITHER,
    ),
    Operation(
        "GET",
        tuple([f"{path}/{{model}}" for path in GEMINI_MODELS]),
        "One model; in Google's form for those who ask as Google's libraries do",
        (ModelEntry, GeminiModel),
        refusals=(404,),
        problems=_EITHER,
    ),
    Operation("POST", both(ROUTE_EXPLAIN), "Which model would answer, and why", (RouteAnswer,), (RouteBody,)),
    Operation("GET", (CREDITS,), "What the account has", (CreditsAnswer,)),
    Operation(
        "GET",
        (API_USAGE,),
        "What was called and what it cost",
        (UsageAnswer,),
        query=("days", "usage_limit", "model", "endpoint", "call_status", "apiKeyId"),
    ),
    Operation(
        "GET",
        (FILES + "/{token}/{name}",),
        "A result, whole or in ranges",
        ("File",),
        refusals=(404, 410, 416),
        open=True,
        media=_FILES,
    ),
    Operation("GET", (HEALTH,), "Whether the gateway is well", ("Health",), open=True),
    Operation("GET", (OPENAPI,), "This document", ("OpenAPI",), open=True),
    Operation("HEAD", ("/", "/api", "/api/"), "Whether the gateway is there", open=True),
)
"""In the order of the routes."""
