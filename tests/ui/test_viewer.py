"""The 3D viewer in a real browser, drawn by WebGL in software: by mouse, by keys, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.media import glbs
from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
FIRST = "from hypereal_lab import Lab\nlab = Lab()\n"

_COLOURS = """(canvas) => {
    const brush = canvas.getContext("2d");
    const pixels = brush.getImageData(0, 0, canvas.width, canvas.height).data;
    const seen = new Set();
    let sum = 0;
    for (let at = 0; at < pixels.length; at += 4 * 97) {
        seen.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
        sum = (sum * 31 + pixels[at] + pixels[at + 1] * 3 + pixels[at + 2] * 7) % 1000000007;
    }
    return [seen.size, sum];
}"""


def colours(viewer: Locator) -> int:
    """How many different ones the picture has: a background alone has few dozens."""
    return int(viewer.locator("canvas").evaluate(_COLOURS)[0])


def sum_of(viewer: Locator) -> int:
    return int(viewer.locator("canvas").evaluate(_COLOURS)[1])


def live(viewer: Locator) -> None:
    expect(viewer).to_have_attribute("data-state", "live", timeout=SLOW)


def changed(viewer: Locator, before: int) -> int:
    """Wait until the picture is another one."""
    page = viewer.page
    for _ in range(100):
        page.evaluate("() => new Promise(requestAnimationFrame)")
        if (now := sum_of(viewer)) != before:
            return now
    raise AssertionError("the picture stayed the same")


def run(notebook: Notebook, words: str) -> Locator:
    notebook.run(words)
    return notebook.cell(words).locator(".hl-viewer")


def test_a_model_is_turned_lit_measured_and_kept(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> None:
    (jupyterlab.root / "crate.glb").write_bytes(glbs.moving())
    cells = [FIRST + "viewer = lab.viewer('crate.glb')\nviewer", "lab.viewer('crate.glb', light='night', box=True)"]
    notebook = jupyterlab.open(browser, jupyterlab.write(f"viewer-{theme}.ipynb", cells), theme=theme)
    page = notebook.page
    viewer = run(notebook, "viewer = ")
    live(viewer)
    assert colours(viewer) > 300
    shoot(notebook, f"viewer-{theme}-1")
    notebook.close()
