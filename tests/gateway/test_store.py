"""The database file: one writer thread, group commit, and rules that even raw SQL cannot break."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from hypereal_lab.gateway.ledger import CallRow, Ledger, verify
from hypereal_lab.gateway.store import DataDirBusy, Store, StoreFailed, Writer, claim
from hypereal_lab.gateway.store.schema import STEPS, migrate
from hypereal_lab.wire.money import Credits


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = Store(tmp_path)
    await made.writer.submit(lambda db: db.execute("CREATE TABLE notes (text TEXT UNIQUE)"))
    yield made
    await made.close()


def note(text: str):
    return lambda db: db.execute("INSERT INTO notes VALUES (?)", (text,)).rowcount


def notes(store: Store) -> list[str]:
    return [text for (text,) in store.reader.execute("SELECT text FROM notes ORDER BY rowid")]


async def test_a_job_is_done_when_it_is_committed(store: Store) -> None:
    assert await store.writer.submit(note("a")) == 1
    assert notes(store) == ["a"]


async def test_jobs_are_written_in_the_order_of_their_coming(store: Store) -> None:
    await asyncio.gather(*(store.writer.submit(note(f"{number:03}")) for number in range(700)))
    assert notes(store) == [f"{number:03}" for number in range(700)]


async def test_jobs_that_wait_together_share_commits(store: Store) -> None:
    seen: list[str] = []
    store.writer._connection.set_trace_callback(seen.append)
    await asyncio.gather(*(store.writer.submit(note(str(number))) for number in range(400)))
    assert len([sql for sql in seen if sql == "COMMIT"]) < 40


async def test_a_job_that_fails_leaves_no_trace_and_the_others_alone(store: Store) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO notes VALUES ('half')")
        raise LookupError("changed my mind")

    jobs = [store.writer.submit(job) for job in (note("a"), half, note("a"), note("b"))]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert results[0] == results[3] == 1
    assert isinstance(results[1], LookupError)
    assert isinstance(results[2], sqlite3.IntegrityError)
    assert notes(store) == ["a", "b"]


async def test_a_job_whose_waiter_left_is_written_all_the_same(store: Store) -> None:
    store.writer.submit(note("left")).cancel()
    await store.writer.submit(note("stayed"))
    assert notes(store) == ["left", "stayed"]


async def test_a_full_disk_refuses_the_job_and_keeps_what_was_there(store: Store) -> None:
    await store.writer.submit(note("before"))
    (pages,) = store.writer._connection.execute("PRAGMA page_count").fetchone()
    store.writer._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailed, match="full"):
        await store.writer.submit(note("x" * 100_000))
    store.writer._connection.execute("PRAGMA max_page_count = 1000000")
    assert await store.writer.submit(note("after")) == 1
    assert notes(store) == ["before", "after"]


async def test_closing_finishes_what_was_submitted_and_takes_no_more(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.writer.submit(lambda db: db.execute("CREATE TABLE notes (text TEXT)"))
    jobs = [store.writer.submit(note(str(number))) for number in range(50)]
    await store.close()
    assert await asyncio.gather(*jobs) == [1] * 50
    with pytest.raises(StoreFailed, match="stopping"):
        store.writer.submit(note("late"))


def test_a_waiter_whose_loop_is_gone_does_not_stop_the_writer(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "gateway.sqlite3", isolation_level=None)) as db:
        migrate(db)
    writer = Writer(tmp_path / "gateway.sqlite3")

    async def leave() -> None:
        writer.submit(lambda db: db.execute("CREATE TABLE notes (text TEXT)"))

    asyncio.run(leave())
    assert asyncio.run(_submit(writer, note("b"))) == 1
    asyncio.run(writer.close())


async def _submit(writer: Writer, job):
    return await writer.submit(job)


async def test_commits_survive_a_power_cut_by_settings(store: Store) -> None:
    def pragma(name: str):
        return lambda db: db.execute(f"PRAGMA {name}").fetchone()[0]

    assert await store.writer.submit(pragma("journal_mode")) == "wal"
    assert await store.writer.submit(pragma("synchronous")) == 2
    assert await store.writer.submit(pragma("foreign_keys")) == 1


async def test_the_reader_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.reader.execute("INSERT INTO notes VALUES ('x')")


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.writer.submit(lambda db: db.execute(f"PRAGMA user_version = {len(STEPS) + 1}"))
    await store.close()
    with pytest.raises(RuntimeError, match="newer"):
        Store(tmp_path)


async def test_holds_of_a_file_from_before_extensions_go_on(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "gateway.sqlite3")) as db:
        db.executescript("".join(STEPS[:5]) + _BEFORE_EXTENSIONS + "PRAGMA user_version = 5;")
    store = Store(tmp_path)
    ledger = Ledger(store)
    assert verify(store.reader).held == Credits(7)
    assert [(hold.id, hold.amount, hold.parts) for hold in ledger.open_holds()] == [
        ("open", Credits(4), ()),
        ("left", Credits(3), ()),
    ]
    open_hold = await ledger.extend(ledger.open_holds()[0], Credits(5))
    row = CallRow("open", 0.0, "w", "k", "/e", "m", "p", 200, 1, 1, Credits(8), "v", "list", None)
    assert await ledger.settle(open_hold, Credits(8), row=row) == Credits(8)
    assert await ledger.recover() == 1
    assert ledger.balance("w") == (Credits(20 - 3 - 8), Credits(0))
    assert verify(store.reader).charged == Credits(3 + 8)
    await store.close()


_BEFORE_EXTENSIONS = """
INSERT INTO wallets (id, posted, held) VALUES ('w', 17, 7);
INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'world', 'w', 20, 'top_up', 'r');
INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'w', 'revenue', 3, 'charge', 'done');
INSERT INTO holds (id, wallet, amount, time, price_version, key_id) VALUES ('done', 'w', 4, 0, 'v', 'k');
INSERT INTO holds (id, wallet, amount, time, price_version, key_id) VALUES ('given back', 'w', 4, 0, 'v', 'k');
INSERT INTO holds (id, wallet, amount, time, price_version, key_id) VALUES ('open', 'w', 4, 0, 'v', 'k');
INSERT INTO holds (id, wallet, amount, time, price_version, key_id) VALUES ('left', 'w', 3, 0, 'v', 'k');
INSERT INTO resolutions (hold, kind, amount, time) VALUES ('done', 'settle', 3, 0);
INSERT INTO resolutions (hold, kind, amount, time) VALUES ('given back', 'void', 0, 0);
INSERT INTO spending (key_id, month, credits) VALUES ('k', '1970-01', 3);
INSERT INTO calls (id, created, wallet, endpoint, status_code, latency_ms, credits) VALUES ('done', 0, 'w', '/', 200, 0, 3);
"""


async def test_opening_twice_migrates_once(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path)
    assert first.reader.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert second.reader.execute("SELECT COUNT(*) FROM keys").fetchone() == (0,)
    await first.close()
    await second.close()


def test_only_one_gateway_owns_a_folder(tmp_path: Path) -> None:
    lock = claim(tmp_path)
    with pytest.raises(DataDirBusy, match="another gateway"):
        claim(tmp_path)
    lock.release()
    claim(tmp_path).release()


MONEY = """
INSERT INTO wallets (id, posted, held) VALUES ('w', 10, 4);
INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'world', 'w', 10, 'top_up', 'r');
INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('h', 'w', 4, 0, 'v');
INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('open', 'w', 4, 0, 'v');
INSERT INTO resolutions (hold, kind, amount, time) VALUES ('h', 'settle', 3, 0);
INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('part', 'w', 1, 0, 'v');
INSERT INTO extensions (whole, part) VALUES ('open', 'part');
INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('other', 'w', 1, 0, 'v');
INSERT INTO holds (id, wallet, amount, time, price_version, key_id) VALUES ('another key', 'w', 1, 0, 'v', 'k');
INSERT INTO calls (id, created, wallet, endpoint, status_code, latency_ms, credits) VALUES ('c', 0, 'w', '/', 200, 0, 3);
"""


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE transfers SET amount = 1",
        "DELETE FROM transfers",
        "UPDATE holds SET amount = 0",
        "DELETE FROM holds",
        "UPDATE resolutions SET amount = 0",
        "DELETE FROM resolutions",
        "UPDATE calls SET credits = 0",
        "DELETE FROM calls",
        "INSERT OR REPLACE INTO transfers SELECT id, time, source, target, 1, kind, reference FROM transfers",
        "INSERT OR REPLACE INTO holds SELECT id, wallet, 1, time, expires, price_version, key_id, endpoint, model FROM holds",
        "INSERT OR REPLACE INTO resolutions SELECT hold, 'void', 0, time FROM resolutions",
        "REPLACE INTO calls (id, created, wallet, endpoint, status_code, latency_ms, credits) VALUES ('c',0,'w','/',200,0,0)",
        "UPDATE extensions SET whole = 'other'",
        "DELETE FROM extensions",
        "INSERT OR REPLACE INTO extensions (whole, part) VALUES ('other', 'part')",
        "INSERT INTO extensions (whole, part) VALUES ('h', 'other')",
        "INSERT INTO extensions (whole, part) VALUES ('other', 'h')",
        "INSERT INTO extensions (whole, part) VALUES ('part', 'other')",
        "INSERT INTO extensions (whole, part) VALUES ('other', 'open')",
        "INSERT INTO extensions (whole, part) VALUES ('other', 'other')",
        "INSERT INTO extensions (whole, part) VALUES ('open', 'another key')",
        "INSERT INTO extensions (whole, part) VALUES ('open', 'nothing')",
        "INSERT INTO extensions (whole, part) VALUES ('nothing', 'other')",
        "INSERT INTO resolutions (hold, kind, amount, time) VALUES ('open', 'void', 0, 0)",
        "UPDATE wallets SET posted = 3",
        "UPDATE wallets SET held = 11",
        "UPDATE wallets SET held = -1",
        "UPDATE wallets SET posted = 9.5",
        "UPDATE wallets SET posted = 'much'",
        "INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'w', 'w', 1, 'charge', 'a')",
        "INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'w', 'x', 0, 'charge', 'a')",
        "INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'w', 'x', -1, 'charge', 'a')",
        "INSERT INTO transfers (time, source, target, amount, kind, reference) VALUES (0, 'world', 'w', 5, 'top_up', 'r')",
        "INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('h', 'w', 4, 0, 'v')",
        "INSERT INTO holds (id, wallet, amount, time, price_version) VALUES ('n', 'nobody', 4, 0, 'v')",
        "INSERT INTO resolutions (hold, kind, amount, time) VALUES ('h', 'void', 0, 0)",
        "INSERT INTO resolutions (hold, kind, amount, time) VALUES ('other', 'settle', 2, 0)",
        "INSERT INTO resolutions (hold, kind, amount, time) VALUES ('other', 'void', 1, 0)",
        "INSERT INTO resolutions (hold, kind, amount, time) VALUES ('none', 'void', 0, 0)",
    ],
)
async def test_the_database_itself_refuses(store: Store, sql: str) -> None:
    await store.writer.submit(lambda db: [db.execute(one) for one in MONEY.split(";")] and None)

    def rows() -> list[object]:
        tables = ("wallets", "transfers", "holds", "extensions", "resolutions", "calls")
        return [store.reader.execute(f"SELECT * FROM {table}").fetchall() for table in tables]

    before = rows()
    with pytest.raises(sqlite3.IntegrityError):
        await store.writer.submit(lambda db: db.execute(sql) and None)
    assert rows() == before
