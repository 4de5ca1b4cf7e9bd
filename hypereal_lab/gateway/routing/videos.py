"""Which model makes the film, how long it is, and what it costs."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.catalog import Card, Catalog, check_video, video_pixels, video_seconds
from hypereal_lab.gateway.meter import Tariff, video_tariff
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.routing.choice import Choice
from hypereal_lab.gateway.routing.rules import broken_rule, one_of
from hypereal_lab.wire.videos import VideosBody

__all__ = ["VideosPlan", "plan_video"]

_MODES = ("auto", "fast")
_FILMS = Choice(
    kinds=("video",),
    available=lambda catalog: catalog.ids("video"),
    misplaced="Unsupported video model {id}: it belongs to {routes}.",
    unknown="Unsupported video model {model}.",
)


class VideosPlan(NamedTuple):
    """One video call; its size is known when its first frame is, on which it may depend."""

    card: Card
    tariff: Tariff
    """The price of the whole film."""
    seconds: int
    units: int
    """Of the price: seconds, or one clip."""

    def pixels(self, body: VideosBody, like: tuple[int, int] | None) -> tuple[int, int]:
        """Width and height; `like` are those of the first frame."""
        return video_pixels(self.card, aspect_ratio=body.aspect_ratio, resolution=body.resolution, like=like)


def plan_video(catalog: Catalog, body: VideosBody) -> VideosPlan:
    """The plan of a video call. Raises `Refused`: 400 that names the field and what it may be."""
    card = _FILMS.card(catalog, body.model)
    one_of("mode", body.mode, _MODES)
    for violation in check_video(
        card,
        prompt=body.prompt,
        has_image=body.first_frame is not None,
        duration=body.duration,
        aspect_ratio=body.aspect_ratio,
        resolution=body.resolution,
        output_format=body.output_format,
        references=len(body.references),
    ):
        raise broken_rule(violation)
    seconds = video_seconds(card, body.duration)
    tariff = video_tariff(card, seconds=seconds, resolution=body.resolution)
    if tariff is None or card.price is None:
        raise _no_price(card, seconds)
    return VideosPlan(card, tariff, seconds, seconds if card.price.unit == "second" else 1)


def _no_price(card: Card, seconds: int) -> Refused:
    priced = list(card.price.tiers) if card.price else []
    hint = f"it has one for {', '.join(priced)} seconds." if priced else "choose another model."
    words = f"duration: no price is known for {seconds} seconds of {card.id}, so nothing can be charged; {hint}"
    return bad_request(words, param="duration" if priced else "model", code="price_unknown", allowed=priced)
