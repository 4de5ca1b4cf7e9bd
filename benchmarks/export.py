"""Speed and memory of the usage export.

    python -m benchmarks.export [--rows 10000000]

A gateway in a process of its own has so many calls in its log. One client reads the export to its end, as CSV and as
Parquet; the resident memory of the server is read every 20 ms. Promised: 150,000 rows a second as CSV, with less than
100 MiB above idle. Beside it, as what anybody would write first: one query, all rows at once, `csv.writer`.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.processes import Process
from benchmarks.uploads import serve, watch

RATE, MEMORY = 150_000, 100.0
"""Rows a second at least, MiB at most."""

_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO calls (id, created, wallet, key_id, endpoint, model, provider, status_code, latency_ms, units, credits,
    price_version, basis, error, input_tokens, output_tokens)
SELECT printf('req_%016x', i), unixepoch() - 2500000.0 + i * 2400000.0 / ?,
    (SELECT id FROM wallets LIMIT 1), 'key_' || (i % 7), '/v1/images/generations',
    CASE i % 5 WHEN 0 THEN 'gpt-image-2' ELSE 'gemini-3-1-flash-t2i' END, 'sandbox', 200, i % 9000, 1,
    (i % 400) * 12500, '2026-09', 'documented', NULL, i % 4000, i % 900
FROM n
"""


def fill(folder: Path, rows: int) -> None:
    """Write the log of a large account past the ledger, which would take hours."""
    with closing(sqlite3.connect(folder / "gateway.sqlite3")) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_FILL, (rows, rows))
        database.commit()


def naive(folder: Path) -> float:
    """Rows a second of one query and one writer."""
    start = time.perf_counter()
    with closing(sqlite3.connect(folder / "gateway.sqlite3")) as database:
        rows = database.execute(
            "SELECT id, strftime('%Y-%m-%dT%H:%M:%fZ', created, 'unixepoch'), endpoint, model, provider, status_code,"
            " latency_ms, input_tokens, output_tokens, units, credits / 1e6, key_id, id, error FROM calls"
            " ORDER BY created"
        ).fetchall()
    csv.writer(io.StringIO()).writerows(rows)
    return len(rows) / (time.perf_counter() - start)


async def read(port: int, key: str, server: Process, form: str) -> tuple[float, float, float, int]:
    """Seconds, CPU seconds of the server, MiB above idle at the peak, bytes."""
    import httpx

    url = f"http://127.0.0.1:{port}/api/api-usage/export?days=90&format={form}"
    before, seen = server.memory_mib()[0], [0.0]
    watching = asyncio.create_task(watch(server, seen))
    start, cpu, size = time.perf_counter(), server.cpu_seconds(), 0
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(timeout=600) as client, client.stream("GET", url, headers=headers) as answer:
        answer.raise_for_status()
        async for piece in answer.aiter_raw():
            size += len(piece)
    watching.cancel()
    return time.perf_counter() - start, server.cpu_seconds() - cpu, max(seen) - before, size


def main(rows: int) -> int:
    held = True
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        command = [sys.executable, "-m", "benchmarks.export", "--serve", text]
        with Process(command) as server:
            port, key = server.line().split()
            fill(folder, rows)
            for form in ("csv", "parquet"):
                seconds, cpu, above, size = asyncio.run(read(int(port), key, server, form))
                rate = rows / seconds
                print(f"{form}: {rows:,} rows, {size / 1e6:,.0f} MB in {seconds:.1f} s: {rate:,.0f} rows/s")
                print(f"  {rows / cpu:,.0f} rows per CPU second of the server")
                print(f"  memory {above:.0f} MiB above idle, ratio to the limit of {MEMORY:.0f}: {above / MEMORY:.2f}")
                if form == "csv":
                    print(f"  ratio to the promised {RATE:,} rows/s: {rate / RATE:.2f}")
                    held = rate >= RATE and above < MEMORY
        if rows <= 2_000_000:
            print(f"one query into csv.writer, all in memory: {naive(folder):,.0f} rows/s")
    return 0 if held else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(serve(asked.serve))
    else:
        sys.exit(main(asked.rows))
