"""The bill before the FinOps Foundation's own validator.

Its only release, 1.0.0, knows the rules of 0.5, 1.0-preview and 1.0, none of 1.2, and wants pandas 2 and numpy 1, which
ours are not: so it is installed from the registry into an environment of its own, once for each user.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from hypereal_lab.usage import sample

pytestmark = pytest.mark.slow

PINS = ("focus-validator==1.0.0", "multimethod<2", "pandas<2.2", "sqlalchemy<2", "setuptools<81")
"""It asks for its libraries without an upper bound, and breaks with later ones."""
NAMES_BEFORE_1_0 = ("InvoiceIssuer", "Provider", "Publisher", "ResourceID")
"""Its rules for 1.0 still ask for these; the standard has had InvoiceIssuerName, ProviderName, PublisherName and
ResourceId since 1.0."""
BROKEN = "SkuPriceId_Nullable"
"""This rule reads a column ChargeType, which 1.0 has not: the name that ChargeCategory had before."""
PACKS = [
    {"time": datetime(2026, 10, 1, tzinfo=UTC), "credits": "12500.5"},
    {"time": datetime(2026, 10, 1, tzinfo=UTC), "credits": 10_000, "usd": 90},
]


@pytest.fixture(scope="session")
def validator() -> Path:
    """Its Python."""
    if sys.version_info >= (3, 13):
        pytest.skip("numpy 1, which the validator needs, has no build for this Python")
    folder = platformdirs.user_cache_path("hypereal-lab-tests") / f"focus-validator-{sys.version_info.minor}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        made = _run(
            str(python), "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", *PINS
        )
        if made.returncode:
            pytest.skip(f"the validator could not be installed: {made.stderr[-300:]}")
        (folder / "ready").touch()
    return python


def test_the_sample_passes_every_rule_that_names_columns_of_the_standard(validator: Path, tmp_path: Path) -> None:
    sample().to_focus(version="1.2", purchases=PACKS).to_csv(tmp_path / "bill.csv", index=False)
    failed = _failed(validator, tmp_path / "bill.csv")
    assert failed == {f"{name}_Required" for name in NAMES_BEFORE_1_0} | {BROKEN}


@pytest.mark.parametrize("packs", [[], PACKS[1:], PACKS], ids=["none", "whole", "all"])
def test_under_the_names_it_asks_for_it_finds_nothing(validator: Path, tmp_path: Path, packs: list[Any]) -> None:
    names = {
        "InvoiceIssuerName": "InvoiceIssuer",
        "ProviderName": "Provider",
        "PublisherName": "Publisher",
        "ResourceId": "ResourceID",
    }
    bill = sample().to_focus(purchases=packs).rename(columns=names)
    bill.assign(ChargeType=bill["ChargeCategory"]).to_csv(tmp_path / "bill.csv", index=False)
    assert _failed(validator, tmp_path / "bill.csv") == set()


def test_the_validator_finds_what_is_wrong(validator: Path, tmp_path: Path) -> None:
    bill = sample().to_focus(purchases=PACKS)
    bill.loc[0, "BillingCurrency"] = "Credits"
    bill.drop(columns="EffectiveCost").to_csv(tmp_path / "bill.csv", index=False)
    assert {"BillingCurrency_IsCurrencyCode", "EffectiveCost_Required"} <= _failed(validator, tmp_path / "bill.csv")


def _failed(python: Path, bill: Path) -> set[str]:
    """Names of rules that the bill breaks."""
    # it looks for its list of currencies from the folder that it is installed in
    place = next((python.parents[1] / "lib").glob("python*/site-packages"))
    told = _run(
        str(python), "-W", "ignore", "-m", "focus_validator.main", "--data-file", str(bill), "--validate-version", "1.0",
        folder=place,
    )  # fmt: skip
    assert "Validation " in told.stdout, told.stderr[-2000:]
    return {line.split()[0] for line in told.stdout.splitlines() if line.endswith(" failed:")}


def _run(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
