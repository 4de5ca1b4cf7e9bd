"""Videos: `client.videos`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import msgspec

from hypereal_lab.catalog import Card, Estimate, Quantity, estimate, load, video_seconds
from hypereal_lab.client.call import Call
from hypereal_lab.client.http import Http
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.routes import VIDEOS_GENERATE
from hypereal_lab.wire.videos import NestedVideosBody, VideosBody

__all__ = ["AsyncVideos", "video_quantity"]


class AsyncVideos:
    """Orders films from words and pictures."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def generate(
        self,
        prompt: str | None = None,
        *,
        model: str,
        image: str | None = None,
        last_image: str | None = None,
        references: Sequence[str] = (),
        duration: int | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        sound: bool | None = None,
        output_format: str | None = None,
        seed: int | None = None,
        webhook_url: str | None = None,
        idempotency_key: str | None = None,
    ) -> Call[JobAnswer]:
        """A film, which is charged when it is ordered and made afterwards: ask `client.jobs` for it.

        `image` and `last_image` are its first and last frame, `references` pictures to go by; all are links or data
        URLs. `duration` is in seconds, `output_format` is `mp4` or `webm`. `webhook_url` is told when the job ends;
        `verify_webhook` proves that. Raises on await what `hypereal_lab.errors` lists under `APIError`.
        """
        body = VideosBody(
            prompt=prompt,
            duration=duration,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            sound=sound,
            output_format=output_format,
            image=image,
            image_urls=list(references) or None,
            seed=seed,
            webhook_url=webhook_url,
        )
        sent = _shaped(body, model, last_image)
        key = idempotency_key or uuid.uuid4().hex
        return Call(
            lambda: self._http.post(VIDEOS_GENERATE, sent, JobAnswer, idempotency_key=key),
            title=f"video by {model}",
            estimate=lambda: _estimate(model, body),
        )


def video_quantity(card: Card, body: VideosBody) -> Quantity:
    """What the price of a video call depends on."""
    return Quantity(seconds=video_seconds(card, body.duration), resolution=body.resolution)


def _shaped(body: VideosBody, model: str, last_image: str | None) -> VideosBody:
    """Models of older pages read what stands under `input`; a picture beside it was seen to be ignored."""
    card = _card(model)
    if card is not None and card.generation != "G4":
        return NestedVideosBody(model=model, input=msgspec.structs.replace(body, last_image=last_image))
    return msgspec.structs.replace(body, model=model, last_image_url=last_image)


def _estimate(model: str, body: VideosBody) -> Estimate:
    card = _card(model)
    if card is None:
        return Estimate.unknown(f"no price is known for {model}")
    return estimate(card, video_quantity(card, body))


def _card(model: str) -> Card | None:
    try:
        return load().card(model)
    except LookupError:
        return None
