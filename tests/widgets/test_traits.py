"""The state types of the front end, held against the traits of Python; and the bundles against their limits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hypereal_lab import widgets
from hypereal_lab.widgets.base import Widget
from hypereal_lab.widgets.built import STATIC

SOURCES = Path(__file__).resolve().parents[2] / "widgets" / "src"
CLASSES: list[type[Widget]] = [getattr(widgets, name) for name in widgets.__all__]
KINDS = {kind.bundle: kind for kind in CLASSES if kind.bundle}

COMPOSED = {"audio", "chat", "compare", "dashboard", "gallery", "prompt", "studio", "tracker", "video"}
"""Made of several parts that could stand alone."""
PLAIN_BYTES, COMPOSED_BYTES = 35_000, 90_000
"""Of a bundle: each instance in a saved notebook can carry the whole text."""


def state_keys(text: str, name: str) -> set[str]:
    """The keys of an interface, without those of the one it extends."""
    body = re.search(rf"interface {name}\b[^{{]*\{{(.*?)\n\}}", text, re.DOTALL)
    assert body is not None, name
    return set(re.findall(r"^ {2}(\w+)\??:", body[1], re.MULTILINE))


def synced(kind: type[Widget]) -> set[str]:
    """Synced traits of ours."""
    ours = {name for one in kind.__mro__ if issubclass(one, Widget) for name in vars(one)}
    return set(kind.class_trait_names(sync=True)) & ours


@pytest.mark.parametrize("name", sorted(KINDS))
def test_the_page_and_python_share_the_same_state(name: str) -> None:
    state = (SOURCES / name / "state.ts").read_text()
    base = (SOURCES / "kit" / "model.ts").read_text()
    assert state_keys(state, f"{name.capitalize()}State") | state_keys(base, "BaseState") == synced(KINDS[name])


def test_every_widget_has_a_front_end_and_every_front_end_a_widget() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("*/index.ts")}
    assert rooms == set(KINDS)


def test_the_room_lists_what_it_has() -> None:
    assert widgets.__all__ == sorted(widgets.__all__)
    assert all(getattr(widgets, name).__name__ == name for name in widgets.__all__)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_bundle_is_small_and_asks_nobody_else(name: str) -> None:
    file = STATIC / f"{name}.js"
    if not file.exists():
        pytest.skip("the bundles are not built")
    text = file.read_text()
    assert 3_000 < len(text.encode()) <= (COMPOSED_BYTES if name in COMPOSED else PLAIN_BYTES)
    assert not re.search(
        r"""\bimport\s*["'{*]|\bimport\(["'`]|\bfrom\s*["']|\bfetch\(|XMLHttpRequest|https?://(?!www\.w3\.org/|…)""",
        text,
    )
    assert "innerHTML" not in text


def test_only_watch_listens_to_the_model() -> None:
    found = [path.name for path in SOURCES.rglob("*.ts") if re.search(r"model\.on\(", path.read_text())]
    assert found == ["watch.ts"]
