"""Words in a lab: `lab.chat`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from hypereal_lab.client.chat import chat_quantity
from hypereal_lab.errors import InputError
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.maker import Maker, given, seed_of
from hypereal_lab.lab.spending import Spending
from hypereal_lab.wire.chat import DEFAULT_TOKENS

__all__ = ["DEFAULT_MODEL", "Chat"]

DEFAULT_MODEL = "gpt-5.4-nano"
"""The cheapest of the catalogue with a maker's list price."""

_ROLES = ("system", "developer", "user", "assistant", "tool")


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
        **spending: Unpack[Spending],
    ) -> Call:
        """One whole answer. A text is one message of the user; `system` is said before all messages.

        What is held is the price of the words and of `max_tokens`, what is charged that of the tokens written. `take`,
        `fresh`, `max_cost`, `confirm` and `allow_unknown_price` are explained in `lab.spending`. Raises `InputError` at
        once, with nothing sent, for what cannot be a conversation.
        """
        card = self._card(model or DEFAULT_MODEL)
        inputs = given(
            messages=_messages(messages, system),
            max_tokens=_tokens(max_tokens),
            temperature=_temperature(temperature),
            seed=seed_of(seed),
            response_format=None if response_format is None else dict(response_format),
        )
        return self._call(card, inputs, chat_quantity(inputs), spending)


def _messages(messages: object, system: str | None) -> list[dict[str, Any]]:
    said: object = [{"role": "user", "content": messages}] if isinstance(messages, str) else messages
    if not isinstance(said, Sequence) or not said:
        raise InputError("messages is a text, or a list of {'role', 'content'}.", field="messages")
    for number, one in enumerate(said):
        if not isinstance(one, Mapping) or one.get("role") not in _ROLES or not one.get("content"):
            words = f"messages[{number}] needs a role ({', '.join(_ROLES)}) and content that is not empty."
            raise InputError(words, field=f"messages[{number}]")
    before = [] if system is None else [{"role": "system", "content": system}]
    return [*before, *(dict(one) for one in said)]


def _tokens(most: object) -> int:
    if type(most) is not int or most < 1:
        raise InputError("max_tokens is a whole number from 1 on.", field="max_tokens")
    return most


def _temperature(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 2):
        raise InputError("temperature is a number from 0 to 2.", field="temperature")
    return value
