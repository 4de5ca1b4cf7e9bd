"""The prompt for everything that is no plain picture: speech and a painted edit by mouse, a clip by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.axe import violations
from tests.ui.notebook import JupyterLab
from tests.ui.prompts import opened
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
MADE = "import io\nfrom PIL import Image\nfrom hypereal_lab import Lab\nlab = Lab()\nkept = io.BytesIO()\n" + (
    "Image.linear_gradient('L').convert('RGB').resize((320, 240)).save(kept, 'PNG')\nprint('ready')"
)
SHOWN = "prompt = lab.prompt('a small boat', references=[kept.getvalue()])\nprompt"
LOOKED = "mask = lab.shelf.asset(prompt.value['fields']['mask'])\nprint(mask.width, mask.height, prompt.asset.kind)"


def kind(prompt: Locator, name: str) -> None:
    prompt.locator(".hl-kind", has_text=name).click()


def test_speech_and_a_painted_edit_are_made_with_the_mouse(
    jupyterlab: JupyterLab, browser: BrowserContext, theme: str
) -> None:
    notebook, page = opened(jupyterlab, browser, f"kinds-{theme}.ipynb", (MADE, SHOWN, LOOKED), theme=theme)
    prompt = page.locator(".hl-prompt")
    expect(prompt.locator("button.hl-slot")).to_have_count(1, timeout=SLOW)

    kind(prompt, "Edit")
    prompt.locator("button.hl-slot").click()
    editor = page.locator("dialog.hl-dialog-editor")
    canvas = editor.locator("canvas[role=application]")
    box = canvas.bounding_box(timeout=SLOW)
    assert box is not None
    for across in (0.3, 0.6):
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * 0.7, steps=4)
        page.mouse.up()
    before = editor.get_by_label("Brush size").input_value()
    page.keyboard.press("]")
    assert int(editor.get_by_label("Brush size").input_value()) > int(before)
    page.keyboard.press("Control+z")
    expect(editor.get_by_role("status")).to_contain_text("taken back")
    shoot(notebook, f"{theme}-1-mask")
    assert violations(page, "dialog.hl-dialog-editor") == []
    editor.get_by_role("button", name="Use it").click()
    expect(prompt.locator(".hl-masked")).to_be_visible(timeout=SLOW)
    prompt.locator(".hl-words").fill(f"a red sail, {theme}")
    prompt.locator(".hl-primary").click()
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    expect(prompt.locator(".hl-picture img")).to_be_visible(timeout=SLOW)
    shoot(notebook, f"{theme}-2-edited")
    notebook.run("mask = ")
    expect(notebook.cell("mask = ").locator(".jp-OutputArea-output")).to_contain_text("320 240 image", timeout=SLOW)

    kind(prompt, "Speech")
    prompt.locator(".hl-cross").click(force=True)
    prompt.locator(".hl-chip", has_text="happy").click()
    prompt.locator(".hl-words").fill("Good morning!")
    prompt.locator(".hl-consent input").check(timeout=SLOW)
    prompt.locator(".hl-primary").click()
    expect(prompt.locator(".hl-stage audio")).to_be_visible(timeout=SLOW)
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    shoot(notebook, f"{theme}-3-speech")
    assert violations(page, ".hl-prompt") == []
    for name in ("Clip", "3D"):
        kind(prompt, name)
        expect(prompt.locator(".hl-cost")).to_contain_text(re.compile(r"\d credits"), timeout=SLOW)
        shoot(notebook, f"{theme}-4-{name}")
    assert violations(page, ".hl-prompt") == []
    assert not notebook.errors
    notebook.close()


def test_a_clip_is_made_with_the_keyboard_alone(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook, page = opened(
        jupyterlab, browser, "clip.ipynb", (MADE, "prompt = lab.prompt(kind='image')\nprompt", LOOKED)
    )
    page.set_viewport_size({"width": 620, "height": 900})
    prompt = page.locator(".hl-prompt")
    prompt.locator(".hl-kind input").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(prompt.get_by_role("combobox", name="Model")).to_have_value("veo-3-1-i2v")
    page.keyboard.press("Tab")
    expect(prompt.locator(".hl-words")).to_be_focused()
    page.keyboard.type("a paper boat on a pond")
    while page.evaluate("() => document.activeElement.closest('[aria-label=Length]')") is None:
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(prompt.locator("[aria-label=Length] input:checked")).to_have_value("4")
    expect(prompt.locator(".hl-cost")).to_contain_text(re.compile(r"\d credits"), timeout=SLOW)
    shoot(notebook, "clip-1-form")
    page.keyboard.press("Control+Enter")
    expect(prompt.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile("[1-9]"), timeout=SLOW)
    prompt.locator(".hl-stage").scroll_into_view_if_needed()
    shoot(notebook, "clip-2-working")
    expect(prompt.locator(".hl-stage video")).to_be_visible(timeout=SLOW)
    prompt.locator(".hl-stage").scroll_into_view_if_needed()
    shoot(notebook, "clip-3-made")
    assert violations(page, ".hl-prompt") == []
    assert not notebook.errors
    notebook.close()
