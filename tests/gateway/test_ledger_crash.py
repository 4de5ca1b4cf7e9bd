"""kill -9 at any moment: what was acknowledged is there, what was open is voided, the books balance."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from hypereal_lab.gateway.ledger import Ledger, verify
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits

WALLET = "wallet_a"
GIVEN = Credits.of(10_000)

WORKER = """
import asyncio, os, sys
from pathlib import Path
from hypereal_lab.gateway.ledger import CallRow, Ledger
from hypereal_lab.gateway.store import Store
from hypereal_lab.wire.money import Credits

def say(*words):
    os.write(1, (" ".join(words) + "\\n").encode())

async def spend(ledger, name):
    turn = 0
    while True:
        hold_id = f"{name}-{turn}"
        say("asked", hold_id)
        hold = await ledger.hold("wallet_a", Credits(3), hold_id=hold_id, price_version="v", key_id="k", endpoint="/e")
        say("held", hold_id)
        for more in range(turn % 4):
            hold = await ledger.extend(hold, Credits(1))
            say("extended", hold.parts[-1].id)
        row = CallRow(hold_id, 0.0, "wallet_a", "k", "/e", "m", "p", 200, 1, 1, Credits(2), "v", "list", None)
        if turn % 5 == 2:
            await ledger.void(hold, row=row)
            say("voided", hold_id)
        else:
            await ledger.settle(hold, hold.amount, row=row)
            say("settled", hold_id)
        turn += 1

async def main():
    ledger = Ledger(Store(Path(sys.argv[1])))
    await asyncio.gather(*(spend(ledger, f"{sys.argv[2]}-{number}") for number in range(16)))

asyncio.run(main())
"""


def kill_after(folder: Path, life: int, lines: int) -> list[tuple[str, str]]:
    """What one life said before it was killed, after at least so many lines."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(folder), str(life)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    said += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return [(word, name) for word, name in (line.split() for line in said if line.endswith("\n"))]


async def test_nothing_that_was_acknowledged_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await Ledger(store).top_up(WALLET, GIVEN, reference="first")
    await store.close()
    chance = random.Random(2026)
    said: dict[str, set[str]] = {word: set() for word in ("asked", "held", "extended", "settled", "voided")}
    open_holds = open_parts = 0
    for life in range(12):
        for word, name in kill_after(tmp_path, life, chance.randint(20, 700)):
            said[word].add(name)
        store = Store(tmp_path)
        verify(store.reader)
        ledger = Ledger(store)
        open_parts += sum(len(hold.parts) for hold in ledger.open_holds())
        found = await ledger.recover()
        open_holds += found
        assert ledger.open_holds() == []
        books = verify(store.reader)
        assert books.held == Credits(0)

        whole = dict(store.reader.execute("SELECT part, whole FROM extensions").fetchall())
        amounts = dict(store.reader.execute("SELECT id, amount FROM holds").fetchall())
        held = amounts.keys() - whole.keys()
        ends = dict(store.reader.execute("SELECT hold, kind FROM resolutions").fetchall())
        assert said["held"] <= held <= said["asked"]
        assert all(ends[name] == "settle" for name in said["settled"])
        assert all(ends[name] == "void" for name in said["voided"])
        assert said["extended"] <= whole.keys()
        assert ends.keys() == amounts.keys()
        assert all(ends[part] == ends[first] for part, first in whole.items())
        assert {name for (name,) in store.reader.execute("SELECT id FROM calls")} == held
        settled = sum(amounts[name] for name, kind in ends.items() if kind == "settle")
        assert ledger.balance(WALLET).available == GIVEN - Credits(settled)
        assert store.reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        await store.close()
    assert open_holds > 0
    assert open_parts > 0
    assert len(said["settled"]) > 100
