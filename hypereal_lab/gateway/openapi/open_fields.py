"""Schemas of the fields that the structs leave open, because the gateway reads them by hand: all of them, here."""

from __future__ import annotations

from typing import Any

__all__ = ["BODY_MODELS", "FORM_SCHEMAS", "OPEN_FIELDS", "RESPONSE_SCHEMAS"]

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {"type": "integer"}
_MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
_OBJECT: Schema = {"type": "object"}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _maybe(*kinds: Schema) -> Schema:
    return {"anyOf": [*kinds, {"type": "null"}]}


def _thing(*needed: str, **fields: Schema) -> Schema:
    return (
        {"type": "object", "properties": fields, "required": list(needed)}
        if needed
        else {**_OBJECT, "properties": fields}
    )


_CHAT_MESSAGE = _thing(
    "role",
    role={"enum": ["system", "developer", "user", "assistant", "tool", "function"]},
    content=_maybe(_TEXT, _list(_thing("type", type={"enum": ["text", "image_url"]}))),
)
_CHAT_TOOL = _thing("function", type=_maybe(_TEXT), function=_thing("name", name=_TEXT, parameters=_maybe(_OBJECT)))
_CALL = _thing(
    "id",
    "type",
    "function",
    id=_TEXT,
    type={"const": "function"},
    function=_thing("name", "arguments", name=_TEXT, arguments=_TEXT),
)
_DELTA_CALL = _thing("index", index=_WHOLE, id=_TEXT, type=_TEXT, function=_OBJECT)
_MESSAGES_MESSAGE = _thing(
    "role",
    "content",
    role={"enum": ["user", "assistant", "system"]},
    content={"anyOf": [_TEXT, _list(_thing("type", type=_TEXT))]},
)
_MESSAGES_TOOL = _thing("name", name=_TEXT, type=_maybe(_TEXT), description=_maybe(_TEXT), input_schema=_OBJECT)
_PARTS = _maybe(_OBJECT, _list(_OBJECT))
_CONTENT = _thing(role={"enum": ["user", "model", "function", "", None]}, parts=_PARTS)
_CONTENTS = {"anyOf": [_TEXT, _CONTENT, _list(_CONTENT)]}
_GENERATION_CONFIG = _maybe(
    _thing(
        temperature={"type": ["number", "null"], "minimum": 0, "maximum": 2},
        topP={"type": ["number", "null"], "minimum": 0, "maximum": 1},
        topK={"type": ["number", "null"], "minimum": 0},
        candidateCount={"enum": [0, 1, None]},
        maxOutputTokens={"type": ["integer", "null"], "minimum": 1},
        stopSequences=_maybe({**_list({**_TEXT, "minLength": 1}), "maxItems": 16}),
        seed=_MAYBE_WHOLE,
        responseMimeType={"enum": ["text/plain", "application/json", None]},
        responseSchema=_maybe(_OBJECT),
        responseJsonSchema=_maybe(_OBJECT),
        responseModalities=_maybe({"enum": ["TEXT"]}, _list({"enum": ["TEXT"]})),
        thinkingConfig=_maybe(_OBJECT),
    )
)
_GEMINI_TOOL = _thing(functionDeclarations=_maybe(_OBJECT, _list(_OBJECT)))
_GEMINI_SYSTEM = _maybe(_TEXT, _OBJECT)
_FORMS: Schema = {"enum": ["text", "json_object", "json_schema"]}
_ITEM = _thing(type=_maybe(_TEXT))
_RESPONSE_TOOL = _thing(type=_maybe(_TEXT))

OPEN_FIELDS: dict[tuple[str, str], Schema] = {
    ("ChatBody", "messages"): _maybe(_list(_CHAT_MESSAGE)),
    ("ChatBody", "tools"): _maybe(_list(_CHAT_TOOL)),
    ("ChatBody", "tool_choice"): _maybe(
        {"enum": ["auto", "none", "required"]}, _thing("function", function=_thing("name", name=_TEXT))
    ),
    ("ChatBody", "response_format"): _maybe(_thing("type", type=_FORMS)),
    ("ChatMessage", "tool_calls"): _maybe(_list(_CALL)),
    ("ChatDelta", "tool_calls"): _maybe(_list(_DELTA_CALL)),
    ("MessagesBody", "messages"): _maybe(_list(_MESSAGES_MESSAGE)),
    ("MessagesBody", "system"): _maybe(_TEXT, _list(_thing("type", "text", type={"const": "text"}, text=_TEXT))),
    ("MessagesBody", "tools"): _maybe(_list(_MESSAGES_TOOL)),
    ("MessagesBody", "tool_choice"): _maybe(_thing("type", type={"enum": ["auto", "any", "tool", "none"]})),
    ("MessagesBody", "thinking"): _maybe(
        _thing("type", type={"enum": ["enabled", "adaptive", "disabled"]}, budget_tokens={**_MAYBE_WHOLE, "minimum": 1})
    ),
    ("MessagesAnswer", "content"): _list(_thing("type", type={"enum": ["thinking", "text", "tool_use"]})),
    ("ResponsesBody", "input"): _maybe(_TEXT, _list(_ITEM)),
    ("ResponsesBody", "tools"): _maybe(_list(_RESPONSE_TOOL)),
    ("ResponsesBody", "tool_choice"): _maybe(
        {"enum": ["auto", "none", "required"]}, _thing("type", "name", type={"const": "function"}, name=_TEXT)
    ),
    ("ResponsesBody", "text"): _maybe(_thing(format=_maybe(_thing("type", type=_FORMS)))),
    ("ResponsesBody", "include"): {"type": ["array", "null"], "items": True},
    ("ResponsesBody", "client_metadata"): {
        "description": "Anything; nobody here reads it.",
        "type": ["null", "boolean", "number", "string", "array", "object"],
        "items": True,
    },
    ("GeminiBody", "contents"): _maybe(_CONTENTS),
    ("GeminiBody", "systemInstruction"): _GEMINI_SYSTEM,
    ("GeminiBody", "system_instruction"): _GEMINI_SYSTEM,
    ("GeminiBody", "generationConfig"): _GENERATION_CONFIG,
    ("GeminiBody", "tools"): _maybe(_list(_GEMINI_TOOL)),
    ("TicketAnswer", "expiresAt"): {"type": ["number", "null"]},
    ("ObjectAnswer", "createdAt"): {"type": ["number", "null"]},
}
"""By struct and name on the wire. In place of what the struct alone would say."""

