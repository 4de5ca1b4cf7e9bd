"""A time as whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypereal_lab.errors import InputError
from hypereal_lab.usage.views.zones import zone_of

__all__ = ["EPOCH", "moment_us", "naive"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def naive(where: str) -> InputError:
    """The refusal of a time without a zone."""
    return InputError(
        f"{where} has no time zone; say which one is meant with zone='UTC' or another name.", field="zone"
    )


def moment_us(moment: datetime, zone: str | None, where: str) -> int:
    """Microseconds since 1970. Of an hour that the clocks show twice it is the first. Raises `InputError`."""
    if moment.tzinfo is None:
        if zone is None:
            raise naive(where)
        moment = moment.replace(tzinfo=zone_of(zone))
    return (moment - EPOCH) // timedelta(microseconds=1)
