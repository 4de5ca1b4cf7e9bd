"""The same widgets in Notebook 7, in marimo, and over the kernels that treat a widget's messages differently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.pythons import python_with
from tests.ui.marimo import running_marimo
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.server import running_jupyterlab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
KERNELS = ("6.31.0", "7.1.0", "7.3.0")
"""Beside the one installed here, over which all other tests go."""


def cells(words: str) -> tuple[str, ...]:
    return (
        f"from hypereal_lab import Lab\nlab = Lab()\nprompt = lab.prompt({words!r}, aspect_ratio='1:1')\nprompt",
        "gallery = lab.gallery()\ngallery",
        "print([one.prompt for one in gallery.selected])",
    )


def press_generate(page: Page, words: str) -> None:
    """The words are there already; the keys that send them, and the picture that comes."""
    prompt = page.locator(".hl-prompt")
    expect(prompt.locator(".hl-words")).to_have_value(words, timeout=SLOW)
    expect(prompt.locator(".hl-cost")).to_contain_text("4", timeout=SLOW)
    prompt.locator(".hl-words").press("Control+Enter")
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    expect(prompt.locator("img[src^=blob]").last).to_be_visible(timeout=SLOW)


def make_and_choose(notebook: Notebook, words: str) -> None:
    """A picture by the prompt, seen in the gallery, selected there, known in Python."""
    page = notebook.page
    notebook.run("lab.prompt")
    press_generate(page, words)
    notebook.run("lab.gallery")
    tile = page.locator(f'.hl-gallery .hl-tile[aria-label*="{words}"]')
    expect(tile.locator(".hl-face img")).to_be_visible(timeout=SLOW)
    tile.focus()
    page.keyboard.press("Space")
    expect(page.locator(".hl-gallery").get_by_role("toolbar")).to_contain_text("1 asset selected")
    notebook.run("gallery.selected")
    expect(notebook.cell("gallery.selected")).to_contain_text(f"['{words}']", timeout=SLOW)


def test_notebook_7_shows_what_jupyterlab_shows(tmp_path: Path, browser: BrowserContext) -> None:
    words = "a red fox in Notebook 7"
    with running_jupyterlab(tmp_path, app="notebook") as host:
        notebook = host.open(browser, host.write("host.ipynb", cells(words)), theme="dark")
        before = [*notebook.errors]  # Notebook's own, while it starts
        make_and_choose(notebook, words)
        shoot(notebook, "host-notebook-7")
        assert notebook.saved("hl-twin")
        assert notebook.errors == before
        notebook.close()


@pytest.fixture(params=KERNELS)
def kernel(request: pytest.FixtureRequest, jupyterlab: JupyterLab) -> Iterator[str]:
    name = f"ipykernel-{request.param}"
    jupyterlab.add_kernel(name, python_with(request.param))
    yield name


def test_other_kernels_hear_the_widgets_as_well(jupyterlab: JupyterLab, browser: BrowserContext, kernel: str) -> None:
    words = f"a red fox on {kernel}"
    name = jupyterlab.write(f"{kernel}.ipynb", cells(words), kernel=kernel)
    notebook = jupyterlab.open(browser, name)
    make_and_choose(notebook, words)
    assert not notebook.errors
    notebook.close()


def test_marimo_runs_the_same_module(tmp_path: Path, browser: BrowserContext) -> None:
    words = "a red fox in marimo"
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with running_marimo(tmp_path, words) as address:
        page.goto(address)
        press_generate(page, words)
        tile = page.locator(f'.hl-gallery .hl-tile[aria-label*="{words}"]')
        expect(tile.locator(".hl-face img")).to_be_visible(timeout=SLOW)
    assert not errors
    page.close()
