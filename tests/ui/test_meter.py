"""The cost meter before a person: numbers that move while a cell computes, a warning in words, and where it went."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
METER = "from hypereal_lab import Lab\nlab = Lab()\nlab.meter()"
PICTURE = "picture = lab.images.generate('a tin robot, {theme}').run()\nagain = lab.images.generate('a tin robot, {theme}').run()"
BUDGET = "budget = lab.budget(90, per='session')"
CLIP = (
    "import pathlib, time\nclip = lab.videos.generate('waves, {theme}', model='veo-3-1-i2v', duration=8).submit()\n"
    "while not pathlib.Path('meter-{theme}').exists():\n    time.sleep(0.1)"
)
DIGITS = re.compile(r"\d")


def opened(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> tuple[Notebook, Locator]:
    cells = [METER, *(cell.replace("{theme}", theme) for cell in (PICTURE, BUDGET, CLIP))]
    notebook = jupyterlab.open(browser, jupyterlab.write(f"meter-{theme}.ipynb", cells), theme=theme)
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})
    notebook.run("lab.meter")
    meter = notebook.page.locator(".hl-meter")
    expect(amount(meter, "balance")).to_have_text(DIGITS, timeout=SLOW)
    return notebook, meter


def amount(meter: Locator, name: str) -> Locator:
    return meter.locator(f".hl-of-{name} .hl-amount")


def test_the_meter_follows_what_is_spent_held_and_saved(fresh: JupyterLab, browser: BrowserContext, theme: str) -> None:
    notebook, meter = opened(fresh, browser, theme)
    page = notebook.page
    expect(meter).to_contain_text("play credits")
    expect(amount(meter, "spent")).to_have_text("0")
    before = amount(meter, "balance").inner_text()
    shoot(notebook, f"meter-1-fresh-{theme}")

    notebook.run("lab.images")
    expect(amount(meter, "spent")).to_have_text("4", timeout=SLOW)
    expect(amount(meter, "saved")).to_have_text("4")
    expect(amount(meter, "balance")).not_to_have_text(before)
    notebook.run("lab.budget")
    notebook.run("pathlib")
    # while the cell still computes
    expect(amount(meter, "held")).to_have_text(re.compile("[1-9]"), timeout=SLOW)
    expect(meter.get_by_role("meter", name="Session budget")).to_be_visible()
    expect(meter.get_by_role("list", name="Warnings")).to_contain_text("14 of 90 credits are left")
    expect(notebook.cell("pathlib").locator(".jp-InputPrompt").first).to_contain_text("*")
    opener = meter.get_by_role("button", name="Where it went")
    opener.focus()
    page.keyboard.press("Enter")
    dear = meter.locator(".hl-dear-one")
    expect(dear).to_have_count(2)
    expect(dear.first).to_contain_text("credits held")
    shoot(notebook, f"meter-2-open-{theme}")
    (fresh.root / f"meter-{theme}").touch()
    expect(amount(meter, "held")).to_have_text("0", timeout=SLOW)
    expect(dear.first).not_to_contain_text("held")
    expect(meter.get_by_role("list", name="Warnings")).to_contain_text("17 of 90 credits are left")
    check_look(meter, f"meter-{theme}")
    assert violations(page, ".hl-meter") == []

    meter.evaluate("e => { e.style.maxWidth = '360px' }")
    assert meter.evaluate("e => e.scrollWidth <= e.clientWidth")
    shoot(notebook, f"meter-3-narrow-{theme}")
    assert violations(page, ".hl-meter") == []
    opener.focus()
    page.keyboard.press("Escape")
    expect(meter.locator(".hl-where")).to_be_hidden()
    expect(opener).to_be_focused()
    shoot(notebook, f"meter-4-narrow-closed-{theme}")

    assert notebook.saved("play credits left", "saved by replay")
    page.reload()
    expect(amount(meter, "saved")).to_have_text("4", timeout=SLOW)
    assert not notebook.errors
    notebook.close()
