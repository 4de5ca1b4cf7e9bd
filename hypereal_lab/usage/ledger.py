"""Rows of a lab's journal and of a server's request log, as frames that views work on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from hypereal_lab.catalog import UnknownModelId, load
from hypereal_lab.lab.history import History
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.recipe import prompt_of
from hypereal_lab.tables import TIME
from hypereal_lab.usage.reading.moments import moment_us
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.routes import (
    AUDIO_GENERATE,
    AUDIO_GENERATIONS,
    CHAT_COMPLETIONS,
    IMAGES_EDIT,
    IMAGES_GENERATIONS,
    MODELS3D_GENERATE,
    VIDEOS_GENERATE,
)
from hypereal_lab.wire.usage import UsageLog

__all__ = ["JournalRows", "computed_frame", "journal_rows", "log_rows"]

_DTYPES = {"credits": "Int64", TIME: "Int64"}
_FEW = 1_000
"""Changed calls: to read more of them one by one is no faster than to read all."""
Places = npt.NDArray[np.int64]
_BLANK: dict[str, Any] = {"status": "succeeded", "replayed": False, "refunded": 0, "avoided": 0}
"""What stands where nothing is told."""


def computed_frame(rows: Iterable[Mapping[str, Any]]) -> nw.DataFrame[Any]:
    """Rows by our names, with amounts in millionths and times in microseconds, as a frame."""
    kept = list(rows)
    names = [column.name for column in CALLS]
    return _framed({name: [row.get(name, _BLANK.get(name)) for row in kept] for name in names}, len(kept))


def journal_rows(journal: Journal) -> nw.DataFrame[Any]:
    """One row per call of the lab, oldest first."""
    return _table(journal.history)[1]


def _table(history: History, only: Collection[str] | None = None) -> tuple[Places, nw.DataFrame[Any]]:
    """All calls or `only` some: their places in the order of the journal, and the rows."""
    calls = history.calls(only)
    runs, kinds, models = calls["run"], calls["kind"], calls["model"]
    refunds, tags, stars = history.refunds(only), history.tags(only), history.ratings(only)
    asked = [_asked(recipe) for recipe in calls["recipe"]]
    sorts = list(zip(kinds, models, strict=True))
    endpoints, units = {sort: _endpoint(*sort) for sort in set(sorts)}, {model: _unit(model) for model in set(models)}
    lengths = zip(kinds, calls["units"], asked, calls["media_ms"], strict=True)
    found = {
        **calls,
        "size": [one.size for one in asked],
        "resolution": [one.resolution for one in asked],
        "references": [one.references for one in asked],
        "prompt": [one.prompt for one in asked],
        "endpoint": [endpoints[sort] for sort in sorts],
        "unit": [units[model] for model in models],
        # a film is paid for by the length that was asked for; what came may be some frames longer
        "media_ms": [
            one.film_ms if one.film_ms and kind == "video" and billed else measured
            for kind, billed, one, measured in lengths
        ],
        "refunded": [refunds.get(run, 0) for run in runs],
        "tags": [tags.get(run) for run in runs],
        "rating": [stars.get(run) for run in runs],
    }
    return np.array(calls["place"], dtype="int64"), _framed(found, len(runs))


class _Kept(NamedTuple):
    """What was read, and when."""

    version: int
    change: int
    places: Places
    rows: pd.DataFrame


class JournalRows:
    """The same, of which only what was written since is read again."""

    def __init__(self, journal: Journal) -> None:
        self._history = journal.history
        self._kept: _Kept | None = None

    def __call__(self) -> nw.DataFrame[Any]:
        version, kept = self._history.version(), self._kept
        if kept is None or kept.version != version:
            kept = self._kept = self._read(version, kept)
        return nw.from_native(kept.rows.copy(deep=False), eager_only=True)

    def _read(self, version: int, kept: _Kept | None) -> _Kept:
        # version and number are asked first: what is written meanwhile is read the next time
        change, changed = self._history.changes(None if kept is None else kept.change)
        if kept is None or changed is None or len(changed) > _FEW:
            places, rows = _table(self._history)
            return _Kept(version, change, places, rows.to_native())
        if not changed:
            return kept._replace(version=version)
        places, rows = _table(self._history, changed)
        stay = ~kept.rows["run"].isin(list(changed)).to_numpy()
        return _Kept(version, change, *_in_order(kept.places[stay], kept.rows[stay], places, rows.to_native()))


def _in_order(
    places: Places, rows: pd.DataFrame, more_places: Places, more: pd.DataFrame
) -> tuple[Places, pd.DataFrame]:
    """Both together, in the order of their places."""
    places, rows = np.concatenate([places, more_places]), pd.concat([rows, more], ignore_index=True)
    if (np.diff(places) > 0).all():
        return places, rows
    order = np.argsort(places)
    return places[order], rows.take(order).reset_index(drop=True)


def _framed(columns: Mapping[str, Sequence[Any]], rows: int) -> nw.DataFrame[Any]:
    """Columns that are not given are blank."""
    series = {
        column.computed: pd.Series(
            columns.get(column.name, [_BLANK.get(column.name)] * rows), dtype=_DTYPES.get(column.dtype, column.dtype)
        )
        for column in CALLS
    }
    return nw.from_native(pd.DataFrame(series), eager_only=True)


class _Asked(NamedTuple):
    """What was asked for, as plain values: the collector of garbage goes through everything else again and again."""

    size: str | None
    resolution: str | None
    film_ms: int | None
    references: int
    prompt: str


class _Reference(msgspec.Struct, gc=False):
    role: Any = None


class _Recipe(msgspec.Struct, gc=False):
    """As much of it as the table shows."""

    inputs: dict[str, Any] = msgspec.field(default_factory=dict)
    references: tuple[_Reference, ...] = ()


_recipe = msgspec.json.Decoder(_Recipe)


def _asked(recipe: str) -> _Asked:
    found = _recipe.decode(recipe)
    inputs, seconds = found.inputs, found.inputs.get("duration")
    return _Asked(
        size=inputs.get("size"),
        resolution=inputs.get("resolution"),
        film_ms=seconds * 1_000 if isinstance(seconds, int) else None,
        references=sum(one.role != "mask" for one in found.references),
        prompt=prompt_of(inputs),
    )


_ENDPOINTS = {
    "image": IMAGES_GENERATIONS,
    "edit": IMAGES_EDIT,
    "video": VIDEOS_GENERATE,
    "speech": AUDIO_GENERATIONS,
    "clone": AUDIO_GENERATIONS,
    "transcript": AUDIO_GENERATIONS,
    "model3d": MODELS3D_GENERATE,
    "chat": CHAT_COMPLETIONS,
}


def _endpoint(kind: str, model: str) -> str | None:
    """Where such a call goes; models of sound that only older pages name are called in the older shape."""
    usual = _ENDPOINTS.get(kind)
    named = () if usual != AUDIO_GENERATIONS else _endpoints(model)
    return AUDIO_GENERATE if named and usual not in named else usual


def _endpoints(model: str | None) -> tuple[str, ...]:
    try:
        return load().card(model or "").endpoints
    except UnknownModelId:
        return ()


def log_rows(logs: Iterable[UsageLog], provider: str) -> nw.DataFrame[Any]:
    """One row per call of a server's request log."""
    return computed_frame(
        {
            "time": moment_us(datetime.fromisoformat(log.created_at), "UTC", "createdAt"),
            "run": log.id,
            "model": log.model,
            "kind": _kind(log.model, log.endpoint),
            "provider": log.provider or provider,
            "endpoint": log.endpoint,
            "status": "succeeded" if log.status_code < 400 else "failed",
            "latency": log.latency_ms / 1_000,
            "units": log.units,
            "unit": _unit(log.model),
            "input_tokens": log.input_tokens,
            "output_tokens": log.output_tokens,
            "credits": Credits.read(log.credits).micros,
            "refunded": max(0, -Credits.read(log.credits).micros),
            "cost_source": "reported",
            "key": log.api_key_id,
            "request_id": log.request_id,
            "error": log.error,
        }
        for log in logs
    )


def _kind(model: str | None, endpoint: str) -> str:
    try:
        return load().card(model or "").kind
    except UnknownModelId:
        return next((kind for kind in ("image", "video", "audio", "chat") if kind in endpoint), "other")


def _unit(model: str | None) -> str | None:
    try:
        price = load().card(model or "").price
    except UnknownModelId:
        return None
    return None if price is None else "token" if price.unit == "mtok" else price.unit
