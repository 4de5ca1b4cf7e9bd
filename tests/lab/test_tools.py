"""Python functions as tools of a model."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
import pytest

from hypereal_lab import errors
from hypereal_lab.lab.tools import LONGEST, Tool, read_tools, result_text


class Unit(enum.Enum):
    CELSIUS = "c"
    KELVIN = "k"


@dataclass
class Place:
    city: str
    country: str = "Norway"


class Span(msgspec.Struct):
    days: int


def weather(
    place: Place,
    unit: Unit = Unit.CELSIUS,
    *,
    span: Span | None = None,
    detail: Literal["short", "long"] = "short",
    tags: list[str] = [],  # noqa: B006 - what a user may write
    limits: dict[str, float] | None = None,
    most: Annotated[int, msgspec.Meta(ge=1, description="Rows at most.")] = 3,
    exact: bool = False,
) -> str:
    """The weather of a place.

    Args:
        place: where to look
        exact (bool): without rounding
    """
    return f"{place} {unit} {span} {detail} {tags} {limits} {most} {exact}"


def test_a_signature_and_a_docstring_become_a_schema() -> None:
    function = Tool(weather).definition()["function"]
    assert function["name"] == "weather" and function["description"] == "The weather of a place."
    schema = function["parameters"]
    assert schema["required"] == ["place"] and schema["additionalProperties"] is False
    properties = schema["properties"]
    assert properties["place"]["description"] == "where to look"
    assert properties["exact"] == {"type": "boolean", "description": "without rounding"}
    assert properties["detail"] == {"enum": ["long", "short"]}
    assert properties["tags"] == {"type": "array", "items": {"type": "string"}}
    assert properties["most"]["minimum"] == 1 and properties["most"]["description"] == "Rows at most."
    assert schema["$defs"]["Unit"]["enum"] == ["c", "k"]
    assert schema["$defs"]["Place"]["required"] == ["city"]


def test_arguments_come_as_the_types_that_were_written() -> None:
    tool = Tool(weather)
    found = tool.read('{"place": {"city": "Oslo"}, "unit": "k", "span": {"days": 2}, "most": "5"}')
    assert found == {"place": Place("Oslo"), "unit": Unit.KELVIN, "span": Span(2), "most": 5}
    assert tool.function(**found).startswith("Place(city='Oslo'")


@pytest.mark.parametrize(
    "arguments", ["", "{}", "[]", "nonsense", '{"place": 3}', '{"place": {"city": "a"}, "other": 1}', "[" * 100_000]
)
def test_arguments_that_do_not_fit_are_an_error_with_words(arguments: str) -> None:
    with pytest.raises((msgspec.MsgspecError, RecursionError)):
        Tool(weather).read(arguments)


def test_a_function_without_parameters_is_a_tool() -> None:
    def now() -> str:
        return "noon"

    tool = Tool(now)
    assert tool.parameters["properties"] == {} and tool.read("") == {}
    assert repr(tool) == "<Tool now()>"


def untyped(x):  # type: ignore[no-untyped-def]
    return x


def starred(*names: str) -> None: ...


def keywords(**names: str) -> None: ...


def unknown_type(x: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821


def no_json(x: Callable[[], None]) -> None: ...


@pytest.mark.parametrize("function", [untyped, starred, keywords, unknown_type, no_json, lambda: 1, 3])
def test_what_cannot_be_a_tool_is_refused_with_words(function: Any) -> None:
    with pytest.raises(errors.InputError) as caught:
        Tool(function)
    assert caught.value.field in ("tools", "returns")


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(errors.InputError, match="Two tools"):
        read_tools([weather, Tool(weather)])


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ("words", "words"),
        ("", '""'),
        (None, "null"),
        ({"a": [1, 2.5]}, '{"a":[1,2.5]}'),
        (Place("Oslo"), '{"city":"Oslo","country":"Norway"}'),
        (1j, "1j"),
    ],
)
def test_a_result_is_told_as_text(result: object, text: str) -> None:
    assert result_text(result) == text


def test_a_result_without_end_is_cut() -> None:
    told = result_text("x" * (LONGEST + 5))
    assert len(told) < LONGEST + 40 and told.endswith("(5 characters more)")
