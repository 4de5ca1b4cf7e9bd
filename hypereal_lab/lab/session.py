"""One notebook session: connection, shelf, journal and budgets of one user, and the calls that can be made."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import functools
import os
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from hypereal_lab.catalog import Catalog, load
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.errors import InputError
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.attempt import Attempts
from hypereal_lab.lab.audio import Audio
from hypereal_lab.lab.budget import Budget, Budgets, amount_of, check_tag
from hypereal_lab.lab.call import Call
from hypereal_lab.lab.chat import Chat
from hypereal_lab.lab.clerk import Clerk
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.conversation import Conversation
from hypereal_lab.lab.derived import keep_derived
from hypereal_lab.lab.dry_run import ENV_BILL, DryRun
from hypereal_lab.lab.home import home_folder
from hypereal_lab.lab.images import Images
from hypereal_lab.lab.jobs import Jobs
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.models3d import Models3d
from hypereal_lab.lab.owner import Owner
from hypereal_lab.lab.polling import Patience
from hypereal_lab.lab.recall import Recalled, recall
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.lab.scope import here, in_force
from hypereal_lab.lab.scrub import Scrubber
from hypereal_lab.lab.share import Pack, mentioned, write_pack
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.spine import Spine
from hypereal_lab.lab.storage import Storage
from hypereal_lab.lab.sweep import Sweep
from hypereal_lab.lab.tally import Tally
from hypereal_lab.lab.tools import Tool
from hypereal_lab.lab.videos import Videos
from hypereal_lab.lab.webhooks import WebhookReceiver
from hypereal_lab.media import Credentials, MediaError, verify
from hypereal_lab.wire.money import Credits

__all__ = ["Session", "Standing"]


_SHOWN_AFTER = 5.0
"""Seconds that a cell waits for the embedded gateway before it shows the lab; it usually starts in one or two."""


_open: list[weakref.ref[Session]] = []
"""Labs of this process, the oldest first."""
_LAST_SECONDS = 1.0


@atexit.register
def _part() -> None:
    """Give back the connections of labs that nobody closed; libraries below complain of them at the end otherwise."""
    for lab in [lab for one in _open if (lab := one()) is not None and lab.loop.runs]:
        with contextlib.suppress(Exception):
            lab.loop.start(lab.connection.close()).result(_LAST_SECONDS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the account has now."""

    balance: Credits
    """Can be spent; what is held for running calls is already taken off."""
    held: Credits
    sandbox: bool


