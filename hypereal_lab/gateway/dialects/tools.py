"""Tools in every dialect: what each is called, and whether they have to be used."""

from __future__ import annotations

from typing import Any

from hypereal_lab.gateway.dialects.conversation import Choice, Tool
from hypereal_lab.gateway.dialects.reading import object_at, text_at, wrong
from hypereal_lab.gateway.refusals import bad_request

__all__ = ["chosen", "named_tool", "schema_at"]


def named_tool(place: str, told: dict[str, Any]) -> Tool:
    """Its name and description, without a schema so far. Raises `Refused`: 400 where it has no name."""
    name, description = told.get("name"), told.get("description")
    if not isinstance(name, str) or not name:
        raise wrong(f"{place}.name", "must be a text")
    return Tool(name, text_at(f"{place}.description", "" if description is None else description))


def schema_at(place: str, schema: object) -> dict[str, Any]:
    """The schema of its arguments. Raises `Refused`: 400 where it is something else."""
    return object_at(place, schema, "must be a JSON schema, an object")


def chosen(mode: str, name: str | None, tools: tuple[Tool, ...], place: str) -> Choice:
    """A choice that the tools allow. Raises `Refused`: 400 that names `place`."""
    names = [tool.name for tool in tools]
    if name is not None and name not in names:
        raise bad_request(f"{place} {name[:60]!r} is not one of the tools.", param=place, allowed=names)
    if mode == "required" and not tools:
        raise bad_request(f"{place} asks for a tool and none was given; send tools, or leave it out.", param=place)
    return Choice(mode, name)
