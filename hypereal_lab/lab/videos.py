"""Clips in a lab: `lab.videos`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from hypereal_lab.catalog import Card, Quantity, check_video, video_seconds
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.images import each
from hypereal_lab.lab.maker import Maker, address_of, given, refuse_first, seed_of, text_of
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending

__all__ = ["DEFAULT_MODEL", "Videos"]

DEFAULT_MODEL = "veo-3-1-i2v"
"""Its price is documented, and it takes words with or without a first frame."""


class Videos(Maker):
    """Makes clips from words and pictures. The server answers with a job: `submit()` it and go on, or await it."""

    kind = "video"
    card_kinds = ("video",)
    makes = "clips"

    def generate(
        self,
        prompt: str | None = None,
        *,
        model: str | None = None,
        image: ReferenceLike | None = None,
        last_image: ReferenceLike | None = None,
        references: Sequence[ReferenceLike] | ReferenceLike = (),
        duration: int | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        sound: bool | None = None,
        output_format: str | None = None,
        seed: int | None = None,
        webhook_url: str | None = None,
        **spending: Unpack[Spending],
    ) -> Call:
        """One clip. `image` is its first frame and `last_image` its last, `duration` is in whole seconds.

        `references` are seen on the way, without `image` the first of them at the begin. `sound=True` asks for sound
        too, `output_format` is `mp4` or `webm`. The camera does what the prompt says: pan, zoom, orbit, static.

        `webhook_url` is told by the server when the job ends, such as the `url` of `lab.webhooks()`. It is no part of
        the recipe: a clip that comes from the shelf tells nobody.

        `take`, `fresh`, `max_cost`, `confirm` and `allow_unknown_price` are explained in `lab.spending`. Raises
        `InputError` at once, with nothing sent, for what the model does not take.
        """
        card = self._card(model or DEFAULT_MODEL)
        shelf = self._session.shelf
        roles = (("first_frame", image), ("last_frame", last_image))
        found = [read_reference(one, shelf, role) for role, one in roles if one is not None]
        found += [read_reference(one, shelf) for one in each(references)]
        inputs = given(
            prompt=None if prompt is None else text_of(prompt, "prompt"),
            duration=_whole(duration),
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            sound=_yes_or_no(sound),
            output_format=output_format,
            seed=seed_of(seed),
        )
        refuse_first(
            check_video(
                card,
                prompt=inputs.get("prompt"),
                has_image=bool(found),
                duration=duration,
                aspect_ratio=aspect_ratio,
                resolution=resolution,
                output_format=output_format,
                references=max(0, len(each(references)) - (image is None)),
            )
        )
        quantity = Quantity(seconds=video_seconds(card, duration), resolution=resolution)
        told = address_of(webhook_url, "webhook_url")
        return self._call(card, _filled(card, inputs), quantity, spending, found, webhook_url=told)


def _whole(duration: object) -> int | None:
    if duration is not None and type(duration) is not int:
        raise InputError("duration is a whole number of seconds.", field="duration")
    return duration


def _yes_or_no(value: object) -> bool | None:
    if value is not None and type(value) is not bool:
        raise InputError("sound is True or False.", field="sound")
    return value


def _filled(card: Card, inputs: dict[str, Any]) -> dict[str, Any]:
    """With the length that is priced, so that saying it or not is the same recipe."""
    known = bool(card.limits.durations) or "duration" in inputs
    return {**inputs, "duration": video_seconds(card, inputs.get("duration"))} if known else inputs
