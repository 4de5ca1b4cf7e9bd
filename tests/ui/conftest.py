"""A real JupyterLab in a real browser, in folders of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from tests.ui.notebook import JupyterLab
from tests.ui.server import VIEWPORT, launched, running_jupyterlab

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    """One server for all browser tests; it and the browser end with them, as the browser keeps a loop running."""
    with running_jupyterlab(tmp_path_factory.mktemp("ui"), NOTEBOOKS) as lab:
        yield lab


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[JupyterLab]:
    """A server of the test's own, whose lab has made nothing yet."""
    (tmp_path / "fresh").mkdir()
    with running_jupyterlab(tmp_path / "fresh", NOTEBOOKS) as lab:
        yield lab


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright) as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser) -> Iterator[BrowserContext]:
    """Nothing is stored in it yet. Requests that leave this machine fail the test."""
    context = chromium.new_context(viewport=VIEWPORT)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    outside: list[str] = []
    context.on("request", lambda request: outside.append(request.url) if _leaves(request.url) else None)
    yield context
    context.close()
    assert not outside, f"the page asked for {outside}"


def _leaves(url: str) -> bool:
    return url.startswith(("http:", "https:", "ws:", "wss:")) and "://127.0.0.1:" not in url
