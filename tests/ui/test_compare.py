"""A sweep in JupyterLab: its price, its cells as they come, winners, and two pictures on top of each other."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 90_000
CELLS = (
    "from hypereal_lab import Lab\nlab = Lab()\nlab.confirm_above(10)",
    "sweep = lab.sweep(prompt=['a red fox in the snow', 'a lighthouse at dusk'], "
    "model=['gemini-3-1-flash-t2i', 'nano_banana_2'], seed=%s, aspect_ratio=['1:1'], resolution='0.5K')\nsweep",
    "chosen = lab.compare(sweep, winners=[])\nprint([cell.status for cell in sweep.cells], sweep.spent)",
    "compare = lab.compare(sweep)\ncompare",
    "print(compare.winners == [one.digest for one in compare.picked], len(compare.picked), 'picked')",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_by_mouse(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> None:
    cells = [cell.replace("%s", "[1, 2]" if theme == "light" else "[3, 4]") for cell in CELLS]
    notebook = jupyterlab.open(browser, jupyterlab.write(f"compare-{theme}.ipynb", cells), theme=theme)
    page = notebook.page
    notebook.run("from hypereal_lab")
    notebook.run("sweep = lab.sweep")
    compare = page.locator(".hl-compare")
    every = compare.locator(".hl-cell")
    expect(every).to_have_count(8, timeout=SLOW)
    make = compare.get_by_role("button", name=re.compile("^Make 8"))
    expect(make).to_be_visible(timeout=SLOW)
    compare.scroll_into_view_if_needed()
    shoot(notebook, f"compare-1-prices-{theme}")
    assert violations(page, ".hl-compare") == []
    make.click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("Above 10 credits this lab asks first")
    shoot(notebook, f"compare-2-asks-{theme}")
    dialog.get_by_role("button", name=re.compile("^Send for")).click()
    expect(compare.get_by_role("button", name="Stop")).to_be_visible()
    expect(compare).to_contain_text("Making…")
    shoot(notebook, f"compare-3-running-{theme}")
    expect(compare).to_contain_text("8 of 8 made", timeout=SLOW)
    expect(compare.locator(".hl-cell-image img[src]")).to_have_count(8, timeout=SLOW)
    for number in (0, 3):
        cell = compare.locator(f'[data-number="{number}"]')
        cell.hover()
        cell.locator(".hl-side").click()
        expect(cell).to_have_attribute("data-side", "0" if number == 0 else "1")
    compare.locator('[data-number="0"]').hover()
    compare.locator('[data-number="0"] .hl-win').click()
    expect(compare.locator("[data-winner]")).to_have_count(1)
    expect(compare.locator(".hl-line-foot .hl-sum-all")).to_contain_text(re.compile(r"\d credits"))
    page.mouse.move(0, 0)
    shoot(notebook, f"compare-4-made-{theme}")
    expect(compare.locator(".hl-toast")).to_have_count(0, timeout=SLOW)
    page.evaluate("document.activeElement.blur()")
    check_look(compare, f"compare-made-{theme}")
    assert violations(page, ".hl-compare") == []

    compare.get_by_role("button", name="Slider").click()
    expect(compare.locator(".hl-stage img")).to_have_count(2)
    page.wait_for_function("() => [...document.querySelectorAll('.hl-stage img')].every((one) => one.naturalWidth > 0)")
    compare.get_by_role("slider").fill("30")
    shoot(notebook, f"compare-5-slider-{theme}")
    check_look(compare, f"compare-slider-{theme}")
    assert violations(page, ".hl-compare") == []
    compare.get_by_role("button", name="Side by side").click()
    compare.get_by_role("button", name="Zoom in").click()
    moved = compare.locator(".hl-stage img").evaluate_all("(all) => all.map((one) => one.style.transform)")
    assert len(set(moved)) == 1 and "scale(1.25)" in moved[0]
    shoot(notebook, f"compare-6-side-{theme}")
    compare.get_by_role("button", name="Difference").click()
    expect(compare.locator(".hl-pair")).to_contain_text(re.compile(r"\d % of the pixels differ"), timeout=SLOW)
    shoot(notebook, f"compare-7-difference-{theme}")
    compare.get_by_role("button", name="Grid").click()
    page.set_viewport_size({"width": 560, "height": 900})
    notebook.command("application:toggle-left-area")
    compare.scroll_into_view_if_needed()
    shoot(notebook, f"compare-8-narrow-{theme}")
    assert not notebook.errors
    notebook.close()


def test_by_keyboard_alone(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    cells = [cell.replace("%s", "[5, 6]").replace("(10)", "(1000)") for cell in CELLS]
    notebook = jupyterlab.open(browser, jupyterlab.write("compare-keys.ipynb", cells))
    page, keys = notebook.page, notebook.page.keyboard
    notebook.run("from hypereal_lab")
    notebook.run("sweep = lab.sweep")
    compare = page.locator(".hl-compare")
    expect(compare.locator(".hl-cell")).to_have_count(8, timeout=SLOW)
    first = compare.locator('[data-number="0"]')
    first.focus()
    keys.press("Enter")
    expect(compare).to_contain_text("1 of 8 made", timeout=SLOW)
    expect(first).to_be_focused()
    compare.get_by_role("button", name=re.compile("^Make 7")).focus()
    keys.press("Enter")
    expect(compare).to_contain_text("8 of 8 made", timeout=SLOW)
    first.focus()
    keys.press("Space")
    keys.press("c")
    keys.press("ArrowRight")
    keys.press("c")
    expect(page.locator(":focus")).to_have_attribute("aria-label", re.compile("picture B"))
    compare.get_by_role("button", name="Slider").focus()
    keys.press("Enter")
    slider = compare.get_by_role("slider")
    slider.focus()
    keys.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "49 % picture A")
    compare.get_by_role("button", name="Grid").focus()
    keys.press("Enter")
    first.focus()
    keys.press("Enter")
    expect(page.locator("dialog")).to_contain_text("a red fox in the snow")
    keys.press("Escape")
    expect(first).to_be_focused()
    notebook.run("compare = lab.compare")
    expect(page.locator(".hl-compare")).to_have_count(2, timeout=SLOW)
    second = page.locator(".hl-compare").nth(1)
    expect(second).to_contain_text("8 of 8 made", timeout=SLOW)
    second.locator('[data-number="2"]').focus()
    keys.press("Space")
    notebook.run("compare.picked")
    expect(notebook.cell("compare.picked")).to_contain_text("True 1 picked", timeout=SLOW)
    assert len(notebook.saved("8 of 8 made")) < 24 * 20_000
    assert not notebook.errors
    notebook.close()
