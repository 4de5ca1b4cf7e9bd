"""Words in a lab: `lab.chat`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack

from hypereal_lab.client.chat import chat_quantity
from hypereal_lab.errors import InputError
from hypereal_lab.lab.chat_call import ChatCall
from hypereal_lab.lab.maker import Maker, given, seed_of
from hypereal_lab.lab.messages import read_messages
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.lab.spending import Spending
from hypereal_lab.lab.tools import Tool, read_tools
from hypereal_lab.lab.value import response_format_of
from hypereal_lab.wire.chat import DEFAULT_TOKENS

__all__ = ["DEFAULT_MODEL", "Chat"]

DEFAULT_MODEL = "gpt-5.4-nano"
"""The cheapest of the catalogue with a maker's list price."""


class Chat(Maker):
    """Has a model write: `await lab.chat("...")` gives the answer, its words are in `.text`."""

    kind = "chat"
    card_kinds = ("chat", "gemini")
    makes = "words on this route"

    def __call__(
        self,
        messages: str | Sequence[Mapping[str, Any]],
        *,
        model: str | None = None,
        system: str | None = None,
        max_tokens: int = DEFAULT_TOKENS,
        temperature: float | None = None,
        seed: int | None = None,
        response_format: Mapping[str, Any] | None = None,
        returns: Any = None,
        references: Sequence[ReferenceLike] = (),
        tools: Sequence[Mapping[str, Any] | Callable[..., Any] | Tool] | None = None,
        tool_choice: str | Mapping[str, Any] | None = None,
        stream: bool = False,
        **spending: Unpack[Spending],
    ) -> ChatCall:
        """One answer. A text is one message of the user; `system` is said before all messages.

        `stream` gives the words while they are written: `async for words in lab.chat(..., stream=True)`. `references`
        are pictures that the last message shows. `returns` is a dataclass or a msgspec.Struct: the model is asked for
        such a value, which is in `.value` of the asset. What the model asks of `tools` is in `.tool_calls`;
        `lab.conversation` calls them. What is held is the price of the words and of `max_tokens`, what is charged that
        of the tokens written. `take`, `fresh`, `max_cost`, `confirm` and `allow_unknown_price` are explained in
        `lab.spending`. Raises `InputError` at once, with nothing sent, for what cannot be a conversation.
        """
        card = self._card(model or DEFAULT_MODEL)
        pictures = [read_reference(one, self._session.shelf) for one in references]
        if returns is not None and response_format is not None:
            raise InputError("returns is a response_format of its own; give one of them.", field="returns")
        form = response_format if returns is None else response_format_of(returns)
        inputs = given(
            messages=read_messages(messages, system, len(pictures)),
            max_tokens=_tokens(max_tokens),
            temperature=_temperature(temperature),
            seed=seed_of(seed),
            response_format=None if form is None else dict(form),
            tools=_tools(tools),
            tool_choice=tool_choice if tool_choice is None or isinstance(tool_choice, str) else dict(tool_choice),
        )
        plan = self._plan(card, inputs, chat_quantity(inputs), spending, pictures)
        return ChatCall(plan, self._spine, stream=bool(stream), returns=returns)


def _tools(tools: Sequence[Mapping[str, Any] | Callable[..., Any] | Tool] | None) -> list[dict[str, Any]] | None:
    written = [dict(one) if isinstance(one, Mapping) else None for one in tools or ()]
    read = read_tools([one for one in tools or () if not isinstance(one, Mapping)]).values()
    functions = (tool.definition() for tool in read)
    return [one if one is not None else next(functions) for one in written] or None


def _tokens(most: object) -> int:
    if type(most) is not int or most < 1:
        raise InputError("max_tokens is a whole number from 1 on.", field="max_tokens")
    return most


def _temperature(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 2):
        raise InputError("temperature is a number from 0 to 2.", field="temperature")
    return value
