"""Pictures and recordings behind the links of a request."""

from __future__ import annotations

from functools import partial

from hypereal_lab.gateway.outbound import Fetched, FetchedImage, Outbound, OutboundRefused
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.media import Recording, check_mask_size, probe_image, probe_mask, probe_recording

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
            found = await outbound.fetch(given, probe_mask)
        else:
            found = await outbound.judge(given, probe_mask)
    except OutboundRefused as error:
        raise bad_request(f"mask: {error}", param="mask", code=error.why) from None
    wanted = like.facts.width, like.facts.height
    if words := check_mask_size((found.facts.width, found.facts.height), wanted):
        raise bad_request(f"mask: {words}", param="mask", allowed=["{}x{}".format(*wanted)])
    return found.data


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
