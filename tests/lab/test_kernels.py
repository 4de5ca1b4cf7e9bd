"""Four kernels hammer one home: no budget is passed, and each recipe is paid once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from hypereal_lab import Credits, Lab
from hypereal_lab.lab.owner import Owner
from tests.lab.bank import ROOT, Bank
from tests.lab.conftest import KEY
from tests.lab.servers import patience

KERNELS = 4


@pytest.fixture
def bank() -> Iterator[Bank]:
    with Bank().open() as made:
        yield made


def hammer(home: Path, bank: Bank, recipes: int) -> list[dict[str, int]]:
    """What each of four kernels tells; all begin at once, on a home that may not exist yet."""
    kernels = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.lab.kernel", str(home), bank.url, str(seed), str(recipes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            text=True,
        )
        for seed in range(KERNELS)
    ]
    for kernel in kernels:
        assert kernel.stdout is not None
        assert kernel.stdout.readline() == "ready\n"
    told = [kernel.communicate("go\n", timeout=60)[0] for kernel in kernels]
    assert [kernel.returncode for kernel in kernels] == [0] * KERNELS
    return [json.loads(line) for line in told]


def test_without_a_budget_each_recipe_is_made_once_in_all_kernels(bank: Bank, tmp_path: Path) -> None:
    told = hammer(tmp_path / "home", bank, recipes=20)
    assert len(bank.charged) == 20
    assert all(len(charges) == 1 for charges in bank.charged.values())
    assert sum(one["made"] for one in told) >= 20
    assert sum(sum(one.values()) for one in told) == KERNELS * 20 * 2
    lab = Lab(KEY, bank.url, home=tmp_path / "home", environ={})
    try:
        assert lab.usage.total() == sum((one[0] for one in bank.charged.values()), Decimal(0))
        assert not lab.jobs.unresolved()
        assert len(lab.shelf) == 20
        assert lab.shelf.verify().whole
    finally:
        lab.close()


def test_a_budget_of_a_tag_holds_in_all_kernels(bank: Bank, tmp_path: Path) -> None:
    home = tmp_path / "home"
    lab = Lab(KEY, bank.url, home=home, environ={}, honours_idempotency=True, patience=patience())
    try:
        bank.price = Decimal(4)
        budget = lab.budget(credits=41, tag="hammer")
        told = hammer(home, bank, recipes=30)
        assert all(len(charges) == 1 for charges in bank.charged.values())
        assert budget.spent.decimal == sum((one[0] for one in bank.charged.values()), Decimal(0))
        assert budget.spent <= budget.cap
        assert budget.held == Credits(0)
        assert budget.left < Credits.of(4)
        assert sum(one["refused"] for one in told) > 0
    finally:
        lab.close()


def test_a_kernel_lives_for_the_others_until_it_ends(tmp_path: Path) -> None:
    one, two = Owner(tmp_path), Owner(tmp_path)
    assert one.is_alive(two.token) and two.is_alive(one.token) and one.is_alive(one.token)
    assert not one.is_alive("0" * 16)
    assert not one.is_alive(None)
    two.close()
    assert not one.is_alive(two.token)
    one.close()
    assert not list((tmp_path / "kernels").iterdir())


def test_a_kernel_that_was_killed_is_not_alive(tmp_path: Path) -> None:
    source = "import sys; from pathlib import Path; from hypereal_lab.lab.owner import Owner\n"
    source += "owner = Owner(Path(sys.argv[1])); print(owner.token, flush=True); sys.stdin.read()"
    child = subprocess.Popen(
        [sys.executable, "-c", source, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    token = child.stdout.readline().strip()
    owner = Owner(tmp_path)
    try:
        assert owner.is_alive(token)
        child.kill()
        child.communicate()
        assert not owner.is_alive(token)
    finally:
        owner.close()
