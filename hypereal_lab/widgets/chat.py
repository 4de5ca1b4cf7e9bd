"""The chat: a live conversation, word by word, with its branches, its tools and what each turn costs."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack

import traitlets

from hypereal_lab.errors import ConfirmationNeeded, HyperealError, InputError
from hypereal_lab.lab import Conversation
from hypereal_lab.lab.saying import Saying
from hypereal_lab.lab.spending import Spending
from hypereal_lab.lab.turn import Turn, count, plain, spent
from hypereal_lab.widgets import chat_export, facts, told, twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.questions import problem_of, question
from hypereal_lab.widgets.references import References
from hypereal_lab.widgets.running import Running
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Chat"]

_LISTEN = 15.0
"""Seconds after which a page that reads along is answered though nothing came, so that it knows we are here."""
_TWIN_CHARS = 12_000
"""Of a conversation in a saved notebook: its end, which is what one comes back for."""
_REPLY_CHARS = 600_000
"""Of the turns in one message to a page."""


class Chat(References):
    """Talk to a model: type, press Enter, read while it is written.

    It shows a conversation, and what is said here or in Python is one and the same. Keywords are those of
    `lab.conversation`, where no `conversation` is given. Raises `TypeError` for an unknown keyword.
    """

    bundle = "chat"

    turns: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """The branch on show: `id`, `place`, `of`, `before`, `after` and `state` of each turn; its words are asked for."""
    running: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """The turn that is being said: `key`, `asked`, `references`, `follows`, `began`, `model`; else `None`."""
    failed: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """A turn that broke: `asked`, `references`, `follows`, `problem` and whether it `asks`; else `None`."""
    draft = traitlets.Unicode().tag(sync=True)
    """What is typed and not sent. May be set."""
    model = traitlets.Unicode().tag(sync=True)
    """Who answers. May be set between two turns."""
    models: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """What the model list shows, in the catalogue's order."""
    price: dict[str, Any] | None = traitlets.Dict(  # type: ignore[assignment]
        default_value=None, allow_none=True
    ).tag(sync=True)
    """What the next answer would cost, as on the prompt; `None` while nothing is typed."""
    account = traitlets.Dict().tag(sync=True)
    """Credits as digits: `cost` so far, `cap` and what is `left` of it, `balance`; and the `tokens` of the branch."""
    sandbox = traitlets.Bool(default_value=None, allow_none=True).tag(sync=True)
    """Whether credits are play money."""

    def __init__(self, lab: Session, conversation: Conversation | None = None, **settings: Any) -> None:
        extra = {name: settings.pop(name) for name in [*settings] if name in ("layout", "disabled")}
        if conversation is not None:
            check_keywords(type(self), settings, {"conversation", "layout", "disabled"})
        self._talk = lab.conversation(**settings) if conversation is None else conversation
        self._running: Running | None = None
        self._asked_last: dict[str, Any] | None = None
        self._take_back: Callable[[], None] | None = None
        self._balance: Credits | None = None
        self._keys = itertools.count(1)
        super().__init__(
            lab,
            model=self._talk.model,
            models=[told.option(card) for kind in lab.chat.card_kinds for card in lab.models.cards(kind)],
            sandbox=lab.sandbox,
            **extra,
        )
        self._show()
        self.observe(self._take_model, "model")
        self.observe(self._price_again, ["draft", "references"])
        self._off.append(self._talk.watch(self._talk_changed))
        self._follow(self._hear)

    @property
    def conversation(self) -> Conversation:
        """What is shown: turns, branches, cost."""
        return self._talk

    def _about(self) -> str:
        return f"{count(self._talk.turns)}, model={self._talk.model!r}, {self._spent}"

    # What is shown

    def _show(self) -> None:
        """Bring the shared state up to date with the conversation."""
        turns = self._talk.turns
        self.turns = [told.head(turn, self._talk.versions(turn)) for turn in turns]
        budget = self._talk.budget
        self.account = {
            **self._paid(),
            "cap": None if budget is None else budget.cap.show(),
            "left": None if budget is None else budget.left.show(),
            "balance": facts.digits(self._balance),
            "tokens": sum(told.tokens(self.lab, turn) for turn in turns),
        }
        if self.model != self._talk.model:
            self.model = self._talk.model
        self._price_again(None)

    async def _show_soon(self) -> None:
        self._show()
        self._update_twin()

    def _talk_changed(self) -> None:
        """Something was said here or in a cell, on whatever thread."""
        self.lab.loop.start(self._guarded(self._show_soon()))

    def _turn(self, id: int) -> Turn:
        for branch in reversed(self._talk.branches):
            for turn in branch:
                if turn.id == id:
                    return turn
        raise InputError(f"There is no turn {id} any more; reload the page.", field="turn")

    @question
    async def _turns(self, ids: list[int]) -> list[dict[str, Any]]:
        """All about these turns, as many as one message holds, but one at least."""
        found: list[dict[str, Any]] = []
        for number in ids:
            found.append(await asyncio.to_thread(told.facts_of, self.lab, self._turn(number)))
            if sum(len(one["text"]) + len(one["asked"]) for one in found) > _REPLY_CHARS:
                break
        return found

    @question
    async def _words(self, key: str, part: int, piece: int, revision: int) -> dict[str, Any]:
        """What was told since, waited for. The page asks again when it has shown it, so it is never flooded."""
        running = self._running
        if running is None or running.key != key:
            return {"ended": True, "gone": True}
        found = await running.after(part, piece, revision, _LISTEN)
        if found["revision"] != revision:
            found["steps"] = [told.step_of(step) for step in running.saying.steps]
        return found

    @question
    async def _thought(self, key: str) -> str:
        """What was thought so far in the turn that is being said."""
        running = self._running
        return running.saying.thought if running is not None and running.key == key else ""

    # What it will cost

    def _saying(self, form: dict[str, Any], **spending: Unpack[Spending]) -> Saying:
        """What the page wants to be said: a new turn, one in place of another, or another answer to the same."""
        if (again := form.get("again")) is not None:
            return self._talk.regenerate(self._turn(again), **spending)
        text = str(form.get("text") or "").strip()
        if (edited := form.get("edit")) is not None:
            return self._talk.edit(self._turn(edited), text, **spending)
        shown = [
            self._reference(self.lab.shelf.asset(digest), self._talk.model) for digest in form.get("references") or ()
        ]
        return self._talk.say(text, references=shown, **spending)

    def _priced(self, form: dict[str, Any]) -> dict[str, Any]:
        try:
            saying = self._saying(form)
            found = saying.estimate()
            return facts.price(found, self._balance, kept=saying.made_before(), asks_above=self.lab.asks_above)
        except (HyperealError, TypeError, LookupError) as error:
            return {"text": "", "known": False, "problem": problem_of(error)}

    def _price_again(self, _change: object) -> None:
        form = {"text": self.draft, "references": [one["digest"] for one in self.references]}
        self.price = self._priced(form) if self.draft.strip() else None

    @question
    async def _quote(self, form: dict[str, Any]) -> dict[str, Any] | None:
        """The price of what is on the screen at this moment; for the composer it is the shared state's too."""
        if form.get("edit") is not None or form.get("again") is not None:
            return self._priced(form)
        self._take(form)
        return None if self.price is None else dict(self.price)

    def _take(self, form: dict[str, Any]) -> None:
        """Let the shared state say what the composer says; pictures it has not seen yet stay."""
        order = list(form.get("references") or ())
        seen = {*order, *(form.get("seen") or ())}
        by_digest = {one["digest"]: one for one in self.references}
        fresh = [one for one in self.references if one["digest"] not in seen]
        self.references = [by_digest[digest] for digest in order if digest in by_digest] + fresh
        self.draft = str(form.get("text") or "")
        self._price_again(None)

    def _take_model(self, change: dict[str, Any]) -> None:
        if change["new"] == self._talk.model:
            return
        try:
            self._talk.model = change["new"]
            self._clear_error()
        except InputError as error:
            self.model = self._talk.model
            self._failed(error)

    # Saying it

    @question
    async def _say(self, form: dict[str, Any], spend_anyway: bool = False, confirm: bool = False) -> None:
        """Send it. The answer comes at once, the words as they are asked for."""
        if self._running is not None:
            raise InputError("An answer is on its way; wait for it, or stop it.", field="text")
        saying = self._saying(form, allow_unknown_price=spend_anyway, confirm=confirm)
        self._clear_error()
        self.failed = None
        old = next((self._turn(form[name]) for name in ("edit", "again") if form.get(name) is not None), None)
        asked = saying.asked
        if old is None:
            pictures = list(self.references)
            self.references, self.draft = [], ""
        else:
            pictures = [told.entry_of(one) for one in old.references]
        self._asked_last = {**form, "text": asked}
        running = self._running = Running(saying, f"turn-{next(self._keys)}")
        self.running = {
            "key": running.key,
            "asked": asked,
            "references": pictures,
            "follows": self._follows(old),
            "began": time.time() * 1000,
            "model": self._talk.model,
        }
        running.start()
        self._begin(self._see_through(running))

    def _follows(self, old: Turn | None) -> int | None:
        """The turn after which the page shows what is said now."""
        path = self._talk.turns
        before = path if old is None else path[: path.index(old)] if old in path else path
        return before[-1].id if before else None

    async def _see_through(self, running: Running) -> None:
        """Wait for the end of a turn, and say how it went."""
        before = self.running or {}
        try:
            turn = await asyncio.wrap_future(running.turn)
        except Exception as error:
            problem = problem_of(error)
            self.exception = error
            self.failed = {**before, "problem": problem, "asks": isinstance(error, ConfirmationNeeded)}
            self._running, self.running = None, None
            self._show()
        else:
            self._show()
            self._running, self.running = None, None
            if turn.stopped is not None and turn.stopped.job is not None:
                self._begin(self._hear_out(turn))
        await self._look_at_balance()
        self._update_twin()

    async def _hear_out(self, turn: Turn) -> None:
        """What a stopped answer costs is known at its end."""
        assert turn.stopped is not None and turn.stopped.job is not None
        await turn.stopped.job
        await self._show_soon()

    @question
    async def _stop(self) -> None:
        """End the turn with what was told. What was sent comes to its end, is paid for and lands on the shelf."""
        if self._running is not None:
            self._running.stop()

    @question
    async def _retry(self, spend_anyway: bool = False, confirm: bool = False) -> None:
        """Say what broke once more; what was paid for on the way is replayed."""
        if self._asked_last is None:
            raise InputError("Nothing broke; say something.", field="text")
        await self._say(self._asked_last, spend_anyway, confirm)

    @question
    async def _give_up(self) -> None:
        """Put what broke back into the composer."""
        failed, self.failed = self.failed, None
        if failed is not None and not self.draft and (self._asked_last or {}).get("edit") is None:
            self.references = [one for one in failed["references"] if one.get("thumb")]
            self.draft = failed["asked"]

    @question
    async def _go_to(self, id: int) -> None:
        """Another version of a turn, with what followed it."""
        self._talk.go_to(self._turn(id))
        self._show()

    @question
    async def _clear(self) -> None:
        """Begin anew; `undo_clear` takes that back."""
        self._take_back = self._talk.clear()
        self.failed = None
        self._show()

    @question
    async def _undo_clear(self) -> None:
        """Have back what was cleared last."""
        if self._take_back is None:
            raise InputError("Nothing was cleared.", field="turns")
        self._take_back()
        self._take_back = None
        self._show()

    @question
    async def _export(self, form: str) -> Any:
        """The branch on show as `markdown`, `python` or `cells`."""
        if form == "markdown":
            return await asyncio.to_thread(chat_export.markdown, self._talk.turns)
        return chat_export.cells(self._talk) if form == "cells" else chat_export.python(self._talk)

    # The account

    def _paid(self) -> dict[str, Any]:
        return {"cost": self._talk.cost.show(), "unpriced": self._talk.unpriced}

    @property
    def _spent(self) -> str:
        return spent(self._talk.cost, self._talk.unpriced)

    @question
    async def _hello(self) -> None:
        """A view was opened: look at the balance, which may have changed since."""
        await self._look_at_balance()

    async def _look_at_balance(self) -> None:
        try:
            standing = await self.lab.credits()
        except Exception as error:
            if self.last_error is None:
                self._failed(error)
            return
        self._balance, self.sandbox = standing.balance, standing.sandbox
        self.account = {**self.account, "balance": standing.balance.show(), **self._paid()}
        self._price_again(None)

    def _on_shown(self) -> None:
        self.lab.loop.start(self._guarded(self._look_at_balance()))

    def _hear(self, event: str) -> None:
        if event == "balance" and self._running is None:
            self.lab.loop.start(self._guarded(self._look_at_balance()))

    # What stays in the notebook

    def _twin(self) -> str:
        turns = self._talk.turns
        text = plain(turns)
        if len(text) > _TWIN_CHARS:
            text = "…\n" + text[-_TWIN_CHARS:].partition("\n")[2]
        quiet = f"{self._talk.model} · {count(turns)} · {self._spent}"
        play = "Sandbox: made on this machine, paid with play credits." if self.sandbox else ""
        lines = () if turns else ("Nothing was said yet.",)
        return twin.page(self.twin_mark, (), lines, (quiet, play, self._revive), text=text)
