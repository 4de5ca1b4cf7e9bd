"""Pictures and recordings behind the links of a request."""

from __future__ import annotations

import io
from functools import partial

from PIL import Image

from hypereal_lab.gateway.outbound import Fetched, FetchedImage, Outbound, OutboundRefused
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.media import ImageFacts, MediaError, Recording, probe_image, probe_recording

__all__ = ["fetch_mask", "fetch_picture", "fetch_recording"]


_LONGEST = 600.0
"""Seconds of a recording, where whoever listens names no limit."""


async def fetch_recording(
    outbound: Outbound, given: str | bytes, *, field: str = "audio", longest: float = _LONGEST
) -> Fetched[Recording]:
    """A recording behind a link, in a data URL, or as it came in a form, decoded once before money moves.

    Raises a 400 that names `field`.
    """
    probe = partial(probe_recording, most_seconds=longest)
    try:
        if isinstance(given, str):
            return await outbound.fetch(given, probe, otherwise="not_audio")
        return await outbound.judge(given, probe, otherwise="not_audio")
    except OutboundRefused as error:
        raise bad_request(f"{field}: {error}", param=field, code=error.why) from None


async def fetch_mask(outbound: Outbound, given: str | bytes, like: FetchedImage) -> bytes:
    """A mask for the picture `like`, however it was sent. Raises a 400 that names `mask`."""
    try:
        if isinstance(given, str):
            found = await outbound.fetch(given, _probe_mask)
        else:
            found = await outbound.judge(given, _probe_mask)
    except OutboundRefused as error:
        raise bad_request(f"mask: {error}", param="mask", code=error.why) from None
    sizes = [f"{one.width}x{one.height}" for one in (found.facts, like.facts)]
    if sizes[0] != sizes[1]:
        words = f"mask: it has {sizes[0]} pixels and the first picture {sizes[1]}; both must be of one size."
        raise bad_request(words, param="mask", allowed=[sizes[1]])
    return found.data


def _probe_mask(data: bytes) -> ImageFacts:
    facts = probe_image(data)
    with Image.open(io.BytesIO(data)) as picture:
        clearest = picture.convert("RGBA").getchannel("A").getextrema()[0]
    if not isinstance(clearest, int) or clearest > 127:
        words = "Nothing in the mask is transparent; make the part transparent that is to change."
        raise MediaError(words, why="unsupported")
    return facts


async def fetch_picture(outbound: Outbound, place: str, given: str | bytes) -> FetchedImage:
    """A picture behind a link, in a data URL, or as it came in a form.

    Before money moves, so that a bad picture costs nothing. Raises a 400 that names `place`, such as `images[1]`.
    """
    try:
        if isinstance(given, str):
            return await outbound.fetch_image(given)
        found = await outbound.judge(given, probe_image)
        return FetchedImage(found.data, found.facts)
    except OutboundRefused as error:
        raise bad_request(f"{place}: {error}", param=place.partition("[")[0], code=error.why) from None
