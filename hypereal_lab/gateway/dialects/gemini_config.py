"""How a Gemini request wants its answer to be written: `generationConfig`."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypereal_lab.gateway.dialects.conversation import Form
from hypereal_lab.gateway.dialects.gemini_fields import number, object_in, spelled, take, whole_number
from hypereal_lab.gateway.dialects.gemini_schema import plain_schema
from hypereal_lab.gateway.dialects.reading import SHOWN, effort_of, limit_of, one_answer, wrong
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.wire.gemini import DEFAULT_TOKENS

__all__ = ["Config", "read_config"]

_PLACE = "generationConfig."
_FORMS = ("text/plain", "application/json")
_MOST_STOPS = 16


class Config(NamedTuple):
    """Checked."""

    temperature: float
    top_p: float
    limit: int
    unlimited: bool
    stop: tuple[str, ...]
    seed: int | None
    form: Form | None
    thinks: bool
    effort: str | None
    thinking_limit: int | None


def read_config(config: dict[str, Any]) -> Config:
    """Raises `Refused`: 400 that names the field."""
    one_answer(f"{_PLACE}{spelled(config, 'candidateCount')}", whole_number(_PLACE, config, "candidateCount") or None)
    _words_only(config)
    number(_PLACE, config, "topK", most=float("inf"))
    temperature, top_p = number(_PLACE, config, "temperature", most=2), number(_PLACE, config, "topP", most=1)
    wanted = whole_number(_PLACE, config, "maxOutputTokens")
    limit = limit_of(f"{_PLACE}{spelled(config, 'maxOutputTokens')}", wanted, DEFAULT_TOKENS)
    thinking = object_in(_PLACE, config, "thinkingConfig") or {}
    effort, budget = _thinking(f"{_PLACE}{spelled(config, 'thinkingConfig')}.", thinking)
    return Config(
        temperature=temperature,
        top_p=top_p,
        limit=limit,
        unlimited=wanted is None,
        stop=_stops(config),
        seed=whole_number(_PLACE, config, "seed"),
        form=_form(config),
        thinks=take(thinking, "includeThoughts") is True,
        effort=effort,
        thinking_limit=budget,
    )


def _thinking(place: str, thinking: dict[str, Any]) -> tuple[str | None, int | None]:
    """Effort and most tokens. A budget of nothing is no effort, and one below leaves it to the model."""
    level, budget = take(thinking, "thinkingLevel"), whole_number(place, thinking, "thinkingBudget")
    effort = effort_of(
        f"{place}{spelled(thinking, 'thinkingLevel')}", level.lower() if isinstance(level, str) else level
    )
    if budget == 0:
        return "none", None
    return effort, budget if budget is not None and budget > 0 else None


def _words_only(config: dict[str, Any]) -> None:
    wanted, place = take(config, "responseModalities"), f"{_PLACE}{spelled(config, 'responseModalities')}"
    kinds = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
    if any(str(one).upper() not in ("TEXT", "MODALITY_UNSPECIFIED") for one in kinds):
        words = f"{place}: only TEXT is written here; pictures and speech have routes of their own."
        raise bad_request(words, param=place, allowed=["TEXT"])


def _stops(config: dict[str, Any]) -> tuple[str, ...]:
    found, place = take(config, "stopSequences"), f"{_PLACE}{spelled(config, 'stopSequences')}"
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, str) and one for one in found):
        raise wrong(place, "must be a list of texts, none of them empty")
    if len(found) > _MOST_STOPS:
        raise bad_request(f"{place} takes up to {_MOST_STOPS} texts.", param=place)
    return tuple(found)


def _form(config: dict[str, Any]) -> Form | None:
    kind, schema = take(config, "responseMimeType"), _schema(_PLACE, config, "responseJsonSchema", "responseSchema")
    place = f"{_PLACE}{spelled(config, 'responseMimeType')}"
    if kind is None:
        kind = _FORMS[0] if schema is None else _FORMS[1]
    if kind not in _FORMS:
        found = f" {kind[:SHOWN]!r}" if isinstance(kind, str) else ""
        raise bad_request(f"{place}{found} must be one of {', '.join(_FORMS)}.", param=place, allowed=list(_FORMS))
    if kind == _FORMS[1]:
        return Form(schema)
    if schema is not None:
        raise bad_request(f"{place} must be {_FORMS[1]} where a schema is to be kept.", param=place)
    return None


def _schema(place: str, thing: dict[str, Any], *names: str) -> dict[str, Any] | None:
    found = next((value for name in names if (value := object_in(place, thing, name)) is not None), None)
    return None if found is None else plain_schema(found)
