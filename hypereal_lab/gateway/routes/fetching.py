"""Pictures and recordings behind the links of a request."""

from __future__ import annotations

from functools import partial

from hypereal_lab.gateway.outbound import Fetched, FetchedImage, Outbound, OutboundRefused
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.media import Recording, probe_recording

__all__ = ["fetch_picture", "fetch_recording"]


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


async def fetch_picture(outbound: Outbound, place: str, link: str) -> FetchedImage:
    """Before money moves, so that a bad picture costs nothing. Raises a 400 that names `place`, such as `images[1]`."""
    try:
        return await outbound.fetch_image(link)
    except OutboundRefused as error:
        raise bad_request(f"{place}: {error}", param=place.partition("[")[0], code=error.why) from None
