"""The prompt: words, a kind, a model, reference images, what it will cost, and what was made."""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Unpack

import traitlets

from hypereal_lab.catalog import Catalog
from hypereal_lab.errors import ConfirmationNeeded, InputError
from hypereal_lab.lab import Asset, Call, Job
from hypereal_lab.lab.card import replay_note
from hypereal_lab.lab.reference import ReferenceLike
from hypereal_lab.lab.spending import Spending
from hypereal_lab.widgets import facts, twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.form import Form, replaced
from hypereal_lab.widgets.kinds import KINDS, kind_of
from hypereal_lab.widgets.past import models_before, words_before
from hypereal_lab.widgets.pictures import item_of, measures, thumbnail_of
from hypereal_lab.widgets.questions import problem_of, question
from hypereal_lab.widgets.references import References, is_link, kept
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Prompt"]

_KEYWORDS = ("model", "prompt", "kind", "references", "variables", "pick", "layout", "disabled")
_TWIN_PICTURES = 4
_SANDBOX = "Sandbox: made on this machine, paid with play credits."

_latest: weakref.WeakKeyDictionary[Session, weakref.ref[Prompt]] = weakref.WeakKeyDictionary()


class Prompt(References):
    """Type a prompt, choose a kind and a model, drop reference images, see the price, press Ctrl+Enter.

    `kind` is `image`, `edit`, `video`, `speech`, `clone`, `transcript`, `model3d` or `chat`; left out, the model says
    it. `fields` are those of the lab's method for it, such as `size` and `n` of `lab.images.generate` or `voice` and
    `speed` of `lab.audio.speak`; an edit takes a `mask` too, a clip `frames`, and speech a `feeling`.

    `{{name}}` in the words is a value of `variables`, else a variable of the notebook; `{dawn|dusk}` is one of them,
    chosen by `pick`. The recipe has the words that came of it. Raises `TypeError` for an unknown keyword.
    """

    bundle = "prompt"

    value = traitlets.Dict().tag(sync=True)
    """What is on the form: `prompt`, `kind`, `model` and `fields`, and `variables` and `pick` where they were given.

    May be set; without `kind` the model says it.
    """
    kinds: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """What can be made: `name` and first `model` of each, and the values of fields that all its models take."""
    models: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """What the model list shows, in the catalogue's order, each with the `modes` it serves."""
    price = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """What the form would cost: `text`, `low`, `expected`, `high`, `unit`, `known`, `basis`, `version`, `source`.

    `after` is what would be left, `kept` says that it is on the shelf, `asks` that it is above `lab.confirm_above`, and
    `words` are those that are sent where names or choices are replaced.
    """
    balance = traitlets.Unicode(default_value=None, allow_none=True).tag(sync=True)
    """Credits that can be spent, as digits; `None` until the server was asked."""
    sandbox = traitlets.Bool(default_value=None, allow_none=True).tag(sync=True)
    """Whether credits are play money."""
    state = traitlets.Enum(("idle", "running", "done", "failed"), "idle").tag(sync=True)
    """`idle`, `running`, `done` or `failed`; while it is `running` another press is refused."""
    result = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """What was made last: `items`, their `cost` together, and `saved` where they are a replay."""
    progress = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """How far the call under way is: `status`, and `fraction` from 0 to 1 where the server tells."""

    def __init__(
        self,
        lab: Session,
        model: str | None = None,
        prompt: str = "",
        *,
        kind: str | None = None,
        references: Sequence[ReferenceLike] = (),
        variables: Mapping[str, str] | None = None,
        pick: int = 1,
        **fields: Any,
    ) -> None:
        extra = {name: fields.pop(name) for name in [*fields] if name in ("layout", "disabled")}
        card = lab.models.card(model) if model else None
        made = kind_of(kind, card)
        check_keywords(type(self), fields, {*made.fields, *_KEYWORDS})
        if "mask" in fields and fields["mask"] is not None:
            fields["mask"] = kept(lab, fields["mask"], takes=("image",))["digest"]
        self._call: Call | None = None
        self._asset: Asset | None = None
        self._working: asyncio.Task[None] | None = None
        self._balance: Credits | None = None
        self._must_ask: dict[str, Any] | None = None
        value = {"prompt": prompt, "kind": made.name, "model": card.id if card else made.model, "fields": fields}
        super().__init__(
            lab,
            value={**value, **replaced({"variables": dict(variables or {}), "pick": pick})},
            references=[kept(lab, one) for one in references if not is_link(one)],
            kinds=[one.facts(lab) for one in KINDS],
            models=[*_options(lab.models)],
            sandbox=lab.sandbox,
            **extra,
        )
        _latest[lab] = weakref.ref(self)
        self.price = self._priced(self._form())
        self.observe(self._priced_again, ["value", "references"])
        self._follow(self._hear)
        for link in references:
            if is_link(link):
                lab.loop.start(self._guarded(self._from_url(str(link))))

    @classmethod
    def latest(cls, lab: Session) -> Prompt | None:
        """The last prompt made for this lab that is still there."""
        found = _latest.get(lab)
        return found() if found else None

    @property
    def call(self) -> Call:
        """What is on the form as a call, not sent. Raises `InputError` for what the model does not take."""
        return self._call_of(self._form())

    @property
    def asset(self) -> Asset | None:
        """What this prompt made last, the first of several."""
        return self._asset

    def _about(self) -> str:
        words = twin.shortened(str(self.value.get("prompt", "")), 40)
        price = (self.price or {}).get("text") or "no price"
        return f"{words!r}, model={self.value.get('model')!r}, {price}"

    # The form and its price

    def _form(self) -> dict[str, Any]:
        return {**self.value, "references": [one["digest"] for one in self.references]}

    def _call_of(self, said: dict[str, Any], *, draft: bool = False, **spending: Unpack[Spending]) -> Call:
        form = Form(self.lab, said)
        check_keywords(type(self), form.fields, set(form.kind.fields))
        return form.call([self._reference(one, form.model) for one in form.slots], draft=draft, **spending)

    def _priced(self, said: dict[str, Any]) -> dict[str, Any]:
        """The price of a form; for a form the model does not take, the problem and no price."""
        form, words = Form(self.lab, said), None
        try:
            words = form.wording.facts()
            call = self._call_of(said, draft=True)
            kept = call.made_before() if form.is_whole else None
            found = facts.price(call.estimate(), self._balance, kept=kept, asks_above=self.lab.asks_above)
        except (InputError, TypeError, LookupError) as error:
            return {"text": "", "known": False, "words": words, "problem": problem_of(error)}
        return {**found, "words": words, "asks": found["asks"] or _first_take(call) == self._must_ask}

    def _priced_again(self, _change: object) -> None:
        self.price = self._priced(self._form())

    @question
    async def _quote(self, form: dict[str, Any]) -> dict[str, Any]:
        """The price of what is on the screen at this moment."""
        self._take(form)
        self._update_twin_soon()
        return dict(self.price)

    def _take(self, form: dict[str, Any]) -> None:
        """Let the shared state say what the screen says; slots it has not seen yet stay."""
        order = list(form.get("references") or ())
        seen = {*order, *(form.get("seen") or ())}
        before = self.references
        by_digest = {one["digest"]: one for one in before}
        fresh = [one for one in before if one["digest"] not in seen]
        self.references = [by_digest[digest] for digest in order if digest in by_digest] + fresh
        if self.references != before:
            lost = len(before) - len(self.references)
            words = f"removal of {lost} reference{'s' if lost > 1 else ''}" if lost else "order of the references"
            self._did(words, lambda: self._put_references(before))
        self.value = {
            "prompt": form.get("prompt", ""),
            "kind": Form(self.lab, form).kind.name,
            "model": form.get("model"),
            "fields": form.get("fields") or {},
            **replaced(form),
        }
        self._priced_again(None)

    async def _put_references(self, before: list[dict[str, Any]]) -> None:
        self.references = before

    @question
    async def _code(self, form: dict[str, Any], language: str = "python") -> str:
        """The form as source."""
        call = self._call_of(form)
        return _source(call, language)

    @question
    async def _past(self) -> dict[str, Any]:
        """What each model cost before and how long it took, by the journal of this lab."""
        return await asyncio.to_thread(models_before, self.lab)

    @question
    async def _history(self) -> list[dict[str, Any]]:
        """Words of earlier calls, the newest first."""
        return await asyncio.to_thread(words_before, self.lab)

    @question
    async def _result_code(self, language: str = "python") -> str:
        """What made the last result, as source."""
        if self._call is None:
            raise InputError("There is nothing yet; press Generate first.", field="result")
        return _source(self._call, language)

    # Making it

    @question
    async def _generate(
        self, form: dict[str, Any], spend_anyway: bool = False, confirm: bool = False, another: bool = False
    ) -> None:
        """Send what is on the screen. The answer comes at once, what was made with the state.

        `another` makes the next variation of what is on the shelf; `confirm` is the second press above the limit.
        """
        spending = Spending(allow_unknown_price=spend_anyway, confirm=confirm)
        if another:
            spending["take"] = await asyncio.to_thread(self._next_take, form)
        if self.state == "running":
            raise InputError("A call is on its way; wait for it, or stop waiting.", field="state")
        self._clear_error()
        self._take(form)
        call = self._call_of(form, **spending)
        self.state = "running"
        self._call = call
        self._working = asyncio.get_running_loop().create_task(self._work(call))

    def _next_take(self, form: dict[str, Any]) -> int:
        """The smallest from 2 on that is neither on the shelf nor under way."""
        under_way = {run.recipe_hash for run in self.lab.jobs.unresolved()}
        for take in itertools.count(2):
            call = self._call_of(form, take=take)
            if call.recipe_hash not in under_way and call.made_before() is None:
                return take
        raise AssertionError("there is always another number")

    @question
    async def _stop_waiting(self) -> None:
        """Give the form back. What was sent goes on, and what it makes lands on the shelf."""
        if self._working is not None:
            self._working.cancel()
            self._working = None
        self.state = "idle"

    async def _work(self, call: Call) -> None:
        job = call.submit()
        watching = asyncio.get_running_loop().create_task(self._watch(job))
        try:
            asset = await job
            self._asset = asset
            self.result = facts.result(asset)
            self.state = "done"
        except Exception as error:
            if isinstance(error, ConfirmationNeeded):
                self._must_ask = _first_take(call)  # the book says more than the price that was shown
            self._failed(error)
            self.state = "failed"
        finally:
            watching.cancel()
            self.set_trait("progress", None)
            self._working = None
        await self._look_at_balance()
        self._update_twin()

    async def _watch(self, job: Job) -> None:
        async for event in job.events():
            self.progress = {"status": event.status, "fraction": event.fraction}

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
        self._balance = standing.balance
        self.sandbox = standing.sandbox
        self.balance = standing.balance.show()
        self._priced_again(None)

    def _on_shown(self) -> None:
        self.lab.loop.start(self._guarded(self._first_look()))

    async def _first_look(self) -> None:
        await self._look_at_balance()
        self._update_twin()

    def _hear(self, event: str) -> None:
        if event == "balance" and self.state != "running":
            self._begin(self._look_at_balance())
        elif event == "asset":
            self._priced_again(None)

    # What stays in the notebook

    def _twin(self) -> str:
        form, made = self.value, self._asset
        if made is None:
            priced = self.price or {}
            text = " · ".join(filter(None, (form.get("model"), priced.get("text"), facts.basis(priced))))
            count = len(self.references)
            given = f"{count} reference image{'s' if count > 1 else ''}" if count else ""
            lines = (twin.shortened(form.get("prompt") or "No prompt yet", 600),)
            return twin.page(self.twin_mark, (), lines, (text, given, self._sandbox_note, self._revive))
        shown = made.all[:_TWIN_PICTURES]
        # an answer and a transcript are seen by their words
        pictures = [twin.Picture(thumbnail_of(one), item_of(one)["excerpt"] or one.prompt, "") for one in shown]
        said = (made.model or "", measures(made), self._paid(made))
        more = len(made.all) - len(pictures)
        return twin.page(
            self.twin_mark,
            pictures,
            (twin.shortened(made.prompt, 600),),
            (
                " · ".join(filter(None, said)),
                f"and {more} more on the shelf" if more else "",
                self._sandbox_note,
                self._revive,
            ),
            recipe=made.to_python(),
        )

    def _paid(self, made: Asset) -> str:
        if made.replayed:
            return replay_note(made.saved)
        cost = facts.together(made.all)
        return "" if cost is None else f"{cost} credits"

    @property
    def _sandbox_note(self) -> str:
        return _SANDBOX if self.sandbox else ""


@lru_cache(maxsize=2)
def _options(catalog: Catalog) -> tuple[dict[str, Any], ...]:
    """Every model once, with what each of its kinds tells of it: as unchanging as the catalogue."""
    found: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        for card in kind.cards(catalog):
            before = found.get(card.id, {"modes": []})
            found[card.id] = {**before, **kind.option(card), "modes": [*before["modes"], kind.name]}
    return tuple(found.values())


def _source(call: Call, language: str) -> str:
    ways = {"curl": call.to_curl, "magic": call.to_magic}
    return ways.get(language, call.to_python)()


def _first_take(call: Call) -> dict[str, Any]:
    """The recipe, whichever variation of it this is: all takes have one price."""
    return {**call.recipe, "take": 1}
