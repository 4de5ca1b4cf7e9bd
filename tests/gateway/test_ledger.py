"""Holds, charges and their proof."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab.gateway.ledger import AlreadyResolved, BalanceTooLow, BooksDoNotBalance, CallRow, Hold, Ledger, verify
from hypereal_lab.gateway.store import Store, StoreFailed
from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock

WALLET = "wallet_a"


def row(name: str, credits: Credits = ZERO, **other: Any) -> CallRow:
    facts = {
        "id": name,
        "created": 1_790_000_000.0,
        "wallet": WALLET,
        "key_id": "key_a",
        "endpoint": "/v1/images/generations",
        "model": "m",
        "provider": "p",
        "status_code": 200,
        "latency_ms": 5,
        "units": 1,
        "credits": credits,
        "price_version": "v1",
        "basis": "list",
        "error": None,
    }
    return CallRow(**{**facts, **other})


class Bank:
    """A ledger with one wallet."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger = Ledger(store)

    async def hold(self, name: str, amount: int | str) -> Hold:
        return await self.ledger.hold(
            WALLET, Credits.of(amount), hold_id=name, price_version="v1", key_id="key_a", endpoint="/e", model="m"
        )

    async def settle(self, hold: Hold, charged: int | str) -> Credits:
        return await self.ledger.settle(hold, Credits.of(charged), row=row(hold.id, Credits.of(charged)))

    async def void(self, hold: Hold) -> None:
        await self.ledger.void(hold, row=row(hold.id, status_code=502))

    def standing(self) -> tuple[str, str, str]:
        verify(self.store.reader)
        balance = self.ledger.balance(WALLET)
        return str(balance.available), str(balance.held), str(balance.posted)

    def count(self, table: str) -> int:
        return self.store.reader.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]


@pytest.fixture
async def bank(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Bank]:
    made = Bank(Store(tmp_path, clock=clock))
    await made.ledger.top_up(WALLET, Credits.of(10), reference="first")
    yield made
    await made.store.close()


async def test_a_hold_is_taken_from_what_is_available(bank: Bank) -> None:
    await bank.hold("h", "4.25")
    assert bank.standing() == ("5.75", "4.25", "10")


async def test_settling_less_gives_the_rest_back(bank: Bank) -> None:
    assert await bank.settle(await bank.hold("h", 4), "1.000001") == Credits.of("1.000001")
    assert bank.standing() == ("8.999999", "0", "8.999999")


async def test_settling_the_whole_hold(bank: Bank) -> None:
    await bank.settle(await bank.hold("h", 10), 10)
    assert bank.standing() == ("0", "0", "0")


async def test_what_was_charged_beyond_the_hold_is_the_loss_of_the_house(bank: Bank) -> None:
    assert await bank.settle(await bank.hold("h", 4), 7) == Credits.of(4)
    assert bank.standing() == ("6", "0", "6")
    books = verify(bank.store.reader)
    assert (books.charged, books.lost) == (Credits.of(4), Credits.of(3))
    assert bank.store.reader.execute("SELECT credits FROM calls").fetchone() == (4_000_000,)


async def test_a_void_gives_everything_back_and_is_logged(bank: Bank) -> None:
    await bank.void(await bank.hold("h", 4))
    assert bank.standing() == ("10", "0", "10")
    assert bank.store.reader.execute("SELECT status_code, credits FROM calls").fetchall() == [(502, 0)]


async def test_settling_at_nothing_writes_no_transfer(bank: Bank) -> None:
    await bank.settle(await bank.hold("h", 4), 0)
    assert bank.standing() == ("10", "0", "10")
    assert bank.count("transfers") == 1


async def test_a_hold_of_nothing_is_fine(bank: Bank) -> None:
    await bank.settle(await bank.hold("h", 0), 0)
    assert bank.standing() == ("10", "0", "10")


async def test_a_hold_beyond_the_balance_says_both_numbers_and_holds_nothing(bank: Bank) -> None:
    await bank.hold("h", 7)
    with pytest.raises(BalanceTooLow) as caught:
        await bank.hold("i", "3.000001")
    assert (caught.value.required, caught.value.available) == (Credits.of("3.000001"), Credits.of(3))
    assert bank.standing() == ("3", "7", "10")
    assert bank.count("holds") == 1


async def test_an_unknown_wallet_has_nothing(bank: Bank) -> None:
    with pytest.raises(BalanceTooLow):
        await bank.ledger.hold("nobody", Credits.of(1), hold_id="h", price_version="v1")
    assert bank.ledger.balance("nobody") == (ZERO, ZERO)


@pytest.mark.parametrize("amount", [-1, -11])
async def test_a_negative_hold_is_refused(bank: Bank, amount: int) -> None:
    await bank.hold("other", 5)
    with pytest.raises(sqlite3.IntegrityError):
        await bank.hold("h", amount)
    assert bank.standing() == ("5", "5", "10")


