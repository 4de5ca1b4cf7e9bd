"""The job tracker before real jobs: progress while a cell computes, cancelling, and a kernel that ends in between."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
CELLS = (
    "from hypereal_lab import Lab\nfrom hypereal_lab.widgets import JobTracker\nlab = Lab()\nJobTracker(lab)",
    "import pathlib, time\nfor words, seconds in (('waves at night', 4), ('a red kite', 8)):\n"
    "    lab.videos.generate(words, model='veo-3-1-i2v', duration=seconds).submit()\n"
    "while not pathlib.Path('go-on').exists():\n    time.sleep(0.1)",
    "left = lab.videos.generate('a paper boat', model='veo-3-1-i2v', duration=4).submit()\ntime.sleep(2)",
)


def status(row: Locator, word: str) -> None:
    expect(row.locator(".hl-status")).to_contain_text(word, timeout=SLOW)


def test_jobs_are_followed_cancelled_and_resumed(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook = jupyterlab.open(browser, jupyterlab.write("tracker.ipynb", CELLS))
    page = notebook.page
    notebook.run("JobTracker")
    tracker = page.locator(".hl-tracker")
    expect(tracker).to_contain_text("Nothing is under way", timeout=SLOW)
    shoot(notebook, "tracker-1-empty")

    notebook.run("waves at night")
    waves, kite = (tracker.locator(".hl-run").filter(has_text=words) for words in ("waves at night", "a red kite"))
    expect(waves).to_contain_text("credits held", timeout=SLOW)
    # while the cell still computes
    expect(waves.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile("[1-9]"), timeout=SLOW)
    expect(notebook.cell("waves at night").locator(".jp-InputPrompt").first).to_contain_text("*")
    shoot(notebook, "tracker-2-running")
    (jupyterlab.root / "go-on").touch()
    kite.focus()
    page.keyboard.press("Delete")
    expect(kite.locator(".hl-question")).to_contain_text("credits it holds come back")
    shoot(notebook, "tracker-3-asks")
    page.keyboard.press("Enter")
    status(kite, "Cancelled")
    expect(kite).to_contain_text("credits are free again")
    expect(kite).to_be_focused()
    status(waves, "Done")
    expect(waves).to_contain_text(re.compile(r"\d credits"))
    page.keyboard.press("ArrowDown")
    expect(waves).to_be_focused()
    page.keyboard.press("Enter")
    clip = page.locator("dialog video")
    expect(clip).to_be_visible(timeout=SLOW)
    page.wait_for_function("() => document.querySelector('dialog video').readyState >= 1")
    shoot(notebook, "tracker-4-opened")
    page.keyboard.press("Escape")
    expect(waves).to_be_focused()

    notebook.run("a paper boat")
    boat = tracker.locator(".hl-run").filter(has_text="a paper boat")
    expect(boat).to_contain_text("Running, ", timeout=SLOW)
    notebook.crash_kernel()
    notebook.run("JobTracker")
    expect(tracker.locator(".hl-run")).to_have_count(1, timeout=SLOW)
    status(boat, "Done")
    shoot(notebook, "tracker-5-resumed")
    notebook.save()
    saved = (jupyterlab.root / "tracker.ipynb").read_text()
    assert "succeeded · video · veo-3-1-i2v" in saved and "a paper boat" in saved
    page.reload()
    status(boat, "Done")
    expect(boat.locator(".hl-face img")).to_be_visible(timeout=SLOW)
    shoot(notebook, "tracker-6-reloaded")
    assert not notebook.errors
    notebook.close()
