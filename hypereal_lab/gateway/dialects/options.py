"""What a request asks of this gateway itself: its field `hypereal`, which goes no further."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.gateway.dialects.reading import SHOWN, object_at
from hypereal_lab.gateway.refusals import bad_request, unknown_field

__all__ = ["Options", "read_options"]

_PLACE = "hypereal"
_KNOWN = ("cache", "region")


class Options(NamedTuple):
    """Checked."""

    cache: bool = True
    """Whether the Hypereal Cache may be used."""
    region: str | None = None
    """Only providers of this region may answer."""


def read_options(told: object) -> Options:
    """Raises `Refused`: 400 that names the field, such as `hypereal.cache`."""
    if told is None:
        return Options()
    given = object_at(_PLACE, told, 'must be an object, such as {"cache": false}')
    for name in given:
        if name not in _KNOWN:
            raise unknown_field(f"{_PLACE}.{name[:SHOWN]}", [f"{_PLACE}.{known}" for known in _KNOWN])
    return Options(_cache(given.get("cache")), _region(given.get("region")))


def _cache(wanted: object) -> bool:
    if wanted is None or wanted == "auto":
        return True
    if wanted is False:
        return False
    words = f'{_PLACE}.cache must be "auto" or false.'
    raise bad_request(words, param=f"{_PLACE}.cache", allowed=["auto", False])


def _region(wanted: object) -> str | None:
    if wanted is None:
        return None
    if not isinstance(wanted, str) or not wanted:
        words = f'{_PLACE}.region must be the name of a region, such as "eu".'
        raise bad_request(words, param=f"{_PLACE}.region")
    return wanted
