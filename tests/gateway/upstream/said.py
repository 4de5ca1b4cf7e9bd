"""Conversations of every kind, for wires that have to carry them there and back."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hypereal_lab.gateway.dialects import Choice, Form, Image, Message, Part, Text, Thinking, Tool, ToolCall, ToolResult
from hypereal_lab.wire.codec import encode

PIXEL = "data:image/png;base64,iVBORw0KGgo="
LINK = "https://pictures.example/kite.png"
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "additionalProperties": False}

words = st.text(min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
ids = st.from_regex(r"[a-zA-Z0-9_-]{1,12}", fullmatch=True)
seals = st.from_regex(r"[a-zA-Z0-9+/]{4,40}={0,2}", fullmatch=True)
pictures = st.sampled_from([Image(PIXEL), Image(LINK)])
values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
arguments = st.dictionaries(st.text(max_size=5), values, max_size=3).map(lambda given: encode(given).decode())


@st.composite
def messages(draw: st.DrawFn, thoughts: st.SearchStrategy[list[Part]], *, sealed: bool) -> tuple[Message, ...]:
    """A system, then user and assistant in turn, with calls and what they gave; the user or a tool speaks last. With
    `sealed`, a seal stands before the first of several calls.
    """
    said = (
        [Message("system", tuple(map(Text, draw(st.lists(words, min_size=1, max_size=2)))))]
        if draw(st.booleans())
        else []
    )
    names = iter(draw(st.lists(ids, min_size=8, max_size=8, unique=True)))
    for _ in range(draw(st.integers(0, 2))):
        said.append(Message("user", draw(user_parts)))
        calls = [ToolCall(next(names), draw(words), draw(arguments)) for _ in range(draw(st.integers(0, 2)))]
        seal = [Thinking("", draw(seals), closed=True)] if sealed and calls else []
        spoken = [Text(draw(words))] if not calls or draw(st.booleans()) else []
        said.append(Message("assistant", (*draw(thoughts), *spoken, *seal, *calls)))
        said += [Message("tool", draw(results(call.id))) for call in calls]
    if said[-1:] and said[-1].role == "tool" and draw(st.booleans()):
        return tuple(said)
    return (*said, Message("user", draw(user_parts)))


user_parts = st.lists(words.map(Text) | pictures, min_size=1, max_size=3).map(tuple)


def results(call: str) -> st.SearchStrategy[tuple[Part, ...]]:
    """What one tool gave, with pictures behind it."""
    text = st.just("") | words
    result = st.tuples(text, st.booleans()).map(lambda told: ToolResult(call, *told))
    return st.tuples(result, st.lists(st.just(Image(PIXEL)), max_size=2)).map(lambda both: (both[0], *both[1]))


@st.composite
def options(draw: st.DrawFn, *, hottest: float) -> dict[str, Any]:
    """How to answer."""
    names = draw(st.lists(words, max_size=2, unique=True))
    tools = tuple([Tool(name, draw(st.just("") | words), SCHEMA) for name in names])
    forced = Choice("required", names[0]) if len(names) == 1 else Choice("required")
    choice = draw(st.sampled_from([Choice(), Choice("none"), forced])) if tools else Choice()
    thinks = draw(st.booleans()) and choice.mode != "required"
    return {
        "limit": draw(st.integers(1, 32_000)),
        "temperature": 1.0 if thinks else draw(st.floats(0, hottest)),
        "stop": tuple(draw(st.lists(words, max_size=3))),
        "form": draw(st.sampled_from([None, Form(SCHEMA)])),
        "tools": tools,
        "choice": choice,
        "thinks": thinks,
    }
