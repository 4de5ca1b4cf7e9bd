"""What goes wrong around widgets: hands that hammer, kernels that compute, two views, and all of them in one notebook."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
LAB = "from hypereal_lab import Lab\nlab = Lab()\n"
BUSY = "import time, pathlib\nwhile not pathlib.Path('enough').exists():\n    time.sleep(0.05)\nprint('went on')"


def test_ten_thousand_presses_send_one_call(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    made = f"{LAB}before = len(lab.journal.runs())\nprompt = lab.prompt('a kite over dunes', aspect_ratio='1:1', seed=3)\nprompt"
    count = "print(len(lab.journal.runs()) - before, 'sent,', prompt.state)"
    notebook = jupyterlab.open(browser, jupyterlab.write("hammered.ipynb", (made, count)))
    page = notebook.page
    notebook.run("lab.prompt")
    prompt = page.locator(".hl-prompt")
    expect(prompt.locator(".hl-cost")).to_contain_text("4", timeout=SLOW)
    prompt.get_by_role("button", name="Generate").evaluate(
        "(button) => { for (let n = 0; n < 10000; n++) button.click(); }"
    )
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    notebook.run("'sent,'")
    expect(notebook.cell("'sent,'")).to_contain_text("1 sent, done", timeout=SLOW)
    assert not notebook.errors
    notebook.close()


def test_a_press_is_heard_while_a_cell_computes(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    made = f"{LAB}prompt = lab.prompt('a paper lantern', aspect_ratio='1:1', seed=4)\nprompt"
    (jupyterlab.root / "enough").unlink(missing_ok=True)
    notebook = jupyterlab.open(browser, jupyterlab.write("busy.ipynb", (made, BUSY)))
    page = notebook.page
    notebook.run("lab.prompt")
    prompt = page.locator(".hl-prompt")
    expect(prompt.locator(".hl-cost")).to_contain_text("4", timeout=SLOW)
    notebook.run("went on")
    expect(notebook.cell("went on").locator(".jp-InputPrompt").first).to_contain_text("*")
    words = prompt.locator(".hl-words")
    words.fill("a paper lantern on a river")
    expect(words).to_have_value("a paper lantern on a river")
    words.press("Control+Enter")
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    expect(notebook.cell("went on").locator(".jp-InputPrompt").first).to_contain_text("*")
    (jupyterlab.root / "enough").touch()
    expect(notebook.cell("went on").locator(".jp-OutputArea")).to_contain_text("went on", timeout=SLOW)
    assert not notebook.errors
    notebook.close()


def test_two_views_of_one_prompt_are_one_form(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    made = f"{LAB}prompt = lab.prompt('a snail', aspect_ratio='1:1', seed=5)\nprompt"
    notebook = jupyterlab.open(browser, jupyterlab.write("twice.ipynb", (made, "prompt")))
    page = notebook.page
    notebook.run("lab.prompt")
    expect(page.locator(".hl-prompt")).to_have_count(1, timeout=SLOW)
    page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    views = page.locator(".hl-prompt")
    expect(views).to_have_count(2, timeout=SLOW)
    views.first.locator(".hl-words").fill("a snail on a book")
    expect(views.last.locator(".hl-words")).to_have_value("a snail on a book")
    views.last.locator(".hl-words").press("Control+Enter")
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(2, timeout=SLOW)
    assert not notebook.errors
    notebook.close()


def test_every_widget_once_is_a_small_file_that_shows_itself_again(
    jupyterlab: JupyterLab, browser: BrowserContext
) -> None:
    cells = (
        LAB + "picture = lab.images.generate('a red fox', aspect_ratio='1:1', resolution='0.5K').run()\n"
        "said = lab.audio.speak('Good morning.', format='wav', allow_unknown_price=True).run()\n"
        "clip = lab.videos.generate('waves', model='veo-3-1-i2v', duration=4).run()\n"
        "mesh = lab.models3d.generate('a red teapot').run()\nprint('all made')",
        *(f"lab.{name}" for name in ("prompt('a boat')", "gallery()", "tracker()", "compare([picture, picture])")),
        *(f"lab.{name}" for name in ("player(said)", "player(clip)", "viewer(mesh)", "talk()", "usage.dashboard()")),
    )
    notebook = jupyterlab.open(browser, jupyterlab.write("every.ipynb", cells))
    page = notebook.page
    notebook.run_all()
    expect(notebook.cell("all made")).to_contain_text("all made", timeout=3 * SLOW)
    for name in ("prompt", "gallery", "tracker", "compare", "audio", "video", "viewer", "chat", "dashboard"):
        expect(page.locator(f".hl-live.hl-{name}")).to_have_count(1, timeout=SLOW)
    expect(page.locator(".jp-InputPrompt").last).to_contain_text(re.compile(r"\[\d+\]"), timeout=SLOW)
    notebook.save()
    saved = jupyterlab.root / "every.ipynb"
    assert saved.stat().st_size < 400_000
    assert not notebook.errors
    notebook.close()

    again = jupyterlab.open(browser, "every.ipynb")
    outputs = [output for cell in json.loads(saved.read_text())["cells"] for output in cell["outputs"]]
    assert sum("hl-twin" in json.dumps(output) for output in outputs) == 9
    expect(again.page.locator(".hl-twin:visible").first).to_be_visible(timeout=SLOW)
    shoot(again, "every-widget-again")
    again.close()
