"""Orders as another gateway takes them: the same fields that its callers send."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.providers.base import (
    ImagesOrder,
    MeshOrder,
    SpeechOrder,
    TranscriptOrder,
    VideoOrder,
    VoiceOrder,
)
from hypereal_lab.gateway.upstream.media.forms import media_type_of
from hypereal_lab.gateway.upstream.media.outcomes import Order
from hypereal_lab.gateway.upstream.media.wire import Lend
from hypereal_lab.gateway.upstream.wire import Sending
from hypereal_lab.wire.codec import encode

__all__ = ["body_of"]

_INLINE = 1_000_000
"""Bytes of a file that still goes into the request; larger bodies are refused by the hosted service."""
_SIDES = {"front": "front_image_url", "back": "back_image_url", "left": "left_image_url", "right": "right_image_url"}
_QUALITIES = ("quality", "background", "style")


async def body_of(order: Order, model: str, lend: Lend) -> Sending:
    """The request of one order."""
    path, fields = await _told(order, lend)
    told = {name: value for name, value in fields.items() if value is not None}
    return Sending(path, encode({"model": model, **told}))


async def _told(order: Order, lend: Lend) -> tuple[str, dict[str, Any]]:
    match order:
        case ImagesOrder():
            return await _images(order, lend)
        case VideoOrder():
            return "/videos/generate", await _video(order, lend)
        case SpeechOrder():
            return _speech(order)
        case VoiceOrder():
            return "/audio/generations", await _voice(order, lend)
        case TranscriptOrder():
            audio = await _given(order.audio, lend)
            return "/audio/generations", {"audio": audio, "language": order.language}
        case MeshOrder():
            return "/3d/generate", {"input": await _mesh(order, lend)}


async def _images(order: ImagesOrder, lend: Lend) -> tuple[str, dict[str, Any]]:
    limits, edits = order.card.limits, order.mask is not None or order.card.kind == "image_edit"
    takes = lend if limits.reference_forms and "data-url" not in limits.reference_forms else None
    pictures = [await (_given(one, lend) if takes is None else takes(one)) for one in order.references]
    fields: dict[str, Any] = {
        "prompt": order.prompt,
        "n": order.n,
        **_shape(order),
        **{name: order.asked[name] for name in _QUALITIES if name in order.asked},
        "seed": order.seed or None,
        "output_format": None if order.format == "png" else order.format,
        "response_format": "url",
    }
    if pictures:
        fields[limits.reference_field or "image_urls"] = pictures
    if order.mask is not None:
        fields["mask"] = await _given(order.mask, lend)
    return "/images/edits" if edits else "/images/generations", fields


def _shape(order: ImagesOrder) -> dict[str, str]:
    """What was priced, made explicit: shape and tier, or the size, as the model takes it."""
    limits, asked = order.card.limits, order.asked
    if "size" in asked or not (limits.aspect_ratios or "aspect_ratio" in asked or "resolution" in asked):
        return {"size": f"{order.width}x{order.height}"}
    ratio = asked.get("aspect_ratio") or limits.default_aspect_ratio or next(iter(limits.aspect_ratios or ()), None)
    tier = asked.get("resolution") or (limits.default_resolution if limits.resolutions else None)
    told = {"aspect_ratio": ratio, "resolution": tier}
    return {name: value for name, value in told.items() if value is not None}


async def _video(order: VideoOrder, lend: Lend) -> dict[str, Any]:
    frames = [None if one is None else await lend(one) for one in (order.first_frame, order.last_frame)]
    return {
        **order.rest,
        "prompt": order.prompt or None,
        "duration": order.seconds if "duration" in order.asked or _by_length(order.card) else None,
        "aspect_ratio": order.asked.get("aspect_ratio"),
        "resolution": order.asked.get("resolution"),
        "seed": order.seed or None,
        "image": frames[0],
        "last_image": frames[1],
        "image_urls": [await lend(one) for one in order.references] or None,
        "sound": True if order.sound else None,
        "output_format": None if order.format == "mp4" else order.format,
    }


def _by_length(card: Card) -> bool:
    """Whether its length is chosen and priced; other models have one of their own."""
    return bool(card.limits.durations) or (card.price is not None and card.price.unit == "second")


def _speech(order: SpeechOrder) -> tuple[str, dict[str, Any]]:
    """How it is to be said is a field of OpenAI's shape alone."""
    if order.instructions:
        fields = {"input": order.text, "voice": order.voice, "response_format": order.format}
        return "/audio/speech", {**fields, "speed": order.speed, "instructions": order.instructions}
    told = {"text": order.text, "voice_id": order.voice, "language": order.language, "format": order.format}
    return "/audio/generations", {**told, "speed": order.speed, "seed": order.seed or None}


async def _voice(order: VoiceOrder, lend: Lend) -> dict[str, Any]:
    return {
        "text": order.text,
        "audio": await _given(order.reference, lend),
        "language": order.language,
        "format": order.format,
        "speed": order.speed,
        "seed": order.seed or None,
    }


async def _mesh(order: MeshOrder, lend: Lend) -> dict[str, Any]:
    fields: dict[str, Any] = {"prompt": order.prompt or None, "seed": order.seed or None}
    fields["image"] = None if order.image is None else await lend(order.image)
    fields["art_style"] = None if order.art_style == "realistic" else order.art_style
    fields["target_polycount"] = order.target_polycount
    fields["enable_pbr"] = None if order.enable_pbr else False
    fields |= {_SIDES[side]: await lend(data) for side, data in order.views}
    return {name: value for name, value in fields.items() if value is not None}


async def _given(data: bytes, lend: Callable[[bytes], Awaitable[str]]) -> str:
    """A small file goes with the request, a large one by a link."""
    if len(data) > _INLINE:
        return await lend(data)
    return f"data:{media_type_of(data)};base64,{base64.b64encode(data).decode()}"
