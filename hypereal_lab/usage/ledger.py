"""Rows of a lab's journal and of a server's request log, as frames that views work on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import narwhals as nw
import pandas as pd

from hypereal_lab.catalog import UnknownModelId, load
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.run import Run
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

__all__ = ["computed_frame", "journal_rows", "log_rows"]

_DTYPES = {"credits": "Int64", TIME: "Int64"}


def computed_frame(rows: Iterable[Mapping[str, Any]]) -> nw.DataFrame[Any]:
    """Rows by our names, with amounts in millionths and times in microseconds, as a frame."""
    kept = list(rows)
    blank: dict[str, Any] = {"status": "succeeded", "replayed": False, "refunded": 0, "avoided": 0}
    columns = {
        column.computed: pd.Series(
            [row.get(column.name, blank.get(column.name)) for row in kept],
            dtype=_DTYPES.get(column.dtype, column.dtype),
        )
        for column in CALLS
    }
    return nw.from_native(pd.DataFrame(columns), eager_only=True)


def journal_rows(journal: Journal) -> nw.DataFrame[Any]:
    """One row per call of the lab, oldest first."""
    refunds: dict[str, int] = {}
    for run, amount, reason in journal.charges():
        if reason == "refund" and amount < Credits(0):
            refunds[run] = refunds.get(run, 0) - amount.micros
    tags, stars = journal.tags(), journal.ratings()
    return computed_frame(
        {**_run(run), "refunded": refunds.get(run.id, 0), "tags": tags.get(run.id), "rating": stars.get(run.id)}
        for run in journal.runs()
        if run.kind != "derived"  # made here, by no call
    )


def _run(run: Run) -> dict[str, Any]:
    return {
        "time": round(run.time * 1_000_000),
        "run": run.id,
        "model": run.model,
        "kind": run.kind,
        "provider": run.provider,
        "endpoint": _endpoint(run),
        "status": run.status,
        "latency": run.latency,
        "units": run.units,
        "unit": _unit(run.model),
        **_asked(run),
        "estimate_low": _micros(run.estimate_low),
        "estimate_expected": _micros(run.estimate_expected),
        "estimate_high": _micros(run.estimate_high),
        "credits": None if run.cost_source == "unknown" else run.credits.micros,
        "cost_source": run.cost_source,
        "price_version": run.price_version,
        "price_basis": run.price_basis,
        "avoided": run.avoided.micros,
        "replayed": run.replay_of is not None,
        "recipe_hash": run.recipe_hash,
        "notebook": run.notebook,
        "cell": run.cell,
        "request_id": run.job or run.request_id,
        "prompt": run.prompt,
        "error": run.error,
    }


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


def _endpoint(run: Run) -> str | None:
    """Where such a call goes; models of sound that only older pages name are called in the older shape."""
    usual = _ENDPOINTS.get(run.kind)
    named = () if usual != AUDIO_GENERATIONS else _endpoints(run.model)
    return AUDIO_GENERATE if named and usual not in named else usual


def _endpoints(model: str | None) -> tuple[str, ...]:
    try:
        return load().card(model or "").endpoints
    except UnknownModelId:
        return ()


def _asked(run: Run) -> dict[str, Any]:
    """Size and length that were asked for, from the recipe."""
    inputs, references = run.recipe.get("inputs", {}), run.recipe.get("references", ())
    seconds = inputs.get("duration")
    return {
        "size": inputs.get("size"),
        "resolution": inputs.get("resolution"),
        "references": sum(one.get("role") != "mask" for one in references),
        "pixels": _pixels(inputs.get("size"), run.units),
        "media_ms": seconds * 1_000 if isinstance(seconds, int) and run.kind == "video" and run.units else None,
    }


def _pixels(size: Any, units: int) -> int | None:
    sides = str(size or "").casefold().split("x")
    return int(sides[0]) * int(sides[1]) * units if len(sides) == 2 and all(map(str.isdigit, sides)) and units else None


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


def _micros(amount: Credits | None) -> int | None:
    return None if amount is None else amount.micros