async def test_a_negative_charge_is_refused(bank: Bank) -> None:
    hold = await bank.hold("h", 5)
    with pytest.raises(sqlite3.IntegrityError):
        await bank.settle(hold, -1)
    assert bank.standing() == ("5", "5", "10")


@pytest.mark.parametrize("amount", [0, -5])
async def test_a_top_up_of_nothing_is_refused(bank: Bank, amount: int) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await bank.ledger.top_up(WALLET, Credits.of(amount), reference="odd")
    assert bank.standing() == ("10", "0", "10")


async def test_a_top_up_counts_once_for_each_reference(bank: Bank) -> None:
    await asyncio.gather(*(bank.ledger.top_up(WALLET, Credits.of(5), reference="bill 7") for _ in range(20)))
    assert bank.standing() == ("15", "0", "15")


async def test_a_reference_cannot_be_used_for_another_amount_or_wallet(bank: Bank) -> None:
    for wallet, amount in ((WALLET, 11), ("wallet_b", 10)):
        with pytest.raises(ValueError, match="reference"):
            await bank.ledger.top_up(wallet, Credits.of(amount), reference="first")
    assert bank.standing() == ("10", "0", "10")


@pytest.mark.parametrize("second", ["settle", "void"])
@pytest.mark.parametrize("first", ["settle", "void"])
async def test_a_hold_cannot_end_twice(bank: Bank, first: str, second: str) -> None:
    hold = await bank.hold("h", 4)
    end = {"settle": lambda: bank.settle(hold, 2), "void": lambda: bank.void(hold)}
    await end[first]()
    before = bank.standing()
    with pytest.raises(AlreadyResolved):
        await end[second]()
    assert bank.standing() == before
    assert bank.count("calls") == 1


async def test_a_hold_ends_once_when_four_race_for_it(bank: Bank) -> None:
    holds = [await bank.hold(f"h{number}", "0.1") for number in range(50)]
    ends = (lambda hold: bank.settle(hold, "0.1"), bank.void) * 2
    racers = [end(hold) for hold in holds for end in ends]
    results = await asyncio.gather(*racers, return_exceptions=True)
    assert sum(isinstance(result, AlreadyResolved) for result in results) == 150
    assert sum(not isinstance(result, BaseException) for result in results) == 50
    assert bank.standing()[1] == "0"
    assert bank.count("resolutions") == 50


async def test_500_debits_at_once_admit_exactly_what_the_balance_allows(bank: Bank) -> None:
    debits = [bank.hold(f"h{number}", "0.07") for number in range(500)]
    results = await asyncio.gather(*debits, return_exceptions=True)
    held = [result for result in results if isinstance(result, Hold)]
    assert len(held) == 142  # floor(10 / 0.07)
    assert all(isinstance(result, Hold | BalanceTooLow) for result in results)
    assert bank.standing() == ("0.06", "9.94", "10")


async def test_500_debits_from_several_stores_of_one_file_admit_exactly_what_the_balance_allows(
    bank: Bank, tmp_path: Path
) -> None:
    others = [Bank(Store(tmp_path)) for _ in range(3)]
    banks = [bank, *others]
    debits = [banks[number % 4].hold(f"h{number}", "0.07") for number in range(500)]
    results = await asyncio.gather(*debits, return_exceptions=True)
    assert sum(isinstance(result, Hold) for result in results) == 142
    assert bank.standing() == ("0.06", "9.94", "10")
    for other in others:
        await other.store.close()


async def test_what_belongs_to_a_settlement_is_written_with_it_or_not_at_all(bank: Bank) -> None:
    hold = await bank.hold("h", 4)

    def fails(db: sqlite3.Connection) -> None:
        raise LookupError("no place for the file's row")

    with pytest.raises(LookupError):
        await bank.ledger.settle(hold, Credits.of(4), row=row("h", Credits.of(4)), also=[fails])
    assert bank.standing() == ("6", "4", "10")
    assert bank.count("calls") == bank.count("spending") == 0
    await bank.settle(hold, 4)


async def test_spending_is_counted_by_key_and_month(bank: Bank, clock: FakeClock) -> None:
    await bank.settle(await bank.hold("a", 4), 1)
    await bank.settle(await bank.hold("b", 4), 2)
    clock.forward(40 * 86400)
    await bank.settle(await bank.hold("c", 4), 3)
    assert bank.store.reader.execute("SELECT * FROM spending").fetchall() == [
        ("key_a", "2026-09", 3_000_000),
        ("key_a", "2026-10", 3_000_000),
    ]


