"""A prompt in a notebook, and its list of ways to bring a picture."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.notebook import JupyterLab, Notebook

__all__ = ["add", "opened"]

_SLOW = 60_000


def opened(
    jupyterlab: JupyterLab, browser: BrowserContext, name: str, cells: Sequence[str], *, theme: str = "light"
) -> tuple[Notebook, Page]:
    """Run the first cell, which prints `ready` at its end, and the one that shows a prompt."""
    notebook = jupyterlab.open(browser, jupyterlab.write(name, cells), theme=theme)
    first = cells[0].partition("\n")[0]
    notebook.run(first)
    expect(notebook.cell(first).locator(".jp-OutputArea-output")).to_contain_text("ready", timeout=_SLOW)
    notebook.run("lab.prompt(")
    notebook.page.locator(".hl-prompt").wait_for(timeout=_SLOW)
    return notebook, notebook.page


def add(page: Page, way: str) -> None:
    """Choose from the list behind the plus."""
    page.locator(".hl-prompt .hl-add").click()
    page.get_by_role("menuitem", name=way).click()
