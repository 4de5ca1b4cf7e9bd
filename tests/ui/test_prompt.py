"""The prompt in JupyterLab: pictures from the shelf and the camera, words that are filled in, what was made before."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab
from tests.ui.prompts import add, opened
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 90_000
MADE = (
    "from hypereal_lab import Lab\nlab = Lab()\nimport hypereal_lab.widgets\nanimal = 'fox'\n"
    "made = [lab.images.generate(f'{one}, {THEME}', resolution='0.5K').run()"
    " for one in ('a red fox', 'two boats', 'a teapot')]\nprint('ready')"
)
SHOWN = (
    "prompt = lab.prompt(prompt='a {{animal}} at {dawn|dusk}', model='gemini-3-1-flash-t2i', resolution='0.5K')\nprompt"
)
LOOKED = "print(prompt.asset.prompt, '|', len(prompt.references), prompt.asset.recipe.get('references') is not None)"
SLEPT = "import time\ntime.sleep(30)"


def cells(name: str) -> tuple[str, ...]:
    return MADE.replace("{THEME}", name), SHOWN, LOOKED, SLEPT


def test_by_mouse(fresh: JupyterLab, browser: BrowserContext, theme: str) -> None:
    notebook, page = opened(fresh, browser, f"prompt-{theme}.ipynb", cells(theme), theme=theme)
    prompt = page.locator(".hl-prompt")
    expect(prompt.locator(".hl-sent")).to_contain_text(re.compile("Sends: a fox at (dawn|dusk)"), timeout=SLOW)

    add(page, "From the shelf")
    shelf = page.get_by_role("dialog", name="From the shelf")
    options = shelf.get_by_role("option")
    expect(options.nth(2)).to_be_visible(timeout=SLOW)
    shelf.get_by_role("searchbox").fill(f"fox {theme}")
    expect(options).to_have_count(1, timeout=SLOW)
    options.first.click()
    shelf.get_by_role("searchbox").fill(theme)
    expect(options).to_have_count(3, timeout=SLOW)
    shelf.get_by_role("option", name=re.compile("two boats")).click()
    expect(shelf.get_by_role("status")).to_contain_text("2 of 3 chosen")
    shoot(notebook, f"{theme}-1-shelf")
    assert violations(page, "dialog.hl-dialog-shelf") == []
    shelf.get_by_role("button", name="Use 2").click()
    expect(prompt.locator("button.hl-slot")).to_have_count(2, timeout=SLOW)

    words = prompt.locator(".hl-words")
    words.press("End")
    words.press_sequentially(" like img")
    offered = page.get_by_role("option", name=re.compile("img 2"))
    expect(offered).to_be_visible(timeout=SLOW)
    shoot(notebook, f"{theme}-2-img")
    offered.click()
    expect(words).to_have_value("a {{animal}} at {dawn|dusk} like img 2")
    prompt.get_by_label("animal", exact=True).fill("wolf")
    expect(prompt.locator(".hl-sent")).to_contain_text("Sends: a wolf at", timeout=SLOW)
    prompt.scroll_into_view_if_needed()
    assert violations(page, ".hl-prompt") == []
    shoot(notebook, f"{theme}-3-form")
    expect(prompt.locator(".hl-cost")).to_contain_text(re.compile(r"\d credits"), timeout=SLOW)
    check_look(prompt, f"prompt-form-{theme}")
    prompt.locator(".hl-primary").click()
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    expect(prompt.locator(".hl-picture img")).to_be_visible(timeout=SLOW)
    prompt.scroll_into_view_if_needed()
    shoot(notebook, f"{theme}-4-done")
    notebook.run("print(prompt.asset.prompt")
    expect(notebook.cell("print(prompt.asset.prompt").locator(".jp-OutputArea-output")).to_contain_text(
        re.compile(r"a wolf at (dawn|dusk) like img 2 \| 2 True"), timeout=SLOW
    )

    prompt.get_by_role("combobox", name="Model").click()
    expect(
        page.get_by_role("option", name=re.compile("gemini-3-1-flash-t2i.*you: .* calls?, .* credits"))
    ).to_be_visible(timeout=SLOW)
    shoot(notebook, f"{theme}-5-models")
    page.keyboard.press("Escape")
    prompt.get_by_role("button", name="Earlier prompts").click()
    before = page.get_by_role("dialog", name="Earlier prompts")
    expect(before.locator(".hl-past").first).to_contain_text("a wolf at", timeout=SLOW)
    shoot(notebook, f"{theme}-6-earlier")
    assert violations(page, "dialog.hl-dialog") == []
    before.locator(".hl-past", has_text=f"a teapot, {theme}").click()
    expect(words).to_have_value(f"a teapot, {theme}")
    expect(prompt.locator(".hl-filled")).to_be_hidden(timeout=SLOW)
    shoot(notebook, f"{theme}-7-again")
    notebook.command("application:toggle-left-area")
    page.set_viewport_size({"width": 500, "height": 1400})
    prompt.scroll_into_view_if_needed()
    shoot(notebook, f"{theme}-8-narrow")
    assert not notebook.errors
    notebook.close()


def test_with_the_keyboard_alone_also_while_the_kernel_computes(
    jupyterlab: JupyterLab, browser: BrowserContext
) -> None:
    notebook, page = opened(jupyterlab, browser, "prompt-keys.ipynb", cells("keys"))
    prompt = page.locator(".hl-prompt")
    words = prompt.locator(".hl-words")
    press = page.keyboard.press
    prompt.locator(".hl-kind input").first.focus()
    press("Tab")
    expect(words).to_be_focused()
    until(page, "Add a reference image")
    press("Enter")
    press("End")
    press("Enter")
    shelf = page.get_by_role("dialog", name="From the shelf")
    expect(shelf.get_by_role("searchbox")).to_be_focused(timeout=SLOW)
    page.keyboard.type("fox keys")
    expect(shelf.get_by_role("option")).to_have_count(1, timeout=SLOW)
    press("ArrowDown")
    press("Space")
    press("Shift+Tab")
    press("Control+a")
    page.keyboard.type("keys")
    expect(shelf.get_by_role("option")).to_have_count(3, timeout=SLOW)
    for key in ("ArrowDown", "ArrowRight", "Space"):
        press(key)
    expect(shelf.get_by_role("status")).to_contain_text("2 of 3 chosen")
    shoot(notebook, "keys-1-shelf")
    press("Enter")
    expect(prompt.locator("button.hl-slot")).to_have_count(2, timeout=SLOW)
    expect(prompt.locator(".hl-add")).to_be_focused()
    while not words.evaluate("(one) => one === document.activeElement"):
        press("Shift+Tab")
    press("Control+End")
    page.keyboard.type(" beside img")
    expect(page.get_by_role("option", name=re.compile("img 1"))).to_be_visible()
    press("ArrowDown")
    press("Enter")
    expect(words).to_have_value("a {{animal}} at {dawn|dusk} beside img 2")
    press("Control+Enter")
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    press("Alt+ArrowUp")
    expect(words).to_have_value(re.compile("a fox at (dawn|dusk) beside img 2"), timeout=SLOW)
    press("Alt+ArrowDown")
    expect(words).to_have_value("a {{animal}} at {dawn|dusk} beside img 2", timeout=SLOW)

    notebook.run("time.sleep")
    computing = notebook.cell("time.sleep").locator(".jp-InputPrompt")
    expect(computing).to_have_text("[*]:")
    words.focus()
    press("Control+a")
    page.keyboard.type("what is typed now stands here at once")
    expect(words).to_have_value("what is typed now stands here at once")
    expect(computing).to_have_text("[*]:")
    expect(prompt.locator(".hl-filled")).to_be_hidden(timeout=SLOW)
    assert violations(page, ".hl-prompt") == []

    prompt.locator(".hl-kind input:checked").focus()
    for _ in range(7):
        press("ArrowRight")
    expect(prompt.get_by_role("combobox", name="Model")).to_have_value("gpt-5.4-nano")
    words.focus()
    press("Control+a")
    page.keyboard.type("Say hello to the harbour")
    press("Control+Enter")
    expect(prompt.locator(".hl-written")).to_contain_text(re.compile(r"\w"), timeout=SLOW)
    prompt.scroll_into_view_if_needed()
    shoot(notebook, "keys-2-chat")
    assert violations(page, ".hl-prompt") == []
    assert not notebook.errors
    notebook.close()


def until(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    while page.evaluate("() => document.activeElement.getAttribute('aria-label')") != name:
        page.keyboard.press("Tab")
