"""A conversation that remembers what was said and what it cost: `lab.conversation(...)`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.budget import Budget
from hypereal_lab.lab.chat import DEFAULT_MODEL
from hypereal_lab.lab.chat_call import ChatCall
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.lab.saying import Saying, Speaker
from hypereal_lab.lab.tools import Tool, read_tools
from hypereal_lab.lab.turn import Turn, plain, shown
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    from hypereal_lab.lab.session import Session

__all__ = ["Conversation"]


class Conversation:
    """`await talk("...")`, or `talk.say("...").run()`. One turn at a time; a turn that failed is not remembered."""

    def __init__(
        self,
        session: Session,
        *,
        model: str | None,
        system: str | None,
        max_cost: object | None,
        tools: Sequence[Callable[..., Any] | Tool] | None,
        rounds: int,
        settings: Mapping[str, Any],
    ) -> None:
        if type(rounds) is not int or not 1 <= rounds <= 100:
            raise InputError("rounds is a whole number from 1 to 100.", field="rounds")
        self._session = session
        self._model = model or DEFAULT_MODEL
        self._tools = read_tools(tools)
        self._rounds = rounds
        self._settings = dict(settings)
        self._budget = None if max_cost is None else session.budget(max_cost)
        self._messages: list[dict[str, Any]] = [] if system is None else [{"role": "system", "content": system}]
        self._pictures: tuple[Asset | str, ...] = ()
        self._turns: list[Turn] = []
        self._runs: list[str] = []
        self._speaker: Speaker | None = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said so far."""
        return tuple(self._turns)

    @property
    def cost(self) -> Credits:
        """What all answers were charged, those of turns that failed or were left included; replays cost nothing."""
        return sum((self._charged(run) for run in self._runs), ZERO)

    @property
    def budget(self) -> Budget | None:
        """What `max_cost` opened. It also holds for the calls that tools make."""
        return self._budget

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All that was said, as `lab.chat` takes it; pictures by their place among its references."""
        return [dict(one) for one in self._messages]

    def say(self, text: str, *, references: Sequence[Any] = (), returns: Any = None) -> Saying:
        """The next turn, not sent yet. `references` are pictures to show, `returns` the type that `.value` has.

        Raises `InputError`, and when it is sent what `lab.chat` raises: `BudgetExceeded`, with nothing sent, where an
        answer may cost more than is left of `max_cost`.
        """
        if not isinstance(text, str) or not text:
            raise InputError("Say something: a text that is not empty.", field="text")
        return Saying(self, text, references, returns)

    __call__ = say

    @contextlib.contextmanager
    def _speaking(self, speaker: Speaker) -> Iterator[None]:
        if self._speaker is not None and self._speaker() is not None:
            raise InputError("This conversation is still at a turn; await that first.", field="text")
        self._speaker = speaker
        try:
            yield
        finally:
            if self._speaker is speaker:
                self._speaker = None

    def _asking(self, asked: str, references: Sequence[Any]) -> tuple[list[dict[str, Any]], tuple[Asset | str, ...]]:
        """The history with one more question, and all pictures, each once however often it is shown."""
        pictures = list(self._pictures)
        places = []
        for one in references:
            kept = read_reference(one, self._session.shelf)
            picture = kept.asset or kept.url or ""
            if picture not in pictures:
                pictures.append(picture)
            places.append(pictures.index(picture))
        parts = [{"type": "image", "reference": place} for place in places]
        content = [{"type": "text", "text": asked}, *parts] if parts else asked
        return [*self._messages, {"role": "user", "content": content}], tuple(pictures)

    def _call(self, messages: Sequence[Mapping[str, Any]], pictures: Sequence[Asset | str], returns: Any) -> ChatCall:
        """One call, sent inside the budget."""
        call = self._session.chat(
            messages,
            model=self._model,
            references=pictures,
            tools=list(self._tools.values()) or None,
            returns=returns,
            stream=True,
            **self._settings,
        )
        with self._cap():
            self._runs.append(call.submit().id)
        return call

    def _cap(self) -> contextlib.AbstractContextManager[object]:
        """What holds for every call that is sent inside."""
        return self._budget or contextlib.nullcontext()

    def _charged(self, run: str) -> Credits:
        try:
            return self._session.journal.run(run).credits
        except KeyError:  # nothing was sent: it was refused, or replayed
            return ZERO

    def _keep(self, turn: Turn, messages: list[dict[str, Any]], pictures: tuple[Asset | str, ...]) -> None:
        if turn.asset.dry:  # nobody said it
            return
        self._turns.append(turn)
        self._messages = messages
        self._pictures = pictures

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._session.loop.wait(work)

    @property
    def _head(self) -> str:
        cap = f" of {self._budget.cap}" if self._budget is not None else ""
        return f"{self._model}, {len(self._turns)} turns, {self.cost}{cap} credits"

    def __repr__(self) -> str:
        return f"<Conversation with {self._head}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        inside = "".join(map(shown, self._turns))
        text = "\n".join([f"Conversation with {self._head}", *([plain(self._turns)] if self._turns else [])])
        return {"text/plain": text, "text/html": card.frame(card.heading(f"Conversation with {self._head}") + inside)}
