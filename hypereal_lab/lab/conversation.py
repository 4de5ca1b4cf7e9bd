"""A conversation that remembers what was said and what it cost: `lab.conversation(...)`."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.branches import Branches, Place
from hypereal_lab.lab.budget import Budget
from hypereal_lab.lab.chat import DEFAULT_MODEL
from hypereal_lab.lab.chat_call import ChatCall
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.lab.saying import Saying, Speaker
from hypereal_lab.lab.spending import Spending
from hypereal_lab.lab.tools import Tool, read_tools
from hypereal_lab.lab.turn import Turn, count, plain, shown, spent
from hypereal_lab.wire.money import ZERO, Credits

if TYPE_CHECKING:
    from hypereal_lab.lab.session import Session

__all__ = ["Conversation"]


class Conversation:
    """`await talk("...")`, or `talk.say("...").run()`. One turn at a time; a turn that failed is not remembered.

    `edit` and `regenerate` say something in place of an earlier turn: that begins a branch, and the old one is kept.
    """

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
        self._system = [] if system is None else [{"role": "system", "content": system}]
        self._branches = Branches()
        self._numbers = itertools.count(1)
        self._runs: list[str] = []
        self._speaker: Speaker | None = None
        self._watchers: list[Callable[[], None]] = []

    def watch(self, told: Callable[[], None]) -> Callable[[], None]:
        """Be told, on whatever thread, when a turn was said, another branch taken up, or the model changed.

        Gives back what ends it.
        """
        self._watchers.append(told)
        return lambda: self._watchers.remove(told) if told in self._watchers else None

    def _tell(self) -> None:
        for told in tuple(self._watchers):
            told()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said so far, in the branch that is gone on with."""
        tip = self._branches.tip
        return () if tip is None else tip.path()

    @property
    def branches(self) -> tuple[tuple[Turn, ...], ...]:
        """The turns of every branch, the oldest branch first. `go_to` takes up another one."""
        return tuple(tip.path() for tip in self._branches.tips())

    @property
    def model(self) -> str:
        """Who answers. May be set between two turns; what was said stays."""
        return self._model

    @model.setter
    def model(self, model: str) -> None:
        self._model = self._session.chat._card(model).id
        self._tell()

    @property
    def cost(self) -> Credits:
        """What all answers were charged, those of turns that failed or were left included; replays cost nothing."""
        return sum((cost for cost in self._costs if cost is not None), ZERO)

    @property
    def unpriced(self) -> int:
        """How many answers have a cost that nobody told; they are no part of `cost`."""
        return self._costs.count(None)

    @property
    def budget(self) -> Budget | None:
        """What `max_cost` opened. It also holds for the calls that tools make."""
        return self._budget

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of its tools."""
        return tuple(self._tools)

    @property
    def settings(self) -> dict[str, Any]:
        """What else goes with every call, such as `max_tokens`."""
        return dict(self._settings)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All that was said, as `lab.chat` takes it; pictures by their place among its references."""
        return [dict(one) for one in self._said_before(self._branches.tip)[0]]

    def say(
        self, text: str, *, references: Sequence[Any] = (), returns: Any = None, **spending: Unpack[Spending]
    ) -> Saying:
        """The next turn, not sent yet. `references` are pictures to show, `returns` the type that `.value` has.

        Raises `InputError`, and when it is sent what `lab.chat` raises: `BudgetExceeded`, with nothing sent, where an
        answer may cost more than is left of `max_cost`. `spending` is that of `lab.chat`.
        """
        return Saying(self, _checked(text), references, returns, spending, lambda: self._branches.tip)

    __call__ = say

    def edit(
        self, turn: Turn, text: str, *, references: Sequence[Any] | None = None, **spending: Unpack[Spending]
    ) -> Saying:
        """Ask something else in place of a turn, with the same pictures where no others are given; not sent yet.

        The answer begins a branch: what was said before the turn is told to the model, the turn and what follows is
        not. Raises `InputError` for a turn of another conversation.
        """
        before = self._branches.place(turn).before
        shown = turn.references if references is None else references
        return Saying(self, _checked(text), shown, None, spending, lambda: before)

    def regenerate(self, turn: Turn | None = None, **spending: Unpack[Spending]) -> Saying:
        """Ask for another answer in place of the one in `turn`, by default the last; not sent yet.

        It is the next `take`, so that it is not replayed from the shelf. Raises `InputError` where nothing was said.
        """
        if turn is None:
            if self._branches.tip is None:
                raise InputError("Nothing was said yet; say something first.", field="turn")
            turn = self._branches.tip.turn
        same = sum((one.asked, one.references) == (turn.asked, turn.references) for one in self.versions(turn))
        return self.edit(turn, turn.asked, **Spending(take=same + 1) | spending)

    def versions(self, turn: Turn) -> tuple[Turn, ...]:
        """The turn and those that were said in its place, the oldest first."""
        return self._branches.versions(turn)

    def go_to(self, turn: Turn) -> None:
        """Go on with the branch that this turn is in; of several, with the one that was said last."""
        self._check_silence()
        self._branches.go_to(turn)
        self._tell()

    def clear(self) -> Callable[[], None]:
        """Begin anew: what was said is told to no model any more. Gives back what takes that back.

        The cost and `max_cost` stay what they are.
        """
        self._check_silence()
        before, self._branches = self._branches, Branches()
        self._tell()

        def take_back() -> None:
            self._check_silence()
            self._branches = before
            self._tell()

        return take_back

    @contextlib.contextmanager
    def _speaking(self, speaker: Speaker) -> Iterator[None]:
        self._check_silence()
        self._speaker = speaker
        try:
            yield
        finally:
            if self._speaker is speaker:
                self._speaker = None

    def _check_silence(self) -> None:
        if self._speaker is not None and self._speaker() is not None:
            raise InputError("This conversation is still at a turn; await that first.", field="text")

    def _said_before(self, place: Place | None) -> tuple[list[Mapping[str, Any]], tuple[Asset | str, ...]]:
        """What was said up to the end of a turn, and the pictures in it."""
        return (list(self._system), ()) if place is None else (list(place.messages), place.pictures)

    def _asking(
        self, asked: str, references: Sequence[Any], before: Place | None
    ) -> tuple[list[Mapping[str, Any]], tuple[Asset | str, ...], tuple[Asset | str, ...]]:
        """The history with one more question, all pictures, each once however often it is shown, and those of it."""
        messages, known = self._said_before(before)
        pictures = list(known)
        places = []
        for one in references:
            kept = read_reference(one, self._session.shelf)
            picture = kept.asset or kept.url or ""
            if picture not in pictures:
                pictures.append(picture)
            places.append(pictures.index(picture))
        parts = [{"type": "image", "reference": place} for place in places]
        content = [{"type": "text", "text": asked}, *parts] if parts else asked
        shown = tuple(pictures[place] for place in dict.fromkeys(places))
        return [*messages, {"role": "user", "content": content}], tuple(pictures), shown

    def _call(
        self,
        messages: Sequence[Mapping[str, Any]],
        pictures: Sequence[Asset | str],
        returns: Any,
        spending: Spending,
    ) -> ChatCall:
        """One call, not sent yet."""
        settings = {**self._settings, **spending}
        return self._session.chat(
            messages,
            model=self._model,
            references=pictures,
            tools=list(self._tools.values()) or None,
            returns=returns,
            stream=True,
            **settings,
        )

    def _send(self, call: ChatCall) -> ChatCall:
        """Sent inside the budget."""
        with self._cap():
            self._runs.append(call.submit().id)
        return call

    def _cap(self) -> contextlib.AbstractContextManager[object]:
        """What holds for every call that is sent inside."""
        return self._budget or contextlib.nullcontext()

    @property
    def _costs(self) -> list[Credits | None]:
        """Of every answer; None where nobody told."""
        return [self._charged(run) for run in self._runs]

    def _charged(self, run: str) -> Credits | None:
        try:
            return self._session.journal.run(run).cost
        except KeyError:  # nothing was sent: it was refused, or replayed
            return ZERO

    def _keep(self, place: Place) -> None:
        if not any(asset.dry for asset in place.turn.assets):  # nobody said it
            self._branches.keep(place)
            self._tell()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._session.loop.wait(work)

    @property
    def _head(self) -> str:
        most = None if self._budget is None else self._budget.cap
        return f"{self._model}, {count(self.turns)}, {spent(self.cost, self.unpriced, most)}"

    def __repr__(self) -> str:
        return f"<Conversation with {self._head}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        inside = "".join(map(shown, self.turns))
        text = "\n".join([f"Conversation with {self._head}", *([plain(self.turns)] if self.turns else [])])
        return {"text/plain": text, "text/html": card.frame(card.heading(f"Conversation with {self._head}") + inside)}


def _checked(text: object) -> str:
    if not isinstance(text, str) or not text:
        raise InputError("Say something: a text that is not empty.", field="text")
    return text
