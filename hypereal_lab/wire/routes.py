"""Paths and header names, in one place for both ends of the wire."""

from __future__ import annotations

__all__ = [
    "API_USAGE",
    "API_USAGE_EXPORT",
    "AUDIO_GENERATE",
    "AUDIO_GENERATIONS",
    "AUDIO_SPEECH",
    "AUDIO_TRANSCRIPTIONS",
    "CHAT",
    "CHAT_COMPLETIONS",
    "CREDITS",
    "FILES",
    "GEMINI",
    "GEMINI_MODELS",
    "HEALTH",
    "IDEMPOTENCY_KEY",
    "IMAGES_EDIT",
    "IMAGES_EDITS",
    "IMAGES_GENERATE",
    "IMAGES_GENERATIONS",
    "JOBS",
    "KEY_PREFIX",
    "MEDIA_GENERATE",
    "MESSAGES",
    "MESSAGES_COUNT",
    "MODELS",
    "MODELS3D_GENERATE",
    "OPENAPI",
    "QUEUE_POSITION",
    "QUEUE_SECONDS",
    "REMEMBERS_KEYS",
    "REQUEST_ID",
    "RESPONSES",
    "ROUTE_EXPLAIN",
    "SPICY_CHAT",
    "STORAGE",
    "STORED",
    "UPLOADS",
    "VIDEOS_GENERATE",
    "WAITS",
    "WEBHOOKS",
    "both",
]

KEY_PREFIX = "ck_"
"""How every key begins (API pages, authentication)."""

IDEMPOTENCY_KEY = "idempotency-key"
REQUEST_ID = "x-request-id"
REMEMBERS_KEYS = "x-hypereal-idempotency"
"""On every answer of a server that answers a repeated key without doing it again: for how many seconds."""
WAITS = "x-hypereal-wait"
"""On every look at a job of a server that lets a look wait for a change: for how many seconds at most."""
QUEUE_POSITION, QUEUE_SECONDS = "x-hypereal-queue-position", "x-hypereal-queue-seconds"
"""On answers of calls that had to wait for their turn: as number how many they came, and how long they waited."""

CHAT_COMPLETIONS = "/v1/chat/completions"
CHAT = "/v1/chat"
"""The older shape, which streams unless told not to."""
SPICY_CHAT = "/v1/spicy-chat"
"""The oldest."""
RESPONSES = "/v1/responses"
ROUTE_EXPLAIN = "/v1/route/explain"
"""What routing would decide (ours)."""
MESSAGES = "/v1/messages"
"""Anthropic's shape."""
MESSAGES_COUNT = "/v1/messages/count_tokens"
GEMINI = "/v1/gemini"
"""Google's shape or OpenAI's, with the model in the body."""
GEMINI_MODELS = tuple(
    f"{base}/{version}/models" for base in ("", "/api", GEMINI, f"/api{GEMINI}") for version in ("v1", "v1beta")
)
"""Where Google's libraries look for `/{model}:{action}`, whatever base and version they were given."""
IMAGES_GENERATIONS = "/v1/images/generations"
"""The newest shape, OpenAI-like."""
IMAGES_GENERATE = "/v1/images/generate"
"""The older shape, which also takes `intent`."""
IMAGES_EDIT = "/v1/images/edit"
"""The older shape for edit models."""
IMAGES_EDITS = "/v1/images/edits"
"""OpenAI's shape: a form with pictures in it; the same as JSON with links is taken too."""
VIDEOS_GENERATE = "/v1/videos/generate"
AUDIO_GENERATIONS = "/v1/audio/generations"
"""The newest shape: everything flat."""
AUDIO_GENERATE = "/v1/audio/generate"
"""The older shape: everything but the model under `input`."""
AUDIO_SPEECH = "/v1/audio/speech"
"""OpenAI's shape: answered with the sound itself."""
AUDIO_TRANSCRIPTIONS = "/v1/audio/transcriptions"
"""OpenAI's shape: a form with the recording in it."""
MODELS3D_GENERATE = "/v1/3d/generate"
MEDIA_GENERATE = "/api/media/generate"
"""The oldest route; what it makes is the model's kind."""
JOBS = "/v1/jobs"
WEBHOOKS = "/v1/webhooks"
"""Our choice: the secret, what was sent, sending again."""
MODELS = "/v1/models"
CREDITS = "/api/credits"
API_USAGE = "/api/api-usage"
API_USAGE_EXPORT = "/api/api-usage/export"
FILES = "/files"
"""Result files; opened without a key by a link that cannot be guessed."""
STORAGE = "/v1/storage"
STORED = "/stored"
"""Objects of storage; opened without a key by a signed link."""
UPLOADS = "/uploads"
"""Where the bytes of an upload go, by a signed link."""
HEALTH = "/healthz"
OPENAPI = "/openapi.json"
"""The gateway's description of itself; needs no key."""


def both(path: str) -> tuple[str, str]:
    """Every `/v1` route also answers under `/api/v1`."""
    return path, f"/api{path}"
