"""Holds that grow while their call goes on, and end as one."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.corridor import Corridor, Ending, PaidCall
from hypereal_lab.gateway.ledger import AlreadyResolved, BalanceTooLow, BooksDoNotBalance, Hold, RequestLog, verify
from hypereal_lab.gateway.providers import ProviderFailed
from hypereal_lab.gateway.refusals import Refused
from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FakeClock
from tests.gateway.test_ledger import WALLET, Bank


class Grower(Bank):
    """A ledger with one wallet, whose holds grow."""

    async def extend(self, hold: Hold, more: int | str) -> Hold:
        return await self.ledger.extend(hold, Credits.of(more))

    async def grown(self, name: str, *amounts: int | str) -> Hold:
        first, *later = amounts
        hold = await self.hold(name, first)
        for more in later:
            hold = await self.extend(hold, more)
        return hold

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.store.reader.execute(sql).fetchall()

    def ends(self) -> list[tuple[object, ...]]:
        return self.rows(
            "SELECT kind, resolutions.amount FROM resolutions JOIN holds ON id = hold ORDER BY holds.rowid"
        )


@pytest.fixture
async def bank(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Grower]:
    made = Grower(Store(tmp_path, clock=clock))
    await made.ledger.top_up(WALLET, Credits.of(10), reference="first")
    yield made
    await made.store.close()


async def test_a_hold_grows_by_what_is_set_aside_later(bank: Grower, clock: FakeClock) -> None:
    hold = await bank.hold("h", 2)
    clock.forward(5)
    grown = await bank.extend(hold, "1.5")
    assert (grown.id, grown.amount, grown.first, grown.time) == ("h", Credits.of("3.5"), Credits.of(2), hold.time)
    assert [part.amount for part in grown.parts] == [Credits.of("1.5")]
    assert bank.standing() == ("6.5", "3.5", "10")


async def test_an_extension_beyond_the_balance_says_both_numbers_and_changes_nothing(bank: Grower) -> None:
    hold = await bank.grown("h", 4, 3)
    with pytest.raises(BalanceTooLow) as caught:
        await bank.extend(hold, "3.000001")
    assert (caught.value.required, caught.value.available) == (Credits.of("3.000001"), Credits.of(3))
    assert bank.standing() == ("3", "7", "10")
    assert (bank.count("holds"), bank.count("extensions")) == (2, 1)
    await bank.extend(hold, 3)
    assert bank.standing() == ("0", "10", "10")


@pytest.mark.parametrize(
    ("charged", "shares"),
    [("0", "0 0 0"), ("1.5", "1.5 0 0"), ("2", "2 0 0"), ("3.5", "2 1.5 0"), ("6", "2 3 1"), ("9", "2 3 1")],
)
async def test_a_charge_uses_the_first_hold_up_before_its_extensions(bank: Grower, charged: str, shares: str) -> None:
    hold = await bank.grown("h", 2, 3, 1)
    paid = min(Credits.of(charged), Credits.of(6))
    assert await bank.settle(hold, charged) == paid
    assert bank.ends() == [("settle", Credits.of(share).micros) for share in shares.split()]
    assert bank.standing() == (str(Credits.of(10) - paid), "0", str(Credits.of(10) - paid))
    assert bank.rows("SELECT id, credits FROM calls") == [("h", paid.micros)]
    charges = bank.rows("SELECT amount, reference FROM transfers WHERE kind = 'charge'")
    assert charges == ([(paid.micros, "h")] if paid else [])
    assert verify(bank.store.reader).lost == Credits.of(charged) - paid
    assert sum(spent for (spent,) in bank.rows("SELECT credits FROM spending")) == paid.micros


async def test_a_void_gives_every_part_back(bank: Grower) -> None:
    await bank.void(await bank.grown("h", 2, 3, 1))
    assert bank.standing() == ("10", "0", "10")
    assert bank.ends() == [("void", 0)] * 3
    assert bank.rows("SELECT id, credits FROM calls") == [("h", 0)]


@pytest.mark.parametrize("end", ["settle", "void"])
async def test_a_value_from_before_an_extension_ends_all_that_is_held(bank: Grower, end: str) -> None:
    stale = await bank.hold("h", 2)
    await bank.extend(await bank.extend(stale, 3), 1)
    if end == "settle":
        assert await bank.settle(stale, 5) == Credits.of(5)
        assert bank.standing() == ("5", "0", "5")
    else:
        await bank.void(stale)
        assert bank.standing() == ("10", "0", "10")
    assert bank.count("resolutions") == 3
    assert bank.ledger.open_holds() == []


async def test_a_value_from_before_an_extension_grows_all_that_is_held(bank: Grower) -> None:
    stale = await bank.hold("h", 2)
    await bank.extend(stale, 3)
    whole = await bank.extend(stale, 1)
    assert [whole] == bank.ledger.open_holds()
    assert (whole.amount, whole.first, len(whole.parts)) == (Credits.of(6), Credits.of(2), 2)


async def test_extensions_of_one_call_at_once_all_count(bank: Grower) -> None:
    hold = await bank.hold("h", 1)
    await asyncio.gather(*(bank.extend(hold, "0.1") for _ in range(30)))
    assert bank.standing() == ("6", "4", "10")
    (whole,) = bank.ledger.open_holds()
    assert (whole.amount, len(whole.parts)) == (Credits.of(4), 30)
    await bank.settle(hold, 4)
    assert bank.standing() == ("6", "0", "6")


@pytest.mark.parametrize("end", ["settle", "void"])
async def test_a_hold_that_has_ended_cannot_be_extended(bank: Grower, end: str) -> None:
    hold = await bank.grown("h", 2, 1)
    await (bank.settle(hold, 1) if end == "settle" else bank.void(hold))
    before = bank.standing()
    with pytest.raises(AlreadyResolved):
        await bank.extend(hold, 1)
    assert bank.standing() == before
    assert bank.count("holds") == 2


@pytest.mark.parametrize("second", ["settle", "void"])
@pytest.mark.parametrize("first", ["settle", "void"])
async def test_a_hold_with_parts_cannot_end_twice(bank: Grower, first: str, second: str) -> None:
    hold = await bank.grown("h", 2, 1)
    end = {"settle": lambda: bank.settle(hold, 2), "void": lambda: bank.void(hold)}
    await end[first]()
    before = bank.standing()
    with pytest.raises(AlreadyResolved):
        await end[second]()
    assert bank.standing() == before
    assert bank.count("calls") == 1


@pytest.mark.parametrize("amount", [-1, -11])
async def test_a_negative_extension_is_refused(bank: Grower, amount: int) -> None:
    hold = await bank.grown("h", 5, 1)
    with pytest.raises(sqlite3.IntegrityError):
        await bank.extend(hold, amount)
    assert bank.standing() == ("4", "6", "10")


async def test_only_what_is_there_can_be_extended(bank: Grower) -> None:
    hold = await bank.hold("h", 1)
    await bank.ledger.top_up("wallet_b", Credits.of(10), reference="b")
    for odd in (hold._replace(id="nobody's"), hold._replace(wallet="wallet_b"), hold._replace(key_id="key_b")):
        with pytest.raises(sqlite3.IntegrityError):
            await bank.extend(odd, 1)
    assert bank.standing() == ("9", "1", "10")
    assert bank.ledger.balance("wallet_b").held == Credits(0)


async def test_an_id_that_is_taken_extends_nothing(bank: Grower) -> None:
    hold = await bank.hold("h", 1)
    grown = await bank.ledger.extend(hold, Credits.of(1), hold_id="more")
    assert [part.id for part in grown.parts] == ["more"]
    with pytest.raises(sqlite3.IntegrityError):
        await bank.ledger.extend(grown, Credits.of(1), hold_id="more")
    assert bank.standing() == ("8", "2", "10")


async def test_a_hold_that_is_settled_voided_and_extended_at_once_ends_once_with_all_parts(bank: Grower) -> None:
    grown = refused = 0
    for turn in range(12):
        holds = [await bank.grown(f"h{turn}-{number}", "0.02", "0.01") for number in range(5)]
        races = [
            (bank.extend(hold, "0.005"), bank.settle(hold, "0.05"), bank.void(hold), bank.extend(hold, "0.005"))
            for hold in holds
        ]
        racers = [one for race in races for one in race[turn % 4 :] + race[: turn % 4]]
        results = await asyncio.gather(*racers, return_exceptions=True)
        for number in range(5):
            lane = results[4 * number : 4 * number + 4]
            lane = lane[4 - turn % 4 :] + lane[: 4 - turn % 4]
            settled, voided = lane[1], lane[2]
            assert isinstance(settled, AlreadyResolved) != isinstance(voided, AlreadyResolved)
            extended = sum(isinstance(one, Hold) for one in (lane[0], lane[3]))
            grown, refused = grown + extended, refused + 2 - extended
            assert sum(isinstance(one, AlreadyResolved) for one in lane) == 3 - extended
            if isinstance(settled, Credits):
                assert settled == Credits.of("0.03") + Credits(5_000 * extended)
        assert bank.standing()[1] == "0"
        assert bank.ledger.open_holds() == []
    assert grown > 0
    assert refused > 0
    assert bank.count("calls") == 60
    assert bank.count("resolutions") == bank.count("holds")


async def test_500_calls_that_extend_at_once_are_given_exactly_what_the_balance_allows(bank: Grower) -> None:
    holds = await asyncio.gather(*(bank.hold(f"h{number}", "0.01") for number in range(500)))
    results = await asyncio.gather(*(bank.extend(hold, "0.03") for hold in holds), return_exceptions=True)
    grown = [result for result in results if isinstance(result, Hold)]
    assert len(grown) == 166  # floor(5 / 0.03)
    assert all(isinstance(result, Hold | BalanceTooLow) for result in results)
    assert bank.standing() == ("0.02", "9.98", "10")
    whole = {hold.id: hold for hold in bank.ledger.open_holds()}
    assert len(whole) == 500
    assert all(whole[hold.id] == hold for hold in grown)


async def test_500_extensions_from_several_stores_of_one_file_fit_exactly(bank: Grower, tmp_path: Path) -> None:
    holds = await asyncio.gather(*(bank.hold(f"h{number}", "0.01") for number in range(500)))
    others = [Grower(Store(tmp_path)) for _ in range(3)]
    banks = [bank, *others]
    wishes = [banks[number % 4].extend(hold, "0.03") for number, hold in enumerate(holds)]
    results = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(isinstance(result, Hold) for result in results) == 166
    assert bank.standing() == ("0.02", "9.98", "10")
    for other in others:
        await other.store.close()


async def test_extensions_that_wait_together_share_commits(bank: Grower) -> None:
    holds = await asyncio.gather(*(bank.hold(f"h{number}", "0.01") for number in range(300)))
    seen: list[str] = []
    bank.store.writer._connection.set_trace_callback(seen.append)
    await asyncio.gather(*(bank.extend(hold, "0.01") for hold in holds))
    assert len([sql for sql in seen if sql == "COMMIT"]) < 10
    assert len({sql for sql in seen if sql.startswith("INSERT")}) < 60  # triggers repeat the text of their statement


async def test_no_call_starves_when_each_holds_a_small_slice_of_what_it_might_cost(bank: Grower) -> None:
    """50 calls that might cost 50 credits each use 1.5 each: held whole, two of them would fill the wallet."""
    await bank.ledger.top_up(WALLET, Credits.of(90), reference="second")
    begun: list[str] = []
    all_begun = asyncio.Event()

    async def call(name: str) -> Credits:
        hold = await bank.hold(name, "0.5")
        begun.append(name)
        if len(begun) == 50:
            all_begun.set()
        await all_begun.wait()
        while hold.amount < Credits.of("1.5"):
            hold = await bank.extend(hold, "0.25")
        return await bank.settle(hold, "1.5")

    assert await asyncio.gather(*(call(f"h{number}") for number in range(50))) == [Credits.of("1.5")] * 50
    assert bank.standing() == ("25", "0", "25")


async def test_recovery_voids_a_call_with_all_its_parts_and_logs_it_once(bank: Grower, tmp_path: Path) -> None:
    await bank.settle(await bank.grown("done", 1, 1), 2)
    await bank.grown("open 1", 2, 1, 1)
    await bank.grown("open 2", 1)
    again = Grower(Store(tmp_path))
    assert [(hold.id, len(hold.parts)) for hold in again.ledger.open_holds()] == [("open 1", 2), ("open 2", 0)]
    assert await again.ledger.recover() == 2
    assert await again.ledger.recover() == 0
    assert again.standing() == ("8", "0", "8")
    assert again.rows("SELECT id, status_code FROM calls") == [("done", 200), ("open 1", 503), ("open 2", 503)]
    await again.store.close()


async def test_a_call_counts_once_for_the_rate_limit_however_often_it_was_extended(
    bank: Grower, clock: FakeClock
) -> None:
    hold = await bank.hold("h", 1)
    clock.forward(10)
    await bank.extend(await bank.extend(hold, 1), 1)
    assert RequestLog(bank.store.reader).times_since(0) == [(WALLET, hold.time)]


async def test_one_extension_that_does_not_fit_leaves_the_others_of_its_crowd_alone(bank: Grower) -> None:
    holds = [await bank.hold(f"h{number}", "0.1") for number in range(40)]
    await bank.void(holds[3])
    wishes = [bank.extend(hold, 8 if number == 17 else "0.1") for number, hold in enumerate(holds)]
    results = await asyncio.gather(*wishes, return_exceptions=True)
    assert isinstance(results.pop(17), BalanceTooLow)
    assert isinstance(results.pop(3), AlreadyResolved)
    assert {result.amount for result in results if isinstance(result, Hold)} == {Credits.of("0.2")}
    assert bank.standing() == ("2.3", "7.7", "10")


async def test_one_stale_value_in_a_crowd_ends_whole_and_leaves_the_others_alone(bank: Grower) -> None:
    holds = [await bank.grown(f"h{number}", "0.1", "0.1") for number in range(20)]
    await bank.extend(holds[7], "0.1")
    paid = await asyncio.gather(*(bank.settle(hold, "0.3") for hold in holds))
    assert [str(one) for one in paid] == ["0.2"] * 7 + ["0.3"] + ["0.2"] * 12
    assert bank.standing() == ("5.9", "0", "5.9")
    assert bank.count("calls") == 20


async def test_the_books_name_a_part_that_outlived_its_call(bank: Grower) -> None:
    await bank.grown("h", 2, 1)

    def break_the_rule(db: sqlite3.Connection) -> None:
        db.execute("DROP TRIGGER end_as_a_whole")
        db.execute("INSERT INTO resolutions (hold, kind, amount, time) VALUES ('h', 'void', 0, 0)")

    await bank.store.writer.submit(break_the_rule)
    with pytest.raises(BooksDoNotBalance, match="parts of holds that have ended: 1 kept, 0"):
        verify(bank.store.reader)


async def test_the_disk_has_the_extension_when_it_returns(bank: Grower, tmp_path: Path) -> None:
    await bank.grown("h", 2, 1)
    other = Store(tmp_path)
    assert other.reader.execute("SELECT whole, amount FROM extensions JOIN holds ON id = part").fetchall() == [
        ("h", 1_000_000)
    ]
    await other.close()


async def nothing_more() -> Any:
    raise AssertionError("nobody reads the request again")


def paid_call(bank: Grower) -> PaidCall:
    visit = Visit("h", bank.store.clock(), {}, nothing_more, {}, None)
    return PaidCall(visit, Key("key_a", "a", WALLET, None), "/e", "m", "p", Credits.of(2), "v1", "list")


async def test_a_call_in_the_corridor_grows_and_is_charged_as_a_whole(bank: Grower) -> None:
    corridor, call = Corridor(bank.store, bank.ledger, time_limit=60), paid_call(bank)

    async def work(hold: Hold) -> Ending:
        hold = await corridor.extend(call, hold, Credits.of(3))
        with pytest.raises(BalanceTooLow):
            await corridor.extend(call, hold, Credits.of(6))
        assert bank.standing() == ("5", "5", "10")
        return Ending(b"words", 7, Credits.of(4), hold=hold)

    assert await corridor.paid(call, work) == b"words"
    assert bank.standing() == ("6", "0", "6")
    assert bank.rows("SELECT status_code, credits FROM calls") == [(200, 4_000_000)]


async def test_a_call_in_the_corridor_that_grew_and_failed_gives_all_back(bank: Grower) -> None:
    corridor, call = Corridor(bank.store, bank.ledger, time_limit=60), paid_call(bank)

    async def work(hold: Hold) -> Ending:
        await corridor.extend(call, hold, Credits.of(3))
        raise ProviderFailed("broken")

    with pytest.raises(Refused):
        await corridor.paid(call, work)
    assert bank.standing() == ("10", "0", "10")
    assert bank.rows("SELECT status_code, credits FROM calls") == [(502, 0)]


async def test_a_call_that_grew_and_could_not_be_voided_gives_all_back_later(
    bank: Grower, monkeypatch: pytest.MonkeyPatch
) -> None:
    corridor, call = Corridor(bank.store, bank.ledger, time_limit=60), paid_call(bank)

    def full(*_args: object) -> None:
        raise StoreFailed("full")

    async def work(hold: Hold) -> Ending:
        await corridor.extend(call, hold, Credits.of(3))
        monkeypatch.setattr(bank.store.writer, "submit", full)
        raise ProviderFailed("broken")

    with pytest.raises(Refused):
        await corridor.paid(call, work)
    assert bank.standing() == ("5", "5", "10")
    monkeypatch.undo()
    await corridor.mend()
    assert bank.standing() == ("10", "0", "10")
    assert bank.count("calls") == 1
