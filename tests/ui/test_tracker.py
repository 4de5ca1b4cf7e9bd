"""The job tracker before real jobs: progress while a cell computes, cancelling, and a kernel that ends in between."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
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
DARK = (
    "from hypereal_lab import Lab\nlab = Lab()\nlab.confirm_above(10)\nlab.tracker()",
    "clip = lab.videos.generate('a lantern', model='veo-3-1-i2v', duration=8, confirm=True).submit()\nclip",
    "sound = lab.audio.speak('Good evening', allow_unknown_price=True).run()",
)


def status(row: Locator, word: str) -> None:
    expect(row.locator(".hl-status")).to_contain_text(word, timeout=SLOW)


def test_jobs_are_followed_cancelled_and_resumed(fresh: JupyterLab, browser: BrowserContext) -> None:
    notebook = fresh.open(browser, fresh.write("tracker.ipynb", CELLS))
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
    (fresh.root / "go-on").touch()
    expect(kite.get_by_role("button", name="Cancel")).to_be_visible(timeout=SLOW)
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
    check_look(tracker, "tracker-light")
    assert violations(page, ".hl-tracker") == []

    tracker.get_by_label("Status").select_option("Done")
    expect(tracker.locator(".hl-run")).to_have_count(1)
    tracker.get_by_label("Find calls").fill("dragon")
    expect(tracker.get_by_text("No call is like that")).to_be_visible()
    shoot(notebook, "tracker-5-no-call")
    tracker.get_by_role("button", name="Show all").click()
    expect(tracker.locator(".hl-run")).to_have_count(2)

    notebook.run("a paper boat")
    boat = tracker.locator(".hl-run").filter(has_text="a paper boat")
    expect(boat).to_contain_text("Running, ", timeout=SLOW)
    notebook.crash_kernel()
    notebook.run("JobTracker")
    expect(tracker.locator(".hl-run")).to_have_count(1, timeout=SLOW)
    status(boat, "Done")
    shoot(notebook, "tracker-6-resumed")
    assert notebook.saved("succeeded · video · veo-3-1-i2v", "a paper boat")
    page.reload()
    status(boat, "Done")
    expect(boat.locator(".hl-face img")).to_be_visible(timeout=SLOW)
    shoot(notebook, "tracker-7-reloaded")
    assert not notebook.errors
    notebook.close()


def test_one_job_shows_itself_and_all_can_be_done_with_the_keyboard(fresh: JupyterLab, browser: BrowserContext) -> None:
    notebook = fresh.open(browser, fresh.write("tracker-dark.ipynb", DARK), theme="dark")
    page = notebook.page
    notebook.run("lab.tracker")
    tracker, card = page.locator(".hl-tracker"), page.locator(".hl-job")
    expect(tracker).to_contain_text("Nothing is under way", timeout=SLOW)
    notebook.run("clip = ")
    one = card.locator(".hl-run")
    expect(one).to_contain_text("credits held", timeout=SLOW)
    expect(one.get_by_role("button", name="Cancel")).to_be_visible(timeout=SLOW)
    shoot(notebook, "job-1-running-dark")
    one.focus()
    page.keyboard.press("Delete")
    expect(card.get_by_role("button", name="Cancel the call")).to_be_focused()
    page.keyboard.press("Enter")
    status(one, "Cancelled")
    shoot(notebook, "job-2-cancelled-dark")

    lantern = tracker.locator(".hl-run").filter(has_text="a lantern")
    status(lantern, "Cancelled")
    lantern.focus()
    page.keyboard.press("Enter")
    expect(tracker.locator(".hl-asked")).to_contain_text("above the sum at which this lab asks", timeout=SLOW)
    expect(tracker.get_by_role("button", name="Spend up to")).to_be_focused()
    shoot(notebook, "tracker-8-asks-dark")
    assert violations(page, ".hl-tracker") == []
    page.keyboard.press("Escape")
    expect(lantern).to_be_focused()

    one.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Spend up to")).to_be_focused(timeout=SLOW)
    page.keyboard.press("Enter")
    status(one, "Done")
    expect(card.locator(".hl-made video")).to_be_visible(timeout=SLOW)
    expect(tracker.locator(".hl-run")).to_have_count(2)
    page.wait_for_function("() => document.querySelector('.hl-made video').readyState >= 2")
    shoot(notebook, "job-3-done-dark")
    check_look(card, "job-dark")
    assert violations(page, ".hl-job") == []

    notebook.run("sound = ")
    evening = tracker.locator(".hl-run").filter(has_text="Good evening")
    status(evening, "Done")
    evening.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog audio")).to_be_visible(timeout=SLOW)
    shoot(notebook, "tracker-9-sound-dark")
    page.keyboard.press("Escape")
    expect(evening).to_be_focused()
    page.keyboard.press("End")
    expect(tracker.locator(".hl-run").last).to_be_focused()
    check_look(tracker, "tracker-dark")
    for shown in (tracker, card):
        shown.evaluate("e => { e.style.maxWidth = '360px' }")
        assert shown.evaluate("e => e.scrollWidth <= e.clientWidth")
    shoot(notebook, "tracker-10-narrow-dark")
    assert not notebook.errors
    notebook.close()