BODY_MODELS: dict[str, tuple[str, ...]] = {
    "ImagesBody": ("image", "image_edit"),
    "EditsBody": ("image", "image_edit"),
    "NestedVideosBody": ("video",),
    "AudioBody": ("audio",),
    "NestedAudioBody": ("audio",),
    "OpenaiSpeechBody": ("audio",),
    "Model3dBody": ("3d",),
    "ChatBody": ("chat", "gemini", "responses"),
    "ResponsesBody": ("chat", "gemini", "responses"),
    "MessagesBody": ("messages",),
    "GeminiBody": ("gemini",),
}
"""The kinds of models that the `model` of a body may name."""

_RESPONSE: Schema = {
    **_thing(
        "id",
        "object",
        "created_at",
        "model",
        "status",
        "output",
        id=_TEXT,
        object={"const": "response"},
        created_at={**_WHOLE, "description": "Unix seconds."},
        model=_TEXT,
        status={"enum": ["completed", "incomplete", "in_progress", "failed"]},
        output={**_list(_thing("type", "id", type={"enum": ["reasoning", "message", "function_call"]}, id=_TEXT))},
        usage=_maybe(_OBJECT),
        error=_maybe(_OBJECT),
        incomplete_details=_maybe(_OBJECT),
        previous_response_id=_maybe(_TEXT),
        creditsUsed={"type": ["number", "null"], "description": "What this call was charged (ours)."},
    ),
    "description": "The whole answer of `/responses`, and what is kept of it. It repeats fields of the request.",
}

_SAID = _thing("start", "end", start={"type": "number"}, end={"type": "number"}, text=_TEXT, word=_TEXT)
_TRANSCRIPTION: Schema = {
    "description": "`text` alone, or with times for `verbose_json`.",
    **_thing(
        "text",
        text=_TEXT,
        task={"const": "transcribe"},
        language=_maybe(_TEXT),
        duration={"type": ["number", "null"], "description": "Seconds of the recording."},
        segments=_list(_SAID),
        words=_list(_SAID),
    ),
}

RESPONSE_SCHEMAS: dict[str, Schema] = {
    "Response": _RESPONSE,
    "ResponseDeleted": _thing(
        "id", "object", "deleted", id=_TEXT, object={"const": "response"}, deleted={"const": True}
    ),
    "ResponseItems": _thing(
        "object",
        "data",
        "first_id",
        "last_id",
        "has_more",
        object={"const": "list"},
        data=_list(_OBJECT),
        first_id=_maybe(_TEXT),
        last_id=_maybe(_TEXT),
        has_more={"type": "boolean"},
    ),
    "ObjectDeleted": _thing("id", "deleted", id=_TEXT, deleted={"const": True}),
    "Transcription": _TRANSCRIPTION,
}
"""No struct holds them: they are written field by field."""

_FILE: Schema = {**_TEXT, "format": "binary"}
_FORM_WHOLE: Schema = {"type": "integer", "description": "As text, like every number of a form."}
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}

FORM_SCHEMAS: dict[str, Schema] = {
    "EditsForm": {
        "description": "What OpenAI's libraries send to `/images/edits`; other fields of EditsBody are taken too.",
        **_thing(
            "image",
            image={**_list(_FILE), "minItems": 1, "description": "Pictures; `image[]` says the same."},
            mask={**_FILE, "description": "What is transparent in it is made anew."},
            model=_TEXT,
            prompt=_TEXT,
            n=_FORM_WHOLE,
            size=_TEXT,
            quality=_TEXT,
            background=_TEXT,
            output_format={"enum": ["png", "jpeg", "webp"]},
            output_compression=_FORM_WHOLE,
            response_format={"enum": ["url", "b64_json"]},
            input_fidelity={"enum": ["low", "high"]},
            moderation=_TEXT,
            user=_TEXT,
            seed=_FORM_WHOLE,
            stream={"enum": ["false"]},
            partial_images={"enum": ["0"]},
        ),
    },
    "TranscriptionForm": {
        "description": "What OpenAI's libraries send to `/audio/transcriptions`.",
        **_thing(
            "file",
            "model",
            file={**_FILE, "description": "The recording."},
            model=_TEXT,
            language={**_TEXT, "description": "ISO code such as `en`."},
            prompt={**_TEXT, "description": "Taken, and changes nothing for an engine without it."},
            response_format={"enum": ["json", "text", "srt", "verbose_json", "vtt"], "default": "json"},
            temperature={**_SHARE, "description": "Taken, and changes nothing for an engine without it."},
            timestamp_granularities={
                **_list({"enum": ["word", "segment"]}),
                "description": "Of `verbose_json`; `timestamp_granularities[]` says the same.",
            },
            stream={"enum": ["false"]},
        ),
        "additionalProperties": False,
    },
}
"""Bodies of the type `multipart/form-data`, which are read part by part."""
