"""The prompt: words, a model, reference images, what it will cost, and the picture."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import traitlets

from hypereal_lab.errors import InputError
from hypereal_lab.lab import Asset, Call
from hypereal_lab.lab.images import DEFAULT_MODEL, KINDS
from hypereal_lab.lab.reference import ReferenceLike, read_reference
from hypereal_lab.widgets import facts, twin
from hypereal_lab.widgets.base import check_keywords
from hypereal_lab.widgets.pictures import Pictures
from hypereal_lab.widgets.questions import problem_of, question
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.lab import Session

__all__ = ["Prompt"]

FIELDS = ("size", "aspect_ratio", "resolution", "n", "seed", "output_format")
UPLOAD_BYTES = 50_000_000
"""Of one reference image, as the lab allows."""
_TWIN_PICTURES = 4
_SANDBOX = "Sandbox: made on this machine, paid with play credits."

_latest: weakref.WeakKeyDictionary[Session, weakref.ref[Prompt]] = weakref.WeakKeyDictionary()


class Prompt(Pictures):
    """Type a prompt, choose a model, drop reference images, see the price, press Ctrl+Enter.

    `fields` are those of `lab.images.generate`: `size`, `aspect_ratio`, `resolution`, `n`, `seed`, `output_format`.
    Raises `TypeError` for an unknown keyword.
    """

    bundle = "prompt"

    value = traitlets.Dict().tag(sync=True)
    """What is on the form: `prompt`, `model` and `fields`. May be set."""
    references: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """The slots `img 1..n`: `digest`, `name`, `width`, `height`, `linked` and a small `thumb` each."""
    models: list[dict[str, Any]] = traitlets.List().tag(sync=True)  # type: ignore[assignment]
    """What the model list shows, in the catalogue's order."""
    price = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """What the form would cost: `text`, `low`, `expected`, `high`, `known`, `basis`, `version`, `source`, `after`."""
    balance = traitlets.Unicode(default_value=None, allow_none=True).tag(sync=True)
    """Credits that can be spent, as digits; `None` until the server was asked."""
    sandbox = traitlets.Bool(default_value=None, allow_none=True).tag(sync=True)
    """Whether credits are play money."""
    state = traitlets.Enum(("idle", "running", "done", "failed"), "idle").tag(sync=True)
    result = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    """The last pictures: `items` and their `cost` together."""

    def __init__(
        self,
        lab: Session,
        model: str | None = None,
        prompt: str = "",
        *,
        references: Sequence[ReferenceLike] = (),
        **fields: Any,
    ) -> None:
        extra = {name: fields.pop(name) for name in [*fields] if name in ("layout", "disabled")}
        check_keywords(type(self), fields, {*FIELDS, "model", "prompt", "references", "layout", "disabled"})
        self._links: dict[str, str] = {}
        self._call: Call | None = None
        self._asset: Asset | None = None
        self._working: asyncio.Task[None] | None = None
        self._incoming: dict[str, bytearray] = {}
        self._balance: Credits | None = None
        chosen = lab.models.card(model).id if model else DEFAULT_MODEL
        kept = [self._kept(lab, one) for one in references if not _is_link(one)]
        super().__init__(
            lab,
            value={"prompt": prompt, "model": chosen, "fields": fields},
            references=kept,
            models=[facts.option(card) for kind in KINDS for card in lab.models.cards(kind)],
            sandbox=lab.sandbox,
            **extra,
        )
        _latest[lab] = weakref.ref(self)
        self.price = self._priced(self._form())
        self.observe(self._priced_again, ["value", "references"])
        self._follow(self._hear)
        for link in references:
            if _is_link(link):
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
        """The last picture this prompt made."""
        return self._asset

    def use(self, reference: ReferenceLike) -> None:
        """Put a picture into the next reference slot."""
        if _is_link(reference):
            self.lab.loop.wait(self._from_url(str(reference)))
        else:
            self._add(self._kept(self.lab, reference))

    def _about(self) -> str:
        words = twin.shortened(str(self.value.get("prompt", "")), 40)
        price = (self.price or {}).get("text") or "no price"
        return f"{words!r}, model={self.value.get('model')!r}, {price}"

    # The form and its price

    def _form(self) -> dict[str, Any]:
        return {**self.value, "references": [one["digest"] for one in self.references]}

    def _call_of(self, form: dict[str, Any], *, spend_anyway: bool = False, draft: bool = False) -> Call:
        """The form as a call. A draft may still be without words, since its price does not depend on them."""
        words = str(form.get("prompt") or "")
        model = str(form.get("model") or DEFAULT_MODEL)
        fields = {name: value for name, value in dict(form.get("fields") or {}).items() if value not in (None, "")}
        check_keywords(type(self), fields, set(FIELDS))
        return self.lab.images.generate(
            words if words.strip() or not draft else "draft",
            model=model,
            references=[self._reference(digest, model) for digest in form.get("references") or ()],
            allow_unknown_price=spend_anyway,
            **fields,
        )

    def _reference(self, digest: str, model: str) -> ReferenceLike:
        """The link it came from where the model takes nothing else, otherwise the picture."""
        link = self._links.get(digest)
        if link and facts.links_only(self.lab.models.card(model)):
            return link
        return self.lab.shelf.asset(digest)

    def _priced(self, form: dict[str, Any]) -> dict[str, Any]:
        """The price of a form; for a form the model does not take, the problem and no price."""
        try:
            return facts.price(self._call_of(form, draft=True).estimate(), self._balance)
        except (InputError, TypeError, LookupError) as error:
            return {"text": "", "known": False, "problem": problem_of(error)}

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
        by_digest = {one["digest"]: one for one in self.references}
        fresh = [one for one in self.references if one["digest"] not in seen]
        self.references = [by_digest[digest] for digest in order if digest in by_digest] + fresh
        self.value = {"prompt": form.get("prompt", ""), "model": form.get("model"), "fields": form.get("fields") or {}}
        self._priced_again(None)

    @question
    async def _code(self, form: dict[str, Any], language: str = "python") -> str:
        """The form as source."""
        call = self._call_of(form)
        return call.to_curl() if language == "curl" else call.to_python()

    @question
    async def _result_code(self, language: str = "python") -> str:
        """What made the last pictures, as source."""
        if self._call is None:
            raise InputError("There is no picture yet; press Generate first.", field="result")
        return self._call.to_curl() if language == "curl" else self._call.to_python()

    # References

    @question
    async def _upload(
        self, key: str, name: str, size: int, offset: int, buffers: list[bytes] | None = None
    ) -> dict[str, Any]:
        """One piece of a picture from the browser; the answer lets the next one come. The last one keeps it."""
        if size > UPLOAD_BYTES:
            raise InputError(
                f"{name} is larger than {UPLOAD_BYTES // 1_000_000} MB; make it smaller.", field="references"
            )
        held = self._incoming.setdefault(key, bytearray())
        if offset != len(held):
            del self._incoming[key]
            raise InputError(f"{name} did not arrive whole; drop it again.", field="references")
        held += b"".join(buffers or ())
        if len(held) < size:
            return {"next": len(held)}
        data = bytes(self._incoming.pop(key))
        entry = await asyncio.to_thread(self._kept, self.lab, data, name)
        self._add(entry)
        return {"next": None, "entry": entry}

    @question
    async def _forget_upload(self, key: str) -> None:
        """The browser gave up on a picture."""
        self._incoming.pop(key, None)

    @question
    async def _from_url(self, url: str) -> dict[str, Any]:
        """Fetch a picture by its link and put it into a slot."""
        entry = facts.entry(await self.lab.fetch_reference(url), name=url.split("?", maxsplit=1)[0].rsplit("/", 1)[-1])
        self._links[entry["digest"]] = url
        entry["linked"] = True
        self._add(entry)
        return entry

    @question
    async def _from_shelf(self, digest: str) -> dict[str, Any]:
        """Put a picture of the shelf into a slot."""
        entry = facts.entry(self.lab.shelf.asset(digest))
        self._add(entry)
        return entry

    def _kept(self, lab: Session, given: ReferenceLike, name: str | None = None) -> dict[str, Any]:
        if isinstance(given, bytes) and name:
            read_reference(given, lab.shelf)
            return facts.entry(lab.shelf.keep_reference(given, name), name=name)
        asset = read_reference(given, lab.shelf).asset
        assert asset is not None
        return facts.entry(asset)

    def _add(self, entry: dict[str, Any]) -> None:
        """The same picture twice would be paid for once and meant twice: keep one slot each."""
        if entry["digest"] not in {one["digest"] for one in self.references}:
            self.references = [*self.references, entry]

    # Making it

    @question
    async def _generate(self, form: dict[str, Any], spend_anyway: bool = False) -> None:
        """Send what is on the screen. The answer comes at once, the picture with the state."""
        if self.state == "running":
            raise InputError("A picture is on its way; wait for it, or stop waiting.", field="state")
        self._clear_error()
        self._take(form)
        call = self._call_of(form, spend_anyway=spend_anyway)
        self.state = "running"
        self._call = call
        self._working = asyncio.get_running_loop().create_task(self._work(call))

    @question
    async def _stop_waiting(self) -> None:
        """Give the form back. What was sent goes on, and its picture lands on the shelf."""
        if self._working is not None:
            self._working.cancel()
            self._working = None
        self.state = "idle"

    async def _work(self, call: Call) -> None:
        try:
            asset = await call.submit()
            self._asset = asset
            self.result = facts.result(asset.all)
            self.state = "done"
        except Exception as error:
            self._failed(error)
            self.state = "failed"
        finally:
            self._working = None
        await self._look_at_balance()
        self._update_twin()

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
        pictures = [twin.Picture(one.thumbnail, one.prompt, "") for one in made.all[:_TWIN_PICTURES]]
        cost = facts.together(made.all)
        said = (made.model or "", f"{made.width} × {made.height}", "" if cost is None else f"{cost} credits")
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

    @property
    def _sandbox_note(self) -> str:
        return _SANDBOX if self.sandbox else ""


def _is_link(given: object) -> bool:
    return isinstance(given, str) and given.startswith(("http://", "https://"))