async def test_a_disk_that_is_full_refuses_the_hold_and_loses_nothing(bank: Bank) -> None:
    kept = await bank.hold("kept", 1)
    db = bank.store.writer._connection
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed):
        for number in range(1000):
            await bank.hold(f"h{number}" + "x" * 2000, "0.000001")
    taken = bank.count("holds")
    assert bank.ledger.balance(WALLET).held == Credits.of(1) + Credits(taken - 1)
    db.execute("PRAGMA max_page_count = 1000000")
    await bank.settle(kept, 1)
    await bank.hold("again", 1)
    bank.standing()


async def test_recovery_voids_every_open_hold_and_logs_it(bank: Bank, tmp_path: Path) -> None:
    await bank.settle(await bank.hold("done", 1), 1)
    await bank.hold("open 1", 2)
    await bank.hold("open 2", 3)
    again = Bank(Store(tmp_path))
    assert await again.ledger.recover() == 2
    assert await again.ledger.recover() == 0
    assert again.standing() == ("9", "0", "9")
    found = again.store.reader.execute("SELECT id, status_code, endpoint, model, credits FROM calls ORDER BY id")
    assert found.fetchall()[1:] == [("open 1", 503, "/e", "m", 0), ("open 2", 503, "/e", "m", 0)]
    await again.store.close()


async def test_the_books_name_a_balance_that_somebody_changed(bank: Bank) -> None:
    await bank.store.writer.submit(lambda db: db.execute("UPDATE wallets SET posted = posted + 1000000") and None)
    with pytest.raises(BooksDoNotBalance, match="balance of wallet_a: 11 kept, 10 by the entries"):
        verify(bank.store.reader)


async def test_the_books_name_a_hold_that_somebody_let_go(bank: Bank) -> None:
    await bank.hold("h", 2)
    await bank.store.writer.submit(lambda db: db.execute("UPDATE wallets SET held = 0") and None)
    with pytest.raises(BooksDoNotBalance, match="holds of wallet_a"):
        verify(bank.store.reader)


async def test_the_books_are_one_moment_also_while_others_write(bank: Bank) -> None:
    async def spend(number: int) -> None:
        for turn in range(30):
            await bank.settle(await bank.hold(f"{number}-{turn}", "0.01"), "0.005")

    tasks = [asyncio.create_task(spend(number)) for number in range(8)]
    while not all(task.done() for task in tasks):
        verify(bank.store.reader)
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert bank.standing() == ("8.8", "0", "8.8")


async def test_amounts_are_exact_at_the_edge_of_what_a_cell_holds(bank: Bank) -> None:
    huge = Credits(2**62)
    await bank.ledger.top_up("wallet_huge", huge, reference="huge")
    hold = await bank.ledger.hold("wallet_huge", huge, hold_id="h", price_version="v1")
    with pytest.raises(BalanceTooLow):
        await bank.ledger.hold("wallet_huge", Credits(1), hold_id="i", price_version="v1")
    await bank.ledger.settle(hold, huge, row=row("h", huge, wallet="wallet_huge"))
    assert bank.ledger.balance("wallet_huge").posted == ZERO
    verify(bank.store.reader)


async def test_one_settlement_that_cannot_be_written_leaves_the_others_of_its_crowd_alone(bank: Bank) -> None:
    holds = [await bank.hold(f"h{number}", "0.1") for number in range(40)]

    def fails(db: sqlite3.Connection) -> None:
        raise LookupError("no place for the file's row")

    def end(number: int, hold: Hold):
        also = [fails] if number == 17 else []
        return bank.ledger.settle(hold, Credits.of("0.1"), row=row(hold.id, Credits.of("0.1")), also=also)

    results = await asyncio.gather(*(end(number, hold) for number, hold in enumerate(holds)), return_exceptions=True)
    assert isinstance(results.pop(17), LookupError)
    assert results == [Credits.of("0.1")] * 39
    assert bank.standing() == ("6", "0.1", "6.1")
    await bank.void(holds[17])


async def test_one_hold_that_cannot_be_written_leaves_the_others_of_its_crowd_alone(bank: Bank) -> None:
    names = [f"h{number}" for number in range(40)]
    names[9] = names[3]
    results = await asyncio.gather(*(bank.hold(name, "0.1") for name in names), return_exceptions=True)
    assert [number for number, result in enumerate(results) if not isinstance(result, Hold)] == [9]
    assert isinstance(results[9], sqlite3.IntegrityError)
    assert bank.standing() == ("6.1", "3.9", "10")


async def test_a_negative_hold_in_a_crowd_lends_the_others_nothing(bank: Bank) -> None:
    results = await asyncio.gather(*(bank.hold(f"h{n}", n) for n in (8, -5, 7)), return_exceptions=True)
    assert [type(result) for result in results] == [Hold, sqlite3.IntegrityError, BalanceTooLow]
    assert bank.standing() == ("2", "8", "10")
