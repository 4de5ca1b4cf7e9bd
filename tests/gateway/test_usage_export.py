"""`GET /api/api-usage/export`: a file whose sum is the ledger's, whatever stands in it and however long it is."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import httpx
import pyarrow.parquet
import pytest

from hypereal_lab.gateway.ledger import CsvTable, Filter, ParquetTable, exported
from hypereal_lab.gateway.ledger.export import COLUMNS
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
