"""The studio in JupyterLab: a whole day's work in one cell, by mouse and by keyboard, wide, beside and narrow."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.axe import violations
from tests.ui.conftest import NOTEBOOKS
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.server import running_jupyterlab
from tests.ui.shots import shoot
from tests.ui.test_start_notebook import _DROP, number, reference

pytestmark = pytest.mark.browser

SLOW = 90_000
SPOKEN = "Somebody opened a window, and the noise of the street came in."
WORDS = ("a red fox in the snow", "a lighthouse at dusk", "a blue armchair")
CELLS = (
    "from hypereal_lab import Lab\nlab = Lab()\n"
    f"for words in {WORDS!r}:\n    lab.images.generate(words, resolution='0.5K', seed=SEED).run()\nprint('ready')",
    "studio = lab.studio('a paper boat', resolution='0.5K', seed=SEED)\nstudio",
    "print([one.rating for one in lab.shelf.search('fox')], studio.undoable or 'nothing')",
)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[JupyterLab]:
    """A server whose lab has made nothing yet."""
    (tmp_path / "fresh").mkdir()
    with running_jupyterlab(tmp_path / "fresh", NOTEBOOKS) as lab:
        yield lab


def opened(jupyterlab: JupyterLab, browser: BrowserContext, name: str, *, seed: int, theme: str = "light") -> Notebook:
    """A studio over a shelf with three pictures of its own, as wide as a notebook gets."""
    cells = [cell.replace("SEED", str(seed)) for cell in CELLS]
    notebook = jupyterlab.open(browser, jupyterlab.write(name, cells), theme=theme)
    notebook.page.set_viewport_size({"width": 1400, "height": 900})
    notebook.command("application:toggle-left-area")
    notebook.run("from hypereal_lab")
    expect(notebook.cell("from hypereal_lab").locator(".jp-OutputArea-output")).to_contain_text("ready", timeout=SLOW)
    notebook.run("lab.studio(")
    expect(notebook.page.locator(".hl-studio .hl-words")).to_have_value("a paper boat", timeout=SLOW)
    expect(notebook.page.locator(".hl-studio .hl-face img").first).to_be_visible(timeout=SLOW)
    notebook.page.locator(".hl-studio").scroll_into_view_if_needed()
    return notebook


def pane(studio: Locator, name: str) -> Locator:
    return studio.locator(f'[data-pane="{name}"]')


def make(studio: Locator, kind: str, words: str) -> Locator:
    """Write, agree to a price that nobody knows, press; gives back its row among the jobs."""
    studio.locator(".hl-kind", has_text=kind).click()
    studio.locator(".hl-prompt .hl-words").fill(words)
    expect(studio.locator(".hl-cost")).to_contain_text(re.compile(r"\d credits|unknown", re.I), timeout=SLOW)
    consent = studio.locator(".hl-consent input")
    if consent.is_visible():
        consent.check()
    studio.locator(".hl-go .hl-primary").click()
    row = pane(studio, "jobs").locator(".hl-run").filter(has_text=words[:24]).first
    expect(row.locator(".hl-status")).to_contain_text("Done", timeout=2 * SLOW)
    expect(studio.locator(".hl-prompt")).to_have_attribute("data-state", "done", timeout=SLOW)
    return row


def fact(studio: Locator, name: str) -> Locator:
    return pane(studio, "inspect").locator(f'dt:text-is("{name}") + dd')


def test_a_whole_story_in_one_cell(
    fresh: JupyterLab, browser: BrowserContext, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    notebook = fresh.open(browser, "06-the-studio.ipynb")
    page = notebook.page
    notebook.run("lab.studio(")
    studio = page.locator(".hl-studio").first
    words = studio.locator(".hl-prompt .hl-words")
    expect(words).to_have_value(re.compile("paper boat"), timeout=SLOW)
    words.press("Control+Enter")
    tiles = pane(studio, "shelf").locator(".hl-tile")
    expect(tiles.locator("img")).to_have_count(1, timeout=SLOW)
    seconds = round(time.monotonic() - began, 1)
    record_property("seconds from opening the notebook to the first picture", seconds)
    print(f"\nfrom opening the notebook to the first picture: {seconds} s")
    expect(fact(studio, "Prompt")).to_contain_text("paper boat", timeout=SLOW)
    page.set_viewport_size({"width": 1400, "height": 900})
    notebook.command("application:toggle-left-area")
    studio.scroll_into_view_if_needed()

    pane(studio, "inspect").get_by_role("button", name="Use as reference").click()
    page.evaluate(_DROP, [".hl-studio .hl-prompt", reference()])
    expect(studio.locator("button.hl-slot")).to_have_count(2, timeout=SLOW)
    make(studio, "Picture", "img 1 at night in the style of img 2")
    expect(fact(studio, "References")).to_have_text("2", timeout=SLOW)
    expect(tiles.locator("img")).to_have_count(2, timeout=SLOW)
    shoot(notebook, "studio-story-1-two-references")

    for cross in range(2):
        studio.locator("button.hl-slot").first.focus()
        page.keyboard.press("Delete")
        expect(studio.locator("button.hl-slot")).to_have_count(1 - cross, timeout=SLOW)
    pane(studio, "inspect").get_by_role("button", name="Use as reference").click()
    expect(studio.locator("button.hl-slot")).to_have_count(1, timeout=SLOW)
    studio.locator(".hl-kind", has_text="Clip").click()
    studio.locator("[aria-label=Length] .hl-chip").first.click()
    make(studio, "Clip", "slow zoom over the water")
    expect(pane(studio, "inspect").locator(".hl-video video")).to_be_visible(timeout=SLOW)
    shoot(notebook, "studio-story-2-clip")

    make(studio, "Speech", SPOKEN)
    sound = pane(studio, "inspect").locator(".hl-audio")
    sound.get_by_role("button", name="Write down").click(timeout=SLOW)
    sound.locator(".hl-words-ask .hl-primary").click(timeout=SLOW)
    expect(sound.locator(".hl-words-head")).not_to_contain_text("guessed", timeout=SLOW)
    expect(sound.locator(".hl-word").filter(has_text="window")).not_to_have_count(0, timeout=SLOW)
    shoot(notebook, "studio-story-3-transcript")

    make(studio, "3D", "a red mug")
    expect(pane(studio, "inspect").locator(".hl-viewer canvas")).to_be_visible(timeout=SLOW)
    pane(studio, "inspect").get_by_role("button", name="5 stars").click()
    expect(tiles.first).to_have_attribute("aria-label", re.compile("5 stars"), timeout=SLOW)
    shoot(notebook, "studio-story-4-mesh-rated")

    spent = studio.locator(".hl-of-spent .hl-amount")
    books = notebook.cell("lab.usage.remote")
    books.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    said = books.locator(".jp-OutputArea-output")
    expect(said).to_contain_text("meter", timeout=SLOW)
    sums = re.findall(r"[\d,]+(?:\.\d+)?", said.inner_text())
    journal, ledger, meter = (Decimal(one.replace(",", "")) for one in sums[:3])
    assert journal == ledger == meter == number(spent.inner_text()) > 50
    balance = studio.locator(".hl-of-balance .hl-amount")
    expect(balance).to_have_text(re.compile(f"^{10_000 - journal:,}"), timeout=SLOW)
    assert not notebook.errors
    notebook.close()
