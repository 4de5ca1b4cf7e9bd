"""The dashboard before a person: once with the mouse in the light, once with the keyboard alone in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000
STUDIO = (
    "from datetime import UTC, datetime\n"
    "from hypereal_lab import usage\n"
    "board = usage.sample().dashboard(now=datetime(2026, 11, 20, 15, tzinfo=UTC))\n"
    "board"
)
LIVE = "from hypereal_lab import Lab\nlab = Lab()\nlab.usage.dashboard()"
CALL = "picture = lab.images.generate('a tin robot').run()"


def opened(jupyterlab: JupyterLab, browser: BrowserContext, name: str, theme: str) -> tuple[Notebook, Locator]:
    notebook = jupyterlab.open(browser, jupyterlab.write(name, [STUDIO, LIVE, CALL]), theme=theme)
    notebook.page.set_viewport_size({"width": 1440, "height": 1500})
    notebook.run("usage.sample")
    board = notebook.cell("usage.sample").locator(".hl-dashboard")
    expect(board.locator(".hl-panel-spend .hl-mark").first).to_be_visible(timeout=SLOW)
    expect(board.locator(".hl-td[role=cell]").first).not_to_have_text("…", timeout=SLOW)
    return notebook, board


def narrow(notebook: Notebook, board: Locator, wide: int | None) -> None:
    board.evaluate("(e, wide) => { e.style.maxWidth = wide ? `${wide}px` : '' }", wide)
    notebook.page.wait_for_function(
        "([e, wide]) => { const s = e.querySelector('svg').getBoundingClientRect().width;"
        " return wide ? s < wide : s > 400; }",
        arg=[board.element_handle(), wide],
    )


def drag(page: Page, first: Locator, last: Locator) -> None:
    begin, end = (one.locator(".hl-room").bounding_box() for one in (first, last))
    assert begin and end
    page.mouse.move(begin["x"] + 2, begin["y"] + 60)
    page.mouse.down()
    page.mouse.move(end["x"] + 2, end["y"] + 70, steps=4)
    page.mouse.up()


def test_charts_filter_each_other_under_the_mouse(
    jupyterlab: JupyterLab, browser: BrowserContext, tmp_path: Path
) -> None:
    notebook, board = opened(jupyterlab, browser, "dashboard-light.ipynb", "light")
    page = notebook.page
    total, chips = board.locator(".hl-sum"), board.locator(".hl-chips")
    everything = total.inner_text()
    expect(total).to_contain_text("26 of unknown price")
    expect(board.locator(".hl-card").filter(has_text="November")).to_contain_text("credits")
    shoot(notebook, "dashboard-1-wide-light")
    check_look(board, "dashboard-light")
    assert violations(page, ".hl-dashboard") == []

    share = board.locator(".hl-panel-share .hl-mark")
    share.filter(has_text="veo-3-1-i2v").click()
    expect(chips).to_contain_text("Model: veo-3-1-i2v")
    expect(total).to_contain_text("calls of 6,")
    expect(board.locator(".hl-panel-top .hl-mark").first).to_have_attribute("aria-label", re.compile("veo-3-1-i2v"))
    bars = board.locator(".hl-panel-spend .hl-mark")
    drag(page, bars.nth(30), bars.nth(36))
    expect(chips).to_contain_text("Days:")
    expect(bars.and_(board.locator("[aria-selected=true]"))).to_have_count(7)
    shoot(notebook, "dashboard-2-filtered-light")
    assert violations(page, ".hl-dashboard") == []

    board.get_by_role("columnheader", name="credits").get_by_role("button").click()
    expect(board.get_by_role("columnheader", name="credits")).to_have_attribute("aria-sort", "descending")
    board.get_by_role("button", name="Export").click()
    shoot(notebook, "dashboard-3-menu-light")
    with page.expect_download() as kept:
        board.get_by_role("menuitem", name="CSV").click()
    kept.value.save_as(tmp_path / "usage.csv")
    lines = (tmp_path / "usage.csv").read_text().splitlines()
    assert lines[0] == "time,model,kind,status,credits,latency,prompt"
    assert len(lines) - 1 == int(re.search(r"([\d,]+) calls of", total.inner_text())[1].replace(",", ""))  # type: ignore[index]
    board.get_by_role("button", name="Export").click()
    board.get_by_role("menuitem", name="Copy as pandas").click()
    expect(board.locator(".hl-toast")).to_have_text("Python is on the clipboard.")
    assert 'sort_values("credits", ascending=False' in page.evaluate("() => navigator.clipboard.readText()")

    board.get_by_role("button", name="Clear all").click()
    expect(total).to_have_text(everything)
    narrow(notebook, board, 360)
    shoot(notebook, "dashboard-4-narrow-light")
    assert board.evaluate("e => e.scrollWidth <= e.clientWidth")
    check_look(board, "dashboard-narrow-light")

    notebook.run("lab.usage.dashboard")
    live = notebook.cell("lab.usage.dashboard").locator(".hl-dashboard")
    expect(live.locator(".hl-card").filter(has_text="Balance")).to_be_visible(timeout=SLOW)
    before = live.locator(".hl-sum").inner_text()
    notebook.run("lab.images")
    expect(live.locator(".hl-sum")).not_to_have_text(before, timeout=SLOW)
    expect(live.locator(".hl-td[role=cell]", has_text="a tin robot").first).to_be_visible(timeout=SLOW)
    assert notebook.saved("hl-twin-table", "Forecast of the month")
    assert not notebook.errors
    notebook.close()


def test_everything_can_be_done_with_the_keyboard(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook, board = opened(jupyterlab, browser, "dashboard-dark.ipynb", "dark")
    page, total, chips = notebook.page, board.locator(".hl-sum"), board.locator(".hl-chips")
    shoot(notebook, "dashboard-5-wide-dark")
    check_look(board, "dashboard-dark")
    everything = total.inner_text()

    board.get_by_role("button", name="Kind", exact=True).focus()
    page.keyboard.press("Enter")
    boxes = board.get_by_role("dialog", name="Kind")
    expect(boxes.get_by_role("checkbox").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(chips).to_contain_text("Kind:")
    shoot(notebook, "dashboard-6-chooser-dark")
    assert violations(page, ".hl-dashboard") == []
    page.keyboard.press("Escape")
    expect(board.get_by_role("button", name="Kind", exact=True)).to_be_focused()

    board.locator(".hl-panel-spend .hl-mark[tabindex='0']").focus()
    page.keyboard.press("End")
    last = board.locator(".hl-panel-spend .hl-mark").last
    expect(last).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    expect(chips).to_contain_text("Days:")
    expect(board.locator(".hl-panel-spend [aria-selected=true]")).to_have_count(4)
    expect(board.locator(".hl-hear[role=status]")).to_contain_text("Only Kind")
    expect(board.locator(".hl-panel-spend .hl-mark:focus")).to_have_count(1)

    board.locator(".hl-panel-share .hl-mark[tabindex='0']").focus()
    page.keyboard.press("Enter")
    expect(chips.locator(".hl-chip")).to_have_count(3)
    shoot(notebook, "dashboard-7-filtered-dark")
    assert violations(page, ".hl-dashboard") == []
    chips.locator(".hl-chip").last.focus()
    page.keyboard.press("Enter")
    expect(chips.locator(".hl-chip")).to_have_count(2)
    board.get_by_role("button", name="Clear all").focus()
    page.keyboard.press("Enter")
    expect(total).to_have_text(everything)

    board.get_by_role("columnheader", name="latency").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(board.get_by_role("columnheader", name="latency")).to_have_attribute("aria-sort", "descending")
    expect(board.get_by_role("columnheader", name="latency").get_by_role("button")).to_be_focused()
    narrow(notebook, board, 360)
    shoot(notebook, "dashboard-8-narrow-dark")
    assert not notebook.errors
    notebook.close()
