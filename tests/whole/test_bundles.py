"""Each widget has its Python half, its TypeScript half and a small bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = sorted(path.parent.name for path in (ROOT / "widgets" / "src").glob("*/index.ts"))
LARGEST = 90_000


def test_there_are_widgets() -> None:
    assert {"gallery", "prompt"} <= set(WIDGETS)


@pytest.mark.parametrize("name", WIDGETS)
def test_the_two_halves_have_one_name(name: str) -> None:
    assert (ROOT / "hypereal_lab" / "widgets" / f"{name}.py").exists()


@pytest.mark.parametrize("name", WIDGETS)
def test_the_bundle_is_small_and_brings_everything_along(name: str) -> None:
    bundle = (ROOT / "hypereal_lab" / "widgets" / "static" / f"{name}.js").read_text()
    assert len(bundle.encode()) <= LARGEST
    for harmless in ("http://www.w3.org/", "https://…"):
        bundle = bundle.replace(harmless, "")
    for outside in ("http://", "https://", "eval(", 'import("', "import('", "import(`"):
        assert outside not in bundle
