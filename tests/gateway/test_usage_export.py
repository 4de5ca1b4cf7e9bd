"""`GET /api/api-usage/export`: a file whose sum is the ledger's, whatever stands in it and however long it is."""

from __future__ import annotations

import asyncio
import csv
import io
import sqlite3
from decimal import Decimal
from typing import Any

import httpx
import pyarrow.parquet
import pytest

from hypereal_lab.gateway.ledger import CallRow, CsvTable, Filter, ParquetTable, exported, log_call
from hypereal_lab.gateway.ledger.export import COLUMNS
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FLASH, GPT, Gateway, read

DAY = 86400


async def export(gateway: Gateway, **query: Any) -> httpx.Response:
    answer = await gateway.http.get("/api/api-usage/export", params=query)
    assert answer.status_code == 200, answer.text
    return answer


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def calls(gateway: Gateway) -> None:
    await gateway.make(n=3)
    gateway.clock.forward(1.5 * DAY)
    await gateway.make(model=GPT)
    gateway.provider.fail()
    await gateway.make()
    gateway.provider.fails = None


async def test_the_file_has_the_fields_of_the_logs_and_the_sum_of_the_ledger(gateway: Gateway) -> None:
    await calls(gateway)
    answer = await export(gateway)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="hypereal-usage-2026-09-23.csv"'
    assert answer.text.splitlines()[0].split(",") == list(COLUMNS)
    told = read(await gateway.http.get("/api/api-usage"))["logs"]
    assert [row["id"] for row in rows(answer)] == [log["id"] for log in reversed(told)]
    first, last = rows(answer)[0], told[-1]
    assert first == {name: "" if last.get(name) is None else str(last[name]) for name in COLUMNS}
    assert sum(Decimal(row["credits"]) for row in rows(answer)) == gateway.books().charged.decimal


@pytest.mark.parametrize(
    ("query", "credits"),
    [({"model": GPT}, ["4"]), ({"days": 1}, ["4", "0"]), ({"status": 502}, ["0"]), ({"apiKeyId": "another"}, [])],
)
async def test_filters_choose_rows_and_the_header_stays(
    gateway: Gateway, query: dict[str, Any], credits: list[str]
) -> None:
    await calls(gateway)
    answer = await export(gateway, **query)
    assert answer.text.startswith("id,createdAt")
    assert [row["credits"] for row in rows(answer)] == credits


async def test_an_account_gets_only_its_own_rows(gateway: Gateway) -> None:
    await calls(gateway)
    other = await gateway.new_key()
    answer = await gateway.http.get("/api/api-usage/export", headers={"authorization": f"Bearer {other.key}"})
    assert rows(answer) == []


async def test_parquet_has_exact_money_and_moments(gateway: Gateway) -> None:
    await calls(gateway)
    answer = await export(gateway, format="parquet")
    table = pyarrow.parquet.read_table(io.BytesIO(answer.content))
    assert table.column_names == list(COLUMNS)
    assert sum(table["credits"].to_pylist()) == gateway.books().charged.decimal
    assert [moment.isoformat(timespec="milliseconds") for moment in table["createdAt"].to_pylist()] == [
        row["createdAt"].replace("Z", "+00:00") for row in rows(await export(gateway))
    ]
    assert table["model"].to_pylist() == [FLASH, GPT, FLASH]


@pytest.mark.parametrize("query", [{"format": "xlsx"}, {"limit": "3"}, {"days": "0"}])
async def test_what_cannot_be_asked_for_is_named(gateway: Gateway, query: dict[str, str]) -> None:
    answer = await gateway.http.get("/api/api-usage/export", params=query)
    assert (answer.status_code, read(answer)["error"]["param"]) == (400, next(iter(query)))


async def test_an_export_needs_a_key(gateway: Gateway) -> None:
    answer = await gateway.http.get("/api/api-usage/export", headers={"authorization": "Bearer ck_no"})
    assert answer.status_code == 401


async def test_pieces_of_any_size_make_the_same_file(gateway: Gateway) -> None:
    await calls(gateway)
    store, chosen = gateway.parts.store, Filter(wallet=gateway.key.account, since=0)
    whole = b"".join(exported(store, chosen, CsvTable()))
    for size in (1, 2, 3, 1000):
        assert b"".join(exported(store, chosen, CsvTable(), rows=size)) == whole
        parquet = b"".join(exported(store, chosen, ParquetTable(), rows=size))
        assert pyarrow.parquet.read_table(io.BytesIO(parquet)).num_rows == 3


async def test_what_is_called_while_it_is_written_is_not_in_it(gateway: Gateway) -> None:
    await calls(gateway)
    pieces = exported(gateway.parts.store, Filter(wallet=gateway.key.account, since=0), CsvTable(), rows=1)
    begun = next(pieces)
    await gateway.make()
    text = (begun + b"".join(pieces)).decode()
    assert len(text.splitlines()) == 1 + 3


async def test_no_text_is_a_formula_and_quotes_are_those_of_the_standard(gateway: Gateway) -> None:
    for name in ('=HYPERLINK("x")', "+1", "-1", "@a", "\tb", 'a "b", c\nd'):
        await gateway.make(model=name)
    found = [row["model"] for row in rows(await export(gateway))]
    assert not [name for name in found if name.startswith(("=", "+", "-", "@", "\t"))]


