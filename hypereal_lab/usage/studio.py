"""Fifty days of a small studio, made up but priced by the catalogue: what `sample` ships.

Two projects, three keys, October and twenty days of November 2026. In it happen: a model that is left for a cheaper
one, a price that goes up, a loop that runs away in a night, calls that fail and are paid back, and replays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from hypereal_lab.catalog import Catalog, Quantity, estimate
from hypereal_lab.wire.money import Credits

__all__ = ["BEGIN", "END", "studio_calls"]

BEGIN, END = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
SWITCH = datetime(2026, 11, 4, tzinfo=UTC)
"""From here on catalogue pictures are drafted with a cheaper model."""
DEARER = datetime(2026, 11, 10, tzinfo=UTC)
"""Until here a Veo clip costs the least that bills have shown, then what the vendor names."""
NIGHT = datetime(2026, 11, 13, 1, 40, tzinfo=UTC)
"""A loop without an end begins; somebody stops it in the morning."""

_WEEK = (1.0, 1.1, 1.15, 1.05, 0.8, 0.12, 0.05)
"""How busy Monday to Sunday are."""
_HOURS = (0,) * 7 + (2, 6, 10, 11, 9, 5, 9, 11, 10, 8, 5, 2, 1, 1, 0, 0, 0)
_THINGS = ("enamel mug", "oak stool", "rain jacket", "desk lamp", "field bag", "tea tin", "wool throw", "paper kite")
_SCENES = ("on wet slate", "in morning light", "before a white wall", "on a windy pier", "at dusk", "from above")


_ONE = Quantity()


@dataclass(frozen=True, slots=True)
class _Work:
    """One sort of call that the studio makes."""

    model: str
    kind: str
    unit: str
    often: float
    """Calls on a usual day."""
    seconds: float
    """Of the middle call."""
    project: str
    key: str
    quantity: Quantity = _ONE
    media_ms: int | None = None
    pixels: int | None = None


_K1, _K2 = 1024 * 1024, 2048 * 2048
_WORK = (
    _Work("gpt-5.4-mini", "chat", "token", 64, 2.4, "catalogue", "key-ben"),
    _Work("gpt-5.4", "chat", "token", 18, 6.5, "teaser", "key-anna"),
    _Work("nano_banana_pro", "image", "image", 30, 14, "catalogue", "key-ben", pixels=_K1),
    _Work("gemini-3-1-flash-t2i", "image", "image", 9, 7, "teaser", "key-anna", Quantity(resolution="2K"), pixels=_K2),
    _Work("gpt-image-2", "image", "image", 11, 21, "teaser", "key-anna", Quantity(resolution="2K"), pixels=_K2),
    _Work("veo-3-1-i2v", "video", "clip", 7, 96, "teaser", "key-anna", Quantity(seconds=8), media_ms=8_000),
    _Work("kling-2-5-i2v", "video", "clip", 4, 71, "catalogue", "key-ben", Quantity(seconds=5), media_ms=5_000),
    _Work("seedance-2-0-fast-i2v", "video", "second", 3, 48, "teaser", "key-anna", Quantity(seconds=6), media_ms=6_000),
    _Work("kling-3-0-pro-i2v", "video", "clip", 0.4, 140, "teaser", "key-anna", Quantity(seconds=10), media_ms=10_000),
    _Work("audio-clone", "clone", "request", 0.08, 12, "teaser", "key-anna"),
    _Work("tripo3d-2-5-i3d", "model3d", "request", 1.2, 62, "catalogue", "key-ben"),
    _Work("audio-asr", "transcript", "minute", 3, 5, "teaser", "key-batch", Quantity(seconds=60), media_ms=60_000),
    _Work("audio-tts", "speech", "request", 0.7, 3, "teaser", "key-anna"),
)
_DRAFTS = _Work("gemini-3-1-flash-t2i", "image", "image", 30, 7, "catalogue", "key-ben", pixels=_K1)
_LOOP = _Work("gpt-image-2", "image", "image", 0, 21, "catalogue", "key-batch", Quantity(resolution="2K"), pixels=_K2)
_ENDPOINT = {
    "chat": "/v1/chat/completions", "image": "/v1/images/generations", "video": "/v1/videos/generate",
    "model3d": "/v1/3d/generate", "transcript": "/v1/audio/transcriptions", "speech": "/v1/audio/speech",
    "clone": "/v1/audio/generations",
}  # fmt: skip
_FAILURES = ("the provider was overloaded", "the prompt was refused by a filter", "the job timed out")


def studio_calls(catalog: Catalog, chance: Random) -> list[dict[str, Any]]:
    """Every call by our column names, amounts as exact text in credits, the oldest first."""
    made = sorted((*_days(chance), *_night(chance)), key=lambda one: one[0])
    return [_call(f"s{number:05}", when, work, catalog, chance) for number, (when, work) in enumerate(made, 1)]


def _days(chance: Random) -> Iterator[tuple[datetime, _Work]]:
    day = BEGIN
    while day < END:
        busy = _WEEK[day.weekday()] * (0.85 + 0.3 * chance.random())
        for work in _WORK:
            now = _DRAFTS if work.model == "nano_banana_pro" and day >= SWITCH else work
            for _ in range(_whole(now.often * busy, chance)):
                hour = chance.choices(range(24), _HOURS)[0]
                yield day + timedelta(hours=hour, milliseconds=chance.randrange(3_600_000)), now
        day += timedelta(days=1)


def _night(chance: Random) -> Iterator[tuple[datetime, _Work]]:
    moment = NIGHT
    while moment < NIGHT + timedelta(hours=4, minutes=25):
        yield moment, _LOOP
        moment += timedelta(milliseconds=int(44_000 + 20_000 * chance.random()))


def _whole(many: float, chance: Random) -> int:
    """The nearest whole numbers, so that the mean stays."""
    return int(many) + (chance.random() < many - int(many))


def _call(run: str, when: datetime, work: _Work, catalog: Catalog, chance: Random) -> dict[str, Any]:
    read, written = (
        (int(chance.lognormvariate(7.1, 0.8)), int(chance.lognormvariate(5.9, 0.7)))
        if work.unit == "token"
        else (None, None)
    )
    quantity = work.quantity if read is None else Quantity(input_tokens=read, output_tokens=written)
    price = estimate(catalog.card(work.model), quantity)
    old_price = work.model == "veo-3-1-i2v" and when < DEARER
    due = price.low if old_price else price.expected
    loop = work is _LOOP
    replayed = not loop and due is not None and chance.random() < (0.16 if work.kind == "chat" else 0.07)
    failed = not replayed and chance.random() < (0.05 if work.kind == "video" else 0.02)
    took = 0.02 if replayed else work.seconds * chance.lognormvariate(0, 0.35)
    rated = work.kind in ("image", "video") and not (failed or replayed or loop) and chance.random() < 0.45
    stars = chance.choices((1, 2, 3, 4, 5), (1, 2, 4, 4, 2))[0]
    return {
        "time": when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03}Z",
        "run": run,
        "model": work.model,
        "kind": work.kind,
        "provider": "hypereal",
        "endpoint": _ENDPOINT[work.kind],
        "status": "failed" if failed else "succeeded",
        "latency": f"{took:.2f}",
        "units": 0 if failed else _units(work, read, written),
        "unit": work.unit,
        "pixels": None if failed else work.pixels,
        "media_ms": None if failed else work.media_ms,
        "input_tokens": read,
        "output_tokens": written,
        "resolution": work.quantity.resolution,
        "references": 1 if work.kind == "video" else None,
        "estimate_low": price.low,
        "estimate_expected": price.expected,
        "estimate_high": price.high,
        "credits": Credits(0) if replayed or failed else due,
        "refunded": due if failed and work.kind == "video" else Credits(0),
        "cost_source": None if due is None else "reported",
        "price_basis": price.basis,
        "avoided": due if replayed and due is not None else Credits(0),
        "replayed": replayed,
        "notebook": "night-batch.ipynb" if loop else f"{work.project}.ipynb",
        "cell": "loop" if loop else f"{work.kind}-{chance.randint(1, 4)}",
        "tags": work.project,
        "key": work.key,
        "user": work.key.removeprefix("key-"),
        "rating": stars if rated else None,
        "prompt": "retry until sharp: tea tin" if loop else f"{chance.choice(_THINGS)} {chance.choice(_SCENES)}",
        "error": chance.choice(_FAILURES) if failed else None,
    }


def _units(work: _Work, read: int | None, written: int | None) -> int:
    if read is not None and written is not None:
        return read + written
    return int(work.quantity.seconds or 1) if work.unit == "second" else 1
