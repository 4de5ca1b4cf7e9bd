"""What OpenAI's two forms have in common: who answers, links, the form of the answer, functions and their choice."""

from __future__ import annotations

from typing import Any

from hypereal_lab.catalog import Card, Catalog
from hypereal_lab.gateway.dialects.conversation import Choice, Form, Tool
from hypereal_lab.gateway.dialects.reading import wrong
from hypereal_lab.gateway.dialects.tools import chosen, named_tool, schema_at
from hypereal_lab.gateway.event_stream import ALIVE
from hypereal_lab.gateway.refusals import bad_request
from hypereal_lab.gateway.routing import CHAT_INTENTS, choose_chat_model
from hypereal_lab.wire.problems import Problem

__all__ = ["OpenAIDialect", "beside", "choice_in_a_word", "read_form", "read_function", "read_link"]

_FORMS = ("text", "json_object", "json_schema")
_MODES = ("auto", "none", "required")
_SCHEMES = ("https://", "http://", "data:image/")


class OpenAIDialect:
    """The half of a dialect that both forms share."""

    alive = ALIVE
    intents = CHAT_INTENTS

    def card(self, catalog: Catalog, model: str | None) -> Card:
        """Any model that writes and is not from Anthropic."""
        return choose_chat_model(catalog, model)

    def problem(self, problem: Problem, request_id: str) -> bytes:
        """The body that all read."""
        return problem.body(request_id)


def beside(**counts: int) -> dict[str, int]:
    """Tokens that are told only where there are any: most answers have none of these."""
    return {name: value for name, value in counts.items() if value}


def read_link(place: str, url: object) -> str:
    """Of a picture. Raises `Refused`: 400."""
    if not isinstance(url, str) or not url.startswith(_SCHEMES):
        raise wrong(place, "must be a link (https://...) or a data URL (data:image/png;base64,...)")
    return url


def read_form(place: str, wanted: object, *holder: str) -> Form | None:
    """The form of the answer; None where it is plain words. The schema stands in the field `holder`, where there is
    one, else beside the type. Raises `Refused`: 400.
    """
    kind = "text" if wanted is None else wanted.get("type") if isinstance(wanted, dict) else None
    if kind not in _FORMS:
        words = f"{place}.type must be one of {', '.join(_FORMS)}."
        raise bad_request(words, param=f"{place}.type", allowed=list(_FORMS))
    if kind != "json_schema":
        return Form() if kind == "json_object" else None
    found, where = wanted, place
    for name in (*holder, "schema"):
        found, where = found.get(name) if isinstance(found, dict) else None, f"{where}.{name}"
    if not isinstance(found, dict):
        raise bad_request(f"{where} must be a JSON schema, an object.", param=where)
    return Form(found)


def read_function(place: str, told: dict[str, Any]) -> Tool:
    """Raises `Refused`: 400 for a function without a name, and for parameters that are no schema."""
    tool, schema = named_tool(place, told), told.get("parameters")
    return tool if schema is None else tool._replace(schema=schema_at(f"{place}.parameters", schema))


def choice_in_a_word(choice: str | None, tools: tuple[Tool, ...]) -> Choice:
    """Raises `Refused`: 400 for a mode that nobody knows, and where a tool is asked for that was not given."""
    if choice not in (None, *_MODES):
        words = f"tool_choice must be one of {', '.join(_MODES)}, or name a function."
        raise bad_request(words, param="tool_choice", allowed=list(_MODES))
    return chosen(choice or "auto", None, tools, "tool_choice")
