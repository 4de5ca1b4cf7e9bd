"""A kernel that is killed at any moment loses nothing that was paid for, and nothing is paid twice."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab import Credits, Lab
from tests.lab.bank import ROOT, Bank
from tests.lab.conftest import KEY
from tests.lab.servers import patience

RANDOM_KILLS = 200
LANES = 2
"""Homes that are worked on at once, one for each core."""


class Lane:
    """One home, and a process that makes calls there until they are killed."""

    def __init__(self, home: Path, bank: Bank) -> None:
        self.home, self.bank = home, bank
        self.made: list[str] = []
        self.deaths = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.lab.crash_child", str(home), bank.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
        with self.lab() as lab:
            lab.budget(credits=1_000_000, tag="crash")

    def lab(self) -> contextlib.closing[Lab]:
        lab = Lab(KEY, self.bank.url, home=self.home, environ={}, honours_idempotency=True, patience=patience())
        return contextlib.closing(lab)

    def kill(self, kind: str, words: str, **how: Any) -> None:
        """One call that is killed, and its return in a new kernel."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"kind": kind, "words": words, **how}) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        assert code == -signal.SIGKILL or (code == 0 and "delay" in how), (words, how)
        self.deaths += code != 0
        self.made.append(words)
        with self.lab() as lab:
            self.comes_home(lab, kind, words)

    def comes_home(self, lab: Lab, kind: str, words: str) -> None:
        resumed = [job.result(20) for job in lab.jobs.resume()]
        assert len(resumed) <= 1
        with lab.tag("crash"):
            asset = (lab.images if kind == "image" else lab.videos).generate(words).run()
        assert all(one == asset for one in resumed)
        assert asset.data
        assert asset.original == lab.shelf.asset(asset.digest).original
        assert len(self.bank.charged[words]) == 1, words
        assert asset.cost is not None and asset.cost.decimal == self.bank.charged[words][0]
        assert not lab.jobs.unresolved()
        assert not lab.journal.unfetched()
        (budget,) = lab.budgets.all()
        assert budget.held == Credits(0)
        assert budget.spent.decimal == sum((self.bank.charged[one][0] for one in self.made), Decimal(0))

    def end(self) -> None:
        """The books and the shelf after all of it."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(10) == 0
        with self.lab() as lab:
            runs = [run for run in lab.journal.runs() if run.replay_of is None and run.status == "succeeded"]
            assert len(runs) == len(self.made)
            assert lab.shelf.verify().whole
            assert not lab._records.read("SELECT 1 FROM stakes WHERE held <> 0")


@pytest.fixture
def bank() -> Iterator[Bank]:
    with Bank().open() as made:
        yield made


STEPS = {
    "image": [
        *(f"{name}:{moment}:1" for name in ("begin", "reserve", "insert", "send") for moment in ("before", "after")),
        *(f"{name}:{moment}:1" for name in ("keep", "row", "settle", "book", "free") for moment in ("before", "after")),
        *(f"{name}:{moment}:2" for name in ("keep",) for moment in ("before", "after")),
    ],
    "picture behind a link": [
        *(f"{name}:{moment}:1" for name in ("answered",) for moment in ("before", "after")),
        *(f"{name}:{moment}:2" for name in ("send", "keep") for moment in ("before", "after")),
    ],
    "video": [
        *(
            f"{name}:{moment}:1"
            for name in ("begin", "insert", "accepted", "answered")
            for moment in ("before", "after")
        ),
        *(f"send:{moment}:{number}" for number in range(1, 6) for moment in ("before", "after")),
        *(f"{name}:{moment}:1" for name in ("keep", "row", "settle", "book", "free") for moment in ("before", "after")),
    ],
}


def orders() -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, words and death of every call. Words of an odd length get their picture with the answer."""
    found = []
    for kind, steps in STEPS.items():
        for step in steps:
            words = f"{kind} {step}"
            words += "." * (len(words) % 2 != (kind == "image"))
            found.append(("video" if kind == "video" else "image", words, {"die": step}))
    dice = random.Random(20_26)
    for number in range(RANDOM_KILLS):
        kind = "video" if number % 3 == 0 else "image"
        early, late = ((0.0, 0.06), (0.04, 0.12))[number % 2]
        found.append((kind, f"{kind} {'.' * (number // 2 % 2)} {number}", {"delay": dice.uniform(early, late)}))
    return found


def test_killed_at_any_moment_each_call_is_charged_once_and_comes_home(bank: Bank, tmp_path: Path) -> None:
    lanes = [Lane(tmp_path / f"home-{number}", bank) for number in range(LANES)]

    def work(number: int) -> None:
        for kind, words, how in orders()[number::LANES]:
            lanes[number].kill(kind, words, **how)
        lanes[number].end()

    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(work, range(LANES)))
    named = sum(len(steps) for steps in STEPS.values())
    assert sum(lane.deaths for lane in lanes) >= 200
    assert bank.mismatches == 0
    assert all(len(charges) == 1 for charges in bank.charged.values())
    assert len(bank.charged) == named + RANDOM_KILLS
