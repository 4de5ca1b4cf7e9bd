"""Labs in front of a studio that does as it is told, and no pause between its tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hypereal_lab import Lab
from hypereal_lab.client import http
from tests.lab.servers import Studio, lab_at


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def studio() -> Studio:
    return Studio()


@pytest.fixture
def open_lab(home: Path, studio: Studio) -> Iterator[Callable[..., Lab]]:
    """A kernel on this home, in front of the studio unless told otherwise."""
    with ExitStack() as stack:
        yield lambda server=studio, **settings: stack.enter_context(lab_at(home, server, **settings))


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = http.pause
    monkeypatch.setattr(http, "pause", lambda *a, **k: None if wait(*a, **k) is None else 0.0)
