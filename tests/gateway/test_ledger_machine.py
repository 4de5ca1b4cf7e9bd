"""The ledger against a model of itself so simple that it cannot be wrong, in whatever order things happen."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from hypereal_lab.gateway.ledger import AlreadyResolved, BalanceTooLow, CallRow, Hold, Ledger, verify
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits

WALLETS = ("wallet_a", "wallet_b")
amounts = st.one_of(st.integers(0, 20), st.integers(0, 10**12)).map(Credits)
positive = st.integers(1, 10**9).map(Credits)
wallets = st.sampled_from(WALLETS)


class Books(RuleBasedStateMachine):
    holds = Bundle("holds")
    ended = Bundle("ended")

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.names = iter(range(10**9))
        self.posted = dict.fromkeys(WALLETS, 0)
        self.open_holds: dict[str, Hold] = {}
        self.references: dict[str, tuple[str, int]] = {}
        self.counted: set[str] = set()
        self.given = self.charged = self.lost = self.logged = 0
        self._start()

    def _start(self) -> None:
        self.store = self._do(self._new_store())
        self.ledger = Ledger(self.store)

    async def _new_store(self) -> Store:
        return Store(Path(self.folder.name))

    def _do(self, work: Any) -> Any:
        return self.runner.run(work)

    def _available(self, wallet: str) -> int:
        return self.posted[wallet] - sum(one.amount.micros for one in self.open_holds.values() if one.wallet == wallet)

    def _row(self, hold: Hold) -> CallRow:
        self.logged += 1
        return CallRow(
            f"call {next(self.names)}", 0.0, hold.wallet, "k", "/e", "m", "p", 200, 1, 1, Credits(0), "v", "list", None
        )

    @rule(wallet=wallets, amount=positive, reference=st.sampled_from("abcdefgh"))
    def top_up(self, wallet: str, amount: Credits, reference: str) -> None:
        known = self.references.setdefault(reference, (wallet, amount.micros))
        again = self.ledger.top_up(wallet, amount, reference=reference)
        if known != (wallet, amount.micros):
            with pytest.raises(ValueError):
                self._do(again)
            return
        self._do(again)
        self._do(self.ledger.top_up(wallet, amount, reference=reference))
        if reference not in self.counted:
            self.counted.add(reference)
            self.posted[wallet] += amount.micros
            self.given += amount.micros

    @rule(target=holds, wallet=wallets, amount=amounts)
    def hold(self, wallet: str, amount: Credits) -> Any:
        return multiple(*self._hold([(wallet, amount)]))

    @rule(target=holds, asked=st.lists(st.tuples(wallets, amounts), min_size=2, max_size=12))
    def hold_at_once(self, asked: list[tuple[str, Credits]]) -> Any:
        return multiple(*self._hold(asked))

    def _hold(self, asked: list[tuple[str, Credits]]) -> list[Hold]:
        """They are admitted in their order, as long as each fits."""

        async def together() -> list[Any]:
            wishes = [
                self.ledger.hold(wallet, amount, hold_id=f"hold {next(self.names)}", price_version="v", key_id="k")
                for wallet, amount in asked
            ]
            return await asyncio.gather(*wishes, return_exceptions=True)

        made = []
        for (wallet, amount), result in zip(asked, self._do(together()), strict=True):
            available = self._available(wallet)
            if amount.micros > available or not self._exists(wallet):
                assert isinstance(result, BalanceTooLow)
                assert (result.required, result.available.micros) == (amount, available)
            else:
                assert isinstance(result, Hold)
                self.open_holds[result.id] = result
                made.append(result)
        return made

    @rule(hold=holds, more=amounts, stale=st.booleans())
    def extend(self, hold: Hold, more: Credits, stale: bool) -> None:
        """Also by a value that does not know of the extensions before."""
        if hold.id in self.open_holds:
            self._extend([(hold if stale else self.open_holds[hold.id], more)])

    @rule(chosen=st.lists(st.tuples(holds, amounts), min_size=2, max_size=12))
    def extend_at_once(self, chosen: list[tuple[Hold, Credits]]) -> None:
        self._extend([(self.open_holds[hold.id], more) for hold, more in chosen if hold.id in self.open_holds])

    def _extend(self, asked: list[tuple[Hold, Credits]]) -> None:
        """They are admitted in their order, as long as each fits."""

        async def together() -> list[Any]:
            wishes = [self.ledger.extend(hold, more) for hold, more in asked]
            return await asyncio.gather(*wishes, return_exceptions=True)

        for (hold, more), result in zip(asked, self._do(together()), strict=True):
            available = self._available(hold.wallet)
            if more.micros > available:
                assert isinstance(result, BalanceTooLow)
                assert (result.required, result.available.micros) == (more, available)
            else:
                whole = self.open_holds[hold.id]
                self.open_holds[hold.id] = result._replace(amount=whole.amount + more)
                assert result.parts[-1].amount == more

    def _exists(self, wallet: str) -> bool:
        return any(self.references[name][0] == wallet for name in self.counted)

    @rule(target=ended, hold=consumes(holds), charged=amounts)
    def settle(self, hold: Hold, charged: Credits) -> Hold:
        if hold.id in self.open_holds:
            self._settle(hold, charged)
        return hold

    @rule(target=ended, hold=consumes(holds))
    def settle_exactly(self, hold: Hold) -> Hold:
        if hold.id in self.open_holds:
            self._settle(hold, self.open_holds[hold.id].amount)
        return hold

    def _settle(self, hold: Hold, charged: Credits) -> None:
        """By a value that may not know of extensions."""
        whole = self.open_holds[hold.id]
        self._charge(whole, charged)
        paid = self._do(self.ledger.settle(hold, charged, row=self._row(hold)))
        assert paid == min(whole.amount, charged)

    def _charge(self, hold: Hold, charged: Credits) -> None:
        """What the model books."""
        del self.open_holds[hold.id]
        paid = min(hold.amount, charged).micros
        self.posted[hold.wallet] -= paid
        self.charged += paid
        self.lost += charged.micros - paid

    @rule(charged=st.lists(amounts, min_size=2, max_size=12), twice=st.booleans())
    def settle_at_once(self, charged: list[Credits], twice: bool) -> None:
        pairs = list(zip(self.open_holds.values(), charged))
        again = pairs[:1] if twice else []

        async def together() -> list[Any]:
            ends = [self.ledger.settle(hold, amount, row=self._row(hold)) for hold, amount in pairs + again]
            return await asyncio.gather(*ends, return_exceptions=True)

        results = self._do(together())
        self.logged -= len(again)
        assert all(isinstance(result, AlreadyResolved) for result in results[len(pairs) :])
        for (hold, amount), paid in zip(pairs, results):
            self._charge(hold, amount)
            assert paid == min(hold.amount, amount)

    @rule(target=ended, hold=consumes(holds))
    def void(self, hold: Hold) -> Hold:
        if self.open_holds.pop(hold.id, None) is not None:
            self._do(self.ledger.void(hold, row=self._row(hold)))
        return hold

    @rule(hold=ended, charged=st.none() | amounts)
    def end_again(self, hold: Hold, charged: Credits | None) -> None:
        row = self._row(hold)
        self.logged -= 1
        again = self.ledger.void(hold, row=row) if charged is None else self.ledger.settle(hold, charged, row=row)
        with pytest.raises(AlreadyResolved):
            self._do(again)

    @rule(hold=ended, more=st.integers(0, 20).map(Credits))
    def extend_what_has_ended(self, hold: Hold, more: Credits) -> None:
        too_much = more.micros > self._available(hold.wallet)
        with pytest.raises(BalanceTooLow if too_much else AlreadyResolved):
            self._do(self.ledger.extend(hold, more))

    @rule(target=ended, hold=consumes(holds), charged=amounts)
    def race(self, hold: Hold, charged: Credits) -> Hold:
        if hold.id not in self.open_holds:
            return hold

        async def racing() -> list[Any]:
            ends = [self.ledger.settle(hold, charged, row=self._row(hold)), self.ledger.void(hold, row=self._row(hold))]
            return await asyncio.gather(*ends, return_exceptions=True)

        settled, voided = self._do(racing())
        self.logged -= 1
        assert isinstance(settled, AlreadyResolved) != isinstance(voided, AlreadyResolved)
        if isinstance(settled, Credits):
            self._charge(self.open_holds[hold.id], charged)
        else:
            del self.open_holds[hold.id]
        return hold

    @rule()
    def restart_and_recover(self) -> None:
        self._do(self.store.close())
        self._start()
        assert {hold.id: hold.amount for hold in self.ledger.open_holds()} == {
            hold.id: hold.amount for hold in self.open_holds.values()
        }
        assert self._do(self.ledger.recover()) == len(self.open_holds)
        self.logged += len(self.open_holds)
        self.open_holds.clear()

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        if not hasattr(self, "store"):
            return
        books = verify(self.store.reader)
        assert books.topped_up.micros == self.given
        assert books.charged.micros == self.charged
        assert books.lost.micros == self.lost
        assert books.held.micros == sum(one.amount.micros for one in self.open_holds.values())
        assert books.in_wallets.micros == sum(self.posted.values())
        for wallet in WALLETS:
            balance = self.ledger.balance(wallet)
            assert balance.available.micros == self._available(wallet) >= 0
        assert self.store.reader.execute("SELECT COUNT(*) FROM calls").fetchone()[0] == self.logged

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self._do(self.store.close())
            self.runner.close()
            self.folder.cleanup()


TestBooks = Books.TestCase
TestBooks.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
