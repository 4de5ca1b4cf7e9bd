"""Every path and method of the gateway: what it takes, what it answers, and how it refuses."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from hypereal_lab.wire.audio import AudioBody, NestedAudioBody, OpenaiSpeechBody
from hypereal_lab.wire.chat import ChatAnswer, ChatBody
from hypereal_lab.wire.credits import CreditsAnswer
from hypereal_lab.wire.gemini import GeminiAnswer, GeminiBody, GeminiModel, GeminiModels, GeminiTokens
from hypereal_lab.wire.images import EditsBody, ImagesAnswer, ImagesBody
from hypereal_lab.wire.jobs import JobAnswer, JobsAnswer
from hypereal_lab.wire.made import MadeAnswer
from hypereal_lab.wire.messages import MessagesAnswer, MessagesBody, TokensAnswer
from hypereal_lab.wire.models import ModelEntry, ModelsAnswer
from hypereal_lab.wire.models3d import Model3dBody
from hypereal_lab.wire.responses import ResponsesBody
from hypereal_lab.wire.route import RouteAnswer, RouteBody
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
from hypereal_lab.wire.storage import (
    CompleteBody,
    ObjectAnswer,
    ObjectsAnswer,
    ReceivedAnswer,
    TicketAnswer,
    TicketBody,
)
from hypereal_lab.wire.transcripts import TranscriptAnswer
from hypereal_lab.wire.usage import UsageAnswer
from hypereal_lab.wire.videos import NestedVideosBody
from hypereal_lab.wire.webhooks import DeliveriesAnswer, Delivery, WebhookSecret

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
    """Any one of these, as JSON."""
    form: str | None = None
    """The component of a form with files that may be sent, instead of JSON where that is taken too."""
    takes_bytes: bool = False
    """Whether the body is the bytes of a file."""
    body_needed: bool = True
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
    signed: bool = False
    """Whether its link has to be signed."""
    tagged: bool = False
    """Whether the answer has a tag, and is left out for a client that has the same."""
    redirects: bool = False
    """Whether the answer may be another link."""
    media: tuple[str, ...] = ("application/json",)
    texts: tuple[str, ...] = ()
    """Media types of plain text that may be asked for instead."""

    @property
    def statuses(self) -> tuple[int, ...]:
        """Of all refusals and failures."""
        found = {500, *self.refusals}
        found |= set() if self.open else {401, 429, 503}
        found |= {400, 413} if self.body or self.form else {400} if self.query or self.takes_bytes else set()
        found |= {403, 404, 410} if self.signed else set()
        found |= {402, 409, 502, 504} if self.paid else set()
        return tuple(sorted(found))


_GOOGLE, _ANTHROPIC, _EITHER = ("GoogleProblem",), ("AnthropicProblem",), ("Problem", "GoogleProblem")
_EVENTS = {
    "chat": "`data:` lines with a ChatChunk each, then `data: [DONE]`.",
    "messages": "Anthropic's events, from `message_start` to `message_stop`.",
    "responses": "OpenAI's events, from `response.created` to `response.completed`.",
    "gemini": "`data:` lines with a GeminiAnswer each.",
    "job": "Events `state`, `progress` and at last `end`, each with a JobAnswer in its `data:` line.",
}
_SOUNDS = ("audio/mpeg", "audio/ogg", "audio/flac", "audio/wav", "audio/pcm")
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
    Operation(
        "POST",
        both(IMAGES_EDITS),
        "Edit pictures, sent as files of a form or as links",
        (ImagesAnswer,),
        (EditsBody,),
        form="EditsForm",
        paid=True,
    ),
    Operation(
        "POST",
        both(IMAGES_EDIT),
        "Edit pictures, in the older form",
        (ImagesAnswer,),
        (EditsBody,),
        form="EditsForm",
        paid=True,
    ),
    Operation("POST", both(VIDEOS_GENERATE), "Order a film", (JobAnswer,), (NestedVideosBody,), status=202, paid=True),
    Operation(
        "POST",
        both(AUDIO_GENERATIONS),
        "Say a text, or write down a recording",
        (MadeAnswer, TranscriptAnswer),
        (AudioBody,),
        paid=True,
    ),
    Operation(
        "POST",
        both(AUDIO_GENERATE),
        "Say a text, or write down a recording, in the older form",
        (MadeAnswer, TranscriptAnswer),
        (NestedAudioBody,),
        paid=True,
    ),
    Operation(
        "POST",
        both(AUDIO_SPEECH),
        "Say a text, in OpenAI's form: the sound itself",
        ("File",),
        (OpenaiSpeechBody,),
        paid=True,
        media=_SOUNDS,
    ),
    Operation(
        "POST",
        both(AUDIO_TRANSCRIPTIONS),
        "Write down a recording, in OpenAI's form",
        ("Transcription",),
        form="TranscriptionForm",
        paid=True,
        texts=("text/plain", "text/vtt"),
    ),
    Operation("POST", both(MODELS3D_GENERATE), "Make a 3D model", (MadeAnswer,), (Model3dBody,), paid=True),
    Operation(
        "POST",
        (MEDIA_GENERATE,),
        "Say a text, write down a recording or make a 3D model, in the oldest form",
        (MadeAnswer, TranscriptAnswer),
        (NestedAudioBody, Model3dBody),
        paid=True,
    ),
    Operation(
        "GET", both(JOBS), "Jobs of the account, newest first", (JobsAnswer,), query=("limit", "cursor", "job_status")
    ),
    Operation(
        "GET",
        both(JOBS + "/{job}"),
        "How a job stands, at once or as soon as that changes",
        (JobAnswer,),
        query=("wait",),
        refusals=(404, 410),
        tagged=True,
    ),
    Operation(
        "GET",
        both(JOBS + "/{job}/events"),
        "How a job stands, every change, and its end",
        events=_EVENTS["job"],
        refusals=(404, 410),
    ),
    Operation("POST", both(JOBS + "/{job}/cancel"), "Give a job up", (JobAnswer,), refusals=(404, 409, 410)),
    Operation("GET", both(WEBHOOKS + "/secret"), "What the account's webhooks are signed with", (WebhookSecret,)),
    Operation(
        "POST",
        both(WEBHOOKS + "/secret"),
        "A new secret for webhooks; the one before it signs too for a day",
        (WebhookSecret,),
    ),
    Operation(
        "GET",
        both(WEBHOOKS + "/deliveries"),
        "Webhooks of the account with every attempt, newest first",
        (DeliveriesAnswer,),
        query=("limit", "cursor"),
    ),
    Operation(
        "POST", both(WEBHOOKS + "/{webhook}/replay"), "Send a webhook again", (Delivery,), status=202, refusals=(404,)
    ),
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
        query=("days", "usage_limit", "cursor", "model", "endpoint", "call_status", "apiKeyId"),
    ),
    Operation(
        "GET",
        (API_USAGE_EXPORT,),
        "The same logs as a file, oldest first, however many there are",
        ("File",),
        query=("days", "table", "model", "endpoint", "call_status", "apiKeyId"),
        media=("text/csv; charset=utf-8", "application/vnd.apache.parquet"),
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
    Operation(
        "POST",
        both(STORAGE + "/upload"),
        "Begin an upload: a ticket that says where the bytes go",
        (TicketAnswer,),
        (TicketBody,),
        status=201,
        refusals=(409,),
    ),
    Operation(
        "GET",
        both(STORAGE),
        "Objects of the account, newest first",
        (ObjectsAnswer,),
        query=("kind", "limit", "cursor"),
    ),
    Operation(
        "GET",
        both(STORAGE + "/{object}"),
        "One object, with a signed link",
        (ObjectAnswer,),
        query=("expiresIn",),
        refusals=(404, 409),
    ),
    Operation(
        "DELETE",
        both(STORAGE + "/{object}"),
        "Delete an object, or give an upload up",
        ("ObjectDeleted",),
        refusals=(404, 409),
    ),
    Operation(
        "POST",
        both(STORAGE + "/{object}/complete"),
        "Keep what was uploaded, once all bytes are there",
        (ObjectAnswer,),
        (CompleteBody,),
        body_needed=False,
        refusals=(404, 409, 410),
    ),
    Operation(
        "PUT",
        (UPLOADS + "/{object}",),
        "Send the bytes of an upload, whole or part by part",
        (ReceivedAnswer,),
        takes_bytes=True,
        refusals=(408, 409, 503),
        open=True,
        signed=True,
    ),
    Operation(
        "GET",
        (UPLOADS + "/{object}",),
        "How far an upload is",
        (ReceivedAnswer,),
        open=True,
        signed=True,
    ),
    Operation(
        "GET",
        (STORED + "/{object}/{name}",),
        "The bytes of an object, whole or in ranges",
        ("File",),
        refusals=(409, 416, 503),
        open=True,
        signed=True,
        redirects=True,
        media=("*/*",),
    ),
    Operation("GET", (HEALTH,), "Whether the gateway is well", ("Health",), open=True),
    Operation("GET", (OPENAPI,), "This document", ("OpenAPI",), open=True),
    Operation("HEAD", ("/", "/api", "/api/"), "Whether the gateway is there", open=True),
)
"""In the order of the routes."""