class Session:
    """The core of a `Lab`, without charts and widgets."""

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        home: str | Path | None = None,
        environ: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        honours_idempotency: bool = False,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        env = os.environ if environ is None else environ
        self._home = home_folder(environ) if home is None else home_folder({"HYPEREAL_LAB_HOME": str(home)})
        self.connection = Connection(
            self._home,
            api_key=api_key,
            base_url=base_url,
            environ=environ,
            transport=transport,
            honours_idempotency=honours_idempotency,
        )
        self._records = Records(self._home / "lab.sqlite3")
        self._owner = Owner(self._home)
        self._clock = clock
        self._listeners: list[Callable[[str], None]] = []
        self._standing: Standing | None = None
        self._warm: concurrent.futures.Future[None] | None = None
        self.loop = LoopThread("hypereal-lab")
        """Where all network work of this lab runs."""
        self.shelf = Shelf(self._home / "shelf", self._records, clock=clock)
        self.journal = Journal(self._records, clock=clock)
        self.budgets = Budgets(self._records, self._owner.token, clock=clock)
        self.tally = Tally(self._records, self._owner.token, self.connection.provider)
        self._clerk = clerk = Clerk()
        held = self.connection, self.journal, self.shelf
        attempts = Attempts(*held, clerk, self._notify, patience=patience or Patience(), clock=clock)
        self._spine = Spine(*held, attempts, clerk, self._owner, self.loop, self._notify, clock=clock)
        self.images = Images(self, self._spine)
        self.videos = Videos(self, self._spine)
        self.audio = Audio(self, self._spine)
        self.models3d = Models3d(self, self._spine)
        self.chat = Chat(self, self._spine)
        self.jobs = Jobs(self, self.journal, self._spine)
        self.storage = Storage(self)
        _open.append(weakref.ref(self))
        if bill := env.get(ENV_BILL):
            self._spine.rules.dry = DryRun(self._spine.rules, Path(bill))
        elif self.connection.embedded and self.journal.is_empty():
            # begins the start of the gateway, so that it is there when the first call is written; a lab that has made
            # things before may replay them all, and then needs no gateway
            self._warm_up()

    @staticmethod
    def latest() -> Session | None:
        """The lab that was made last in this process and is open."""
        return next((lab for one in reversed(_open) if (lab := one()) is not None), None)

    @property
    def models(self) -> Catalog:
        """All models with kinds, limits and prices."""
        return load()

    @property
    def provider(self) -> str:
        """Whose calls this lab makes, as the journal has it: `sandbox` or `hypereal`."""
        return self._spine.provider

    @property
    def sandbox(self) -> bool | None:
        """Whether credits are play money: known for the embedded gateway, else after the first look at the balance."""
        if self.connection.embedded:
            return True
        return self._standing.sandbox if self._standing else None

    @property
    def home(self) -> Path:
        """The folder of this lab's shelf, journal and settings."""
        return self._home

    @property
    def root(self) -> str | None:
        """Address of the server, once it is known."""
        return self.connection.root

    @property
    def balance(self) -> Credits:
        """What can be spent now, asked from the server."""
        return self.loop.wait(self._credits()).balance

    async def credits(self) -> Standing:
        """Balance and what is held, asked from the server."""
        if self.loop.is_here():
            return await self._credits()
        return await asyncio.wrap_future(self.loop.start(self._credits()))

    def budget(
        self, credits: object, *, per: str | None = None, tag: str | None = None, zone: str | None = None
    ) -> Budget:
        """A sum that is never passed, whatever runs at the same time: what is held counts as spent until it is settled.

        Alone it holds for the calls sent inside its `with` block. `per="session"`, `"notebook"` or `"month"` (the
        calendar month in this machine's time zone, or in `zone`) and `tag` hold from now on, in every kernel, and count
        what was spent before. Raises `InputError`; a call that does not fit raises `BudgetExceeded`.
        """
        return self.budgets.open(credits, per=per, tag=tag, zone=zone)

    @contextlib.contextmanager
    def tag(self, *tags: str) -> Iterator[None]:
        """Put tags on the calls sent inside the `with` block: for budgets, tables and the shelf."""
        scope = in_force.get()
        token = in_force.set(replace(scope, tags=(*scope.tags, *(check_tag(tag) for tag in tags))))
        try:
            yield
        finally:
            in_force.reset(token)

    def confirm_above(self, credits: object | None) -> None:
        """Calls that may cost more ask first: in a widget, or by `confirm=True` in code. None asks never again."""
        self._spine.rules.confirm_above = None if credits is None else amount_of(credits, "credits")

    @property
    def asks_above(self) -> Credits | None:
        """The price above which calls ask first."""
        return self._spine.rules.confirm_above

    def dry_run(self) -> DryRun:
        """From here on calls are priced and not sent, until the end of the `with` block or `.end()`."""
        self._spine.rules.dry = DryRun(self._spine.rules)
        return self._spine.rules.dry

    def conversation(
        self,
        *,
        model: str | None = None,
        system: str | None = None,
        max_cost: object | None = None,
        tools: Sequence[Callable[..., Any] | Tool] | None = None,
        rounds: int = 8,
        **settings: Any,
    ) -> Conversation:
        """A conversation that remembers: `await talk("...")`, or `talk.say("...").run()`.

        `max_cost` is a sum that the whole of it never passes. `tools` are Python functions with types and a docstring,
        called when the model asks, at most `rounds` times in a turn. Other settings are those of `lab.chat`. Raises
        `InputError`.
        """
        return Conversation(
            self, model=model, system=system, max_cost=max_cost, tools=tools, rounds=rounds, settings=settings
        )

    def sweep(self, kind: str = "image", *, at_once: int = 4, **settings: Any) -> Sweep:
        """A call for every combination of the lists given: `lab.sweep(prompt=[...], model=[...], seed=range(4))`.

        What is no list is the same for all; for `references` an axis is a list of lists. Nothing is sent before it is
        awaited or `run()`; shown, it says what it will cost. `at_once` calls run at the same time. Running it again
        makes what failed or what a restart broke off; what was paid for is replayed. Raises `InputError`.
        """
        return Sweep.of(self._method(kind), settings, self.loop, at_once=at_once, asks_above=self.asks_above)

    def rows(self, kind: str, rows: Sequence[Mapping[str, Any]], *, at_once: int = 4, **settings: Any) -> Sweep:
        """The same for a list of settings, one call each: what `df.hypereal` is made of."""
        make = self._method(kind)
        return Sweep.of_points(make, rows, settings, self.loop, at_once=at_once, asks_above=self.asks_above)

    def recall(self, file: object) -> Recalled:
        """How a file was made: recipe, cost and source. Takes a path, bytes or an asset; raises `InputError`."""
        return recall(file, self.shelf)

    def verify_provenance(self, file: str | Path | bytes) -> Credentials:
        """Whether a file's content credentials are there and unbroken, and what they say. Raises `InputError`."""
        try:
            return verify(file if isinstance(file, bytes) else Path(file).expanduser().read_bytes())
        except OSError as error:
            raise InputError(f"{file!s} cannot be read: {error.strerror}.", field="file") from error
        except MediaError as error:
            raise InputError(str(error), field="file") from error

    def share(self, path: str | Path, *, notebook: str | Path | None = None) -> Pack:
        """Write a ZIP to give away: the notebook, small pictures, recipes and ledger rows of its calls.

        Without `notebook` it is the one this is run in, or every call of the lab where there is none. Keys, signed
        links, paths and account ids are taken out and searched for before anything is written. Raises `InputError` and
        `ShelfError`.
        """
        where = Path(notebook).expanduser() if notebook else None
        name = where.name if where else here().notebook
        if where is None and name is not None and Path(name).is_file():
            where = Path(name)
        runs = [run for run in self.journal.runs() if name is None or run.notebook == name]
        assets = {asset.digest: asset for run in runs for asset in self.shelf.of_run(run.replay_of or run.id)}
        if where is not None and where.is_file():
            assets |= {asset.digest: asset for asset in mentioned(where, self.shelf.assets(references=True))}
        folders = [Path.home(), self._home, Path.cwd(), *([where.parent] if where else [])]
        scrubber = Scrubber(self.connection.secrets, folders)
        return write_pack(
            Path(path).expanduser(), notebook=where, runs=runs, assets=list(assets.values()), scrubber=scrubber
        )

    def webhooks(self, *, port: int = 0) -> WebhookReceiver:
        """A receiver on this machine: `with lab.webhooks() as hooks:` has a `url`, and collects verified `events`.

        For servers that reach this machine's loopback address, such as the embedded gateway.
        """
        return WebhookReceiver(lambda: self.loop.wait(self._webhook_secret()), port)

    async def fetch_reference(self, url: str) -> Asset:
        """Download a picture by its link and keep it on the shelf as a reference."""
        client = await self.connection.client()
        kept = read_reference(await client.download(url), self.shelf)
        assert kept.asset is not None
        return kept.asset

    async def keep_derived(self, source: Asset, data: bytes, *, by: str, **inputs: Any) -> Asset:
        """Keep what was made here from something on the shelf, with a recipe that names it; it costs nothing.

        `by` is what made it. Raises `media.MediaError` for what is no file of a known kind. Called on the lab's loop.
        """
        work = functools.partial(keep_derived, self.shelf, self.journal, source, data, by=by, inputs=inputs)
        made = await asyncio.to_thread(work, now=self._clock())
        self._notify("asset")
        return made

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Hear of `run`, `asset` and `balance` changes, on the lab's loop. Returns how to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        """Give connections and files back; the embedded gateway goes on for other kernels until it is idle.

        Calls under way are left to `lab.jobs.resume()` of the next lab.
        """
        _open[:] = [one for one in _open if one() not in (self, None)]
        self.loop.wait(self.connection.close())
        self.loop.close()
        self._clerk.close()
        self._owner.close()
        self._records.close()

    async def _credits(self) -> Standing:
        client = await self.connection.client()
        answer = await client.credits()
        self._standing = Standing(Credits.read(answer.balance), Credits.read(answer.held), answer.sandbox)
        return self._standing

    async def _webhook_secret(self) -> str:
        return (await (await self.connection.client()).webhooks.secret()).secret

    def _warm_up(self) -> None:
        if self._warm is None:
            self._warm = self.loop.start(self._first_look())

    async def _first_look(self) -> None:
        # a failure is raised, with its words, by the first call that needs the gateway
        with contextlib.suppress(Exception):
            await self._credits()
            self._notify("balance")

    def _method(self, kind: str) -> Callable[..., Call]:
        makers: dict[str, Callable[..., Call]] = {
            "image": self.images.generate,
            "edit": self.images.edit,
            "video": self.videos.generate,
            "chat": _chat_by_prompt(self.chat),
            "speech": _speech_by_prompt(self.audio),
            "model3d": self.models3d.generate,
        }
        if kind not in makers:
            raise InputError(f"kind is one of {', '.join(makers)}; not {kind!r}.", field="kind")
        return makers[kind]

    def _notify(self, event: str) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def __repr__(self) -> str:
        if self.connection.embedded:
            return "<Lab at its embedded gateway (sandbox, play credits)>"
        return f"<Lab at {self.root}, key set>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if self._warm is not None:
            concurrent.futures.wait([self._warm], timeout=_SHOWN_AFTER)
        if self.connection.embedded:
            title = "Hypereal Lab, in its sandbox"
            note = "No key is set, so the lab runs its own gateway here. " + card.SANDBOX_NOTE
        else:
            title, note = "Hypereal Lab", "Calls are charged to the account of the key."
        facts = [
            ("Server", self.root or "started by the first call that needs it"),
            ("Shelf", f"{len(self.shelf)} assets"),
        ]
        if self._standing:
            facts.insert(1, ("Balance", f"{self._standing.balance} credits"))
        if left := len(self.jobs):
            facts.append(("Under way", f"{left} calls; lab.jobs.resume() goes on with those of ended kernels"))
        return {"text/plain": repr(self), "text/html": card.of_facts(title, facts, note)}


def _chat_by_prompt(chat: Chat) -> Callable[..., Call]:
    """The words of every kind of sweep are called `prompt`."""
    return lambda *, prompt, **settings: chat(prompt, **settings)


def _speech_by_prompt(audio: Audio) -> Callable[..., Call]:
    """Takes the words as `prompt` as every sweep does, and as `text` as `speak` does."""

    def speak(*, prompt: str | None = None, text: str | None = None, **settings: Any) -> Call:
        words = text if prompt is None else prompt
        if words is None or (prompt is not None and text is not None):
            raise InputError("Give the words as text or as prompt.", field="text")
        return audio.speak(words, **settings)

    return speak
