"""What is shipped is whole."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "widgets" / "src"
WIDGETS = sorted(path.parent.name for path in SOURCES.glob("*/index.ts"))
LIBRARIES = sorted(f"lib/{path.stem}" for path in (SOURCES / "lib").glob("*.ts"))
BUNDLES = {f"hypereal_lab/widgets/static/{name}.js" for name in [*WIDGETS, *LIBRARIES]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return out


def test_the_wheel_has_bundles_data_notebooks_and_types(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    wanted = set(BUNDLES)
    wanted |= {f"hypereal_lab/catalog/data/{path.name}" for path in (ROOT / "hypereal_lab/catalog/data").glob("*.json")}
    wanted |= {f"hypereal_lab/notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    wanted |= {"hypereal_lab/py.typed", "hypereal_lab/engines/text/data/o200k_base.tiktoken.xz"}
    wanted |= {"hypereal_lab/handbook/README.md"}
    wanted |= {str(path.relative_to(ROOT)) for path in (ROOT / "hypereal_lab").rglob("*.py")}
    assert wanted <= names
    assert {name.rpartition("/")[2] for name in names if "/licenses/" in name} == {"LICENSE", "NOTICE"}
    assert not [name for name in names if name.startswith(("tests/", "widgets/", "benchmarks/"))]


def test_the_sdist_can_build_a_wheel(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    assert {
        "pyproject.toml",
        "hatch_build.py",
        "widgets/package.json",
        "widgets/build.mjs",
        "LICENSE",
        "README.md",
    } <= names
    assert names >= BUNDLES
    assert not [name for name in names if "node_modules" in name]
