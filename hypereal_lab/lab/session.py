"""One notebook session: connection, shelf and journal of one user, and the calls that can be made."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from hypereal_lab.catalog import Catalog, load
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.lab import card
from hypereal_lab.lab.asset import Asset
from hypereal_lab.lab.connection import Connection
from hypereal_lab.lab.home import home_folder
from hypereal_lab.lab.images import Images
from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.records import Records
from hypereal_lab.lab.reference import read_reference
from hypereal_lab.lab.shelf import Shelf
from hypereal_lab.lab.spine import Spine
from hypereal_lab.wire.money import Credits

__all__ = ["Session", "Standing"]


_SHOWN_AFTER = 5.0
"""Seconds that a cell waits for the embedded gateway before it shows the lab; it usually starts in one or two."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the account has now."""

    balance: Credits
    """Can be spent; what is held for running calls is already taken off."""
    held: Credits
    sandbox: bool


class Session:
    """The core of a `Lab`, without tables and widgets."""

    def __init__(
        self,
        api_key: str | None = None,
        base_url: str | None = None,
        *,
        home: str | Path | None = None,
        environ: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._home = home_folder(environ) if home is None else home_folder({"HYPEREAL_LAB_HOME": str(home)})
        self._connection = Connection(
            self._home, api_key=api_key, base_url=base_url, environ=environ, transport=transport
        )
        self._records = Records(self._home / "lab.sqlite3")
        self._listeners: list[Callable[[str], None]] = []
        self._standing: Standing | None = None
        self._warm: concurrent.futures.Future[None] | None = None
        self.loop = LoopThread("hypereal-lab")
        """Where all network work of this lab runs."""
        self.shelf = Shelf(self._home / "shelf", self._records, clock=clock)
        self.journal = Journal(self._records, clock=clock)
        self.images = Images(self, Spine(self._connection, self.journal, self.shelf, self._notify, clock=clock))
        if self._connection.embedded:
            # begins the start of the gateway, so that it is there when the first call is written
            self._warm = self.loop.start(self._warm_up())

    @property
    def models(self) -> Catalog:
        """All models with kinds, limits and prices."""
        return load()

    @property
    def sandbox(self) -> bool | None:
        """Whether credits are play money: known for the embedded gateway, else after the first look at the balance."""
        if self._connection.embedded:
            return True
        return self._standing.sandbox if self._standing else None

    @property
    def root(self) -> str | None:
        """Address of the server, once it is known."""
        return self._connection.root

    @property
    def balance(self) -> Credits:
        """What can be spent now, asked from the server."""
        return self.loop.wait(self._credits()).balance

    async def credits(self) -> Standing:
        """Balance and what is held, asked from the server."""
        if self.loop.is_here():
            return await self._credits()
        return await asyncio.wrap_future(self.loop.start(self._credits()))

    async def fetch_reference(self, url: str) -> Asset:
        """Download a picture by its link and keep it on the shelf as a reference."""
        client = await self._connection.client()
        kept = read_reference(await client.download(url), self.shelf)
        assert kept.asset is not None
        return kept.asset

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Hear of `run`, `asset` and `balance` changes, on the lab's loop. Returns how to stop."""
        self._listeners.append(listener)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        """Give connections and files back; the embedded gateway goes on for other kernels until it is idle."""
        self.loop.wait(self._connection.close())
        self.loop.close()
        self._records.close()

    async def _credits(self) -> Standing:
        client = await self._connection.client()
        answer = await client.credits()
        self._standing = Standing(Credits.read(answer.balance), Credits.read(answer.held), answer.sandbox)
        return self._standing

    async def _warm_up(self) -> None:
        # a failure is raised, with its words, by the first call that needs the gateway
        with contextlib.suppress(Exception):
            await self._credits()
            self._notify("balance")

    def _notify(self, event: str) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def __repr__(self) -> str:
        if self._connection.embedded:
            return "<Lab at its embedded gateway (sandbox, play credits)>"
        return f"<Lab at {self.root}, key set>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        if self._warm is not None:
            concurrent.futures.wait([self._warm], timeout=_SHOWN_AFTER)
        if self._connection.embedded:
            title = "Hypereal Lab, in its sandbox"
            note = "No key is set, so the lab runs its own gateway here. " + card.SANDBOX_NOTE
        else:
            title, note = "Hypereal Lab", "Calls are charged to the account of the key."
        facts = [("Server", self.root or "starting"), ("Shelf", str(len(self.shelf.assets())) + " assets")]
        if self._standing:
            facts.insert(1, ("Balance", f"{self._standing.balance} credits"))
        return {"text/plain": repr(self), "text/html": card.of_facts(title, facts, note)}