async def log(gateway: Gateway, **cells: Any) -> None:
    """A call of any looks: its row is written past the corridor."""
    plain: dict[str, Any] = {
        "id": f"req_{len(gateway.calls())}", "created": gateway.clock(), "wallet": gateway.key.account, "key_id": None,
        "endpoint": "/v1/videos", "model": None, "provider": None, "status_code": 502, "latency_ms": 7, "units": None,
        "credits": Credits(0), "price_version": None, "basis": None, "error": None,
    }  # fmt: skip
    row = CallRow(**{**plain, **cells})
    await gateway.parts.store.writer.submit(lambda db: log_call(db, row))


async def parquet(gateway: Gateway) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO((await export(gateway, format="parquet")).content))


@pytest.mark.parametrize(
    "text", ["cut\0here", '=cut\0"here"', "\0", "två\u2028ord 🎈", '"', ",", "a\rb", "a\r\nb", "", " =1"]
)
async def test_an_error_stands_in_its_cell_whole_whatever_is_in_it(gateway: Gateway, text: str) -> None:
    await log(gateway, error=text)
    (row,) = rows(await export(gateway))
    assert row["error"] == ("'" + text if text.startswith("=") else text)
    assert (await parquet(gateway))["error"].to_pylist() == [text]


@pytest.mark.parametrize(
    ("micros", "digits"),
    [
        (0, "0"),
        (1, "0.000001"),
        (-1, "-0.000001"),
        (4_200_000, "4.2"),
        (-100_000_000, "-100"),
        (2**63 - 1, "9223372036854.775807"),
    ],
)
def test_amounts_have_exactly_the_digits_that_they_need(micros: int, digits: str) -> None:
    row = ("req_1", 0, "/v1/videos", None, None, 200, 7, None, None, None, micros, None, None)
    lines = CsvTable().rows([row]).decode().splitlines()
    assert lines[1] == f"req_1,1970-01-01T00:00:00.000Z,/v1/videos,,,200,7,,,,{digits},,req_1,"
    table = ParquetTable()
    data = table.rows([row]) + table.end()
    assert pyarrow.parquet.read_table(io.BytesIO(data))["credits"].to_pylist() == [Decimal(digits)]


def test_a_group_of_parquet_waits_until_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.gateway.ledger.parquet_table._GROUP", 4)
    table, found = ParquetTable(), []
    for piece in range(7):
        row = (f"req_{piece}", 0, "/v1/videos", None, None, 200, 7, None, None, None, piece, None, None)
        found.append(table.rows([row, row]))
    file = pyarrow.parquet.ParquetFile(io.BytesIO(b"".join(found) + table.end()))
    assert [bool(data) for data in found] == [False, True] * 3 + [False]
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [4, 4, 4, 2]
    assert file.read()["id"].to_pylist() == [f"req_{piece}" for piece in range(7) for _ in "ab"]


async def test_moments_are_those_of_the_logs_to_the_millisecond(gateway: Gateway) -> None:
    for seconds in (0.0, 0.0006, 0.0009996, 0.125, 59.999, 60.0, 3599.5, 86_399.75):
        await log(gateway, created=gateway.clock() - 10 * DAY + seconds)
    told = read(await gateway.http.get("/api/api-usage"))["logs"]
    assert [row["createdAt"] for row in rows(await export(gateway))] == [log["createdAt"] for log in reversed(told)]


async def test_nothing_more_is_written_for_a_reader_who_left(gateway: Gateway) -> None:
    await gateway.parts.store.writer.submit(
        lambda db: db.execute(MANY, (gateway.clock(), gateway.key.account)).rowcount
    )
    whole = len((await export(gateway)).content)
    pieces: list[bytes] = []
    begun = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        pieces.append(message.get("body", b""))
        if pieces[-1]:
            begun.set()

    scope = {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "path": "/api/api-usage/export",
        "query_string": b"", "headers": [(b"authorization", f"Bearer {gateway.key.key}".encode())],
        "server": ("gateway", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    await gateway.app(scope, receive, send)
    assert 0 < sum(map(len, pieces)) < whole / 2


MANY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
INSERT INTO calls (id, created, wallet, endpoint, status_code, latency_ms, credits)
SELECT 'req_' || i, ?, ?, '/v1/videos', 200, 7, 0 FROM n
"""


async def test_the_last_piece_costs_the_database_no_more_than_the_first(gateway: Gateway) -> None:
    for n in range(400):
        await log(gateway, id=f"req_{n:03}", created=gateway.clock() + n // 3)  # some at the same moment
    store, steps = Counted(gateway.parts.store), []
    for _ in exported(store, Filter(wallet=gateway.key.account, since=0), CsvTable(), rows=20):
        steps.append(store.steps)
        store.steps = 0
    assert len(steps) == 21
    assert max(steps[1:-1]) < 1.5 * min(steps[1:-1])


class Counted:
    """A store whose readers count what the database does, ten steps at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.steps = 0

    def open_reader(self) -> sqlite3.Connection:
        opened = self._store.open_reader()
        opened.set_progress_handler(self._count, 10)
        return opened

    def _count(self) -> None:
        self.steps += 1
