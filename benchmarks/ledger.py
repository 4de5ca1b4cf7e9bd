"""What a durable hold and its charge cost: the ledger with many waiting tasks, against one connection by itself.

    python -m benchmarks.ledger

Both write the same rows into the same tables with `synchronous = FULL`. The single connection commits a transaction for
each hold and one for each charge; the ledger shares commits among those who wait. Rounds go in turn, the ratio is the
median of their ratios. The disk matters: where a flush is cheap, sharing it wins less.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from hypereal_lab.gateway.ledger import CallRow, Ledger, verify
from hypereal_lab.gateway.ledger.rows import Hold
from hypereal_lab.gateway.ledger.statements import Charge, Charges, Holds, NewHold
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.store.writer import connect
from hypereal_lab.wire.money import Credits

WALLET, PRICE = "wallet_bench", Credits.of(4)
TASKS, ROUNDS, SECONDS, LIMIT = (1, 32, 256), 5, 0.7, 20.0
names = count()


def call(hold_id: str) -> CallRow:
    return CallRow(hold_id, 0.0, WALLET, "key", "/v1/images/generations", "m", "p", 200, 5, 1, PRICE, "v", "list", None)


def alone(folder: Path) -> tuple[float, float]:
    """Calls a second and CPU microseconds per call of one connection that commits each step."""
    db, holds, charges, made = connect(folder / "gateway.sqlite3"), Holds(), Charges(), 0
    began, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() - began < SECONDS:
        name = f"alone {next(names)}"
        hold = Hold(name, WALLET, PRICE, 0.0, "v", "key", "/v1/images/generations", "m")
        db.execute("BEGIN IMMEDIATE")
        holds.one(db, NewHold(hold, None))
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        charges.one(db, Charge.of(hold, PRICE, call(name), (), 0.0))
        db.execute("COMMIT")
        made += 1
    db.close()
    return made / (time.perf_counter() - began), (time.process_time() - cpu) / made * 1e6


async def together(ledger: Ledger, tasks: int) -> tuple[float, float]:
    """The same of the ledger with so many waiting tasks."""
    made, until = 0, time.perf_counter() + SECONDS

    async def spend() -> None:
        nonlocal made
        while time.perf_counter() < until:
            name = f"together {next(names)}"
            hold = await ledger.hold(
                WALLET,
                PRICE,
                hold_id=name,
                price_version="v",
                key_id="key",
                endpoint="/v1/images/generations",
                model="m",
            )
            await ledger.settle(hold, PRICE, row=call(name))
            made += 1

    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(spend() for _ in range(tasks)))
    return made / (time.perf_counter() - began), (time.process_time() - cpu) / made * 1e6


async def measure(folder: Path) -> dict[str, list[tuple[float, float]]]:
    """All variants, round by round."""
    store = Store(folder)
    ledger = Ledger(store)
    await ledger.top_up(WALLET, Credits.of(10**9), reference="bench")
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(ROUNDS):
        found.setdefault("alone", []).append(alone(folder))
        for tasks in TASKS:
            found.setdefault(f"{tasks} tasks", []).append(await together(ledger, tasks))
    verify(store.reader)
    await store.close()
    return found


def main() -> int:
    """Print rates and ratios, fail below the limit."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder)))
    for name, rounds in found.items():
        rate, cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(one[0] / base[0] for one, base in zip(rounds, found["alone"], strict=True))
        print(f"{name:<10} {rate:8.0f} hold+charge/s  {cpu:6.0f} us CPU each  {ratio:6.2f} x alone")
    at_32 = statistics.median(one[0] / base[0] for one, base in zip(found["32 tasks"], found["alone"], strict=True))
    print(f"ledger at 32 waiting tasks / single connection: {at_32:.1f} (limit {LIMIT:.0f})")
    return 0 if at_32 >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
