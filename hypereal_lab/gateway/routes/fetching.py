"""Pictures behind the links of a request."""

from __future__ import annotations

from hypereal_lab.gateway.outbound import FetchedImage, Outbound, OutboundRefused
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["fetch_picture"]


async def fetch_picture(outbound: Outbound, place: str, link: str) -> FetchedImage:
    """Before money moves, so that a bad picture costs nothing. Raises a 400 that names `place`, such as `images[1]`."""
    try:
        return await outbound.fetch_image(link)
    except OutboundRefused as error:
        raise bad_request(f"{place}: {error}", param=place.partition("[")[0], code=error.why) from None
