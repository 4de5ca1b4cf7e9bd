"""What a person sees of a result without asking for a widget: the notebook of replays, run as a visitor runs it."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.axe import violations
from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
NOTEBOOK = "01-nothing-is-paid-twice.ipynb"
MESH = "turned = lab.models3d.generate('a blue mug with a white handle').run()\nturned"


def test_a_clip_plays_and_a_model_turns_where_it_is_shown(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook = jupyterlab.open(browser, NOTEBOOK)
    page = notebook.page
    notebook.run_all()
    for name, part in (("video", ".hl-now"), ("viewer", "canvas")):
        shown = page.locator(f".hl-{name}").first
        expect(shown).to_be_attached(timeout=SLOW)
        shown.scroll_into_view_if_needed()
        expect(shown.locator(part)).to_be_visible(timeout=SLOW)
        shoot(notebook, f"faces-{name}")
        assert violations(page, f".hl-{name}") == []
    assert not notebook.errors
    notebook.close()

    jupyterlab.write("faces.ipynb", ["from hypereal_lab import Lab\nlab = Lab()", MESH])
    again = jupyterlab.open(browser, "faces.ipynb")
    again.run_all()
    cell = again.cell("turned =")
    expect(cell.locator(".hl-viewer canvas")).to_be_visible(timeout=SLOW)
    expect(cell).to_contain_text("replayed, saved")
    shoot(again, "faces-replayed")
    assert not again.errors
    again.close()
