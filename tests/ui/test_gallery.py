"""The gallery in JupyterLab: by mouse, by keyboard alone, with ten thousand things to scroll, light and dark."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.axe import violations
from tests.ui.looks import check_look
from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 90_000
WORDS = ("a red fox in the snow", "a lighthouse at dusk", "two boats", "<script>alert(1)</script> a blue teapot")
CELLS = (
    "from hypereal_lab import Lab\nlab = Lab()\n"
    f"made = lab.sweep(prompt={list(WORDS)!r}, aspect_ratio=['1:1', '16:9', '3:4'], resolution='0.5K', seed=SEED)\n"
    "made.run()\nprint(len(made.table), 'made')",
    "gallery = lab.gallery(made.table)\ngallery",
    "print(gallery.selection, [one.rating for one in gallery.selected])",
    "print(sorted({tag for one in lab.shelf.search('fox', tag='keeper') for tag in one.tags}))",
    "print(lab.usage.per_keeper()['keepers'].sum(), 'keepers')",
    "lab.shelf.delete(gallery.selected[0], confirm=True)\ngallery.filter = made.table",
)


def cells(seed: int) -> list[str]:
    """Pictures of the test's own: what one test rates and replays is not seen by the next."""
    return [cell.replace("SEED", str(seed)) for cell in CELLS]


def tile(gallery: Locator, words: str) -> Locator:
    return gallery.locator(f'.hl-tile[aria-label*="{words}"]').first


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_by_mouse(jupyterlab: JupyterLab, browser: BrowserContext, theme: str, tmp_path: Path) -> None:
    notebook = jupyterlab.open(browser, jupyterlab.write(f"gallery-{theme}.ipynb", cells(len(theme))), theme=theme)
    page = notebook.page
    notebook.run("from hypereal_lab")
    expect(notebook.cell("from hypereal_lab")).to_contain_text("12 made", timeout=SLOW)
    notebook.run("lab.gallery(made")
    gallery = page.locator(".hl-gallery")
    tiles = gallery.locator(".hl-tile")
    expect(tiles).to_have_count(12, timeout=SLOW)
    expect(gallery.locator(".hl-face img")).to_have_count(12, timeout=SLOW)
    expect(gallery).to_contain_text("12 assets")
    expect(gallery.locator("script")).to_have_count(0)
    gallery.scroll_into_view_if_needed()
    shoot(notebook, f"gallery-1-grid-{theme}")
    check_look(gallery, f"gallery-grid-{theme}")

    gallery.get_by_role("button", name="Show whole pictures").click()
    expect(gallery.get_by_role("button", name="Show squares")).to_be_visible()
    fox = tile(gallery, "a red fox")
    fox.hover()
    fox.locator(".hl-tick").click()
    tiles.nth(3).click(modifiers=["Shift"])
    expect(gallery.get_by_role("toolbar")).to_contain_text("4 assets selected")
    shoot(notebook, f"gallery-2-masonry-{theme}")
    check_look(gallery, f"gallery-masonry-{theme}")
    assert violations(page, ".hl-gallery") == []

    with page.expect_download() as got:
        gallery.get_by_role("button", name="Download").click()
    pack = tmp_path / got.value.suggested_filename
    got.value.save_as(pack)
    with zipfile.ZipFile(pack) as opened:
        names = opened.namelist()
        recipes = [json.loads(opened.read(name)) for name in names if name.endswith(".json")]
    assert len(names) == 8 and all(re.fullmatch(r"[\w.-]+", name) for name in names), names
    assert {one["recipe"]["inputs"]["prompt"] for one in recipes} <= set(WORDS)
    with page.expect_download() as got:
        gallery.get_by_role("button", name="Contact sheet").click()
    assert got.value.suggested_filename == "contact-sheet.webp"

    gallery.get_by_role("combobox", name="Order").select_option("oldest")
    gallery.get_by_role("searchbox").fill("teapot")
    expect(tiles).to_have_count(3)
    tiles.first.click()
    dialog = page.locator("dialog")
    dialog.get_by_role("button", name="4 stars").click()
    dialog.get_by_role("textbox", name="Add a tag").fill("kettle")
    page.keyboard.press("Enter")
    dialog.get_by_role("textbox", name="Note").fill("for the cover")
    expect(dialog.locator(".hl-chip")).to_have_text("kettle")
    expect(dialog.locator("dd").first).to_contain_text("<script>")
    page.wait_for_function("() => document.querySelector('dialog .hl-large-view img').naturalWidth > 300")
    shoot(notebook, f"gallery-3-open-{theme}")
    assert violations(page, "dialog") == []
    dialog.get_by_role("button", name="Recreate in a cell").click()
    expect(dialog).to_contain_text("A new cell below has the Python")
    page.keyboard.press("Escape")
    gallery.get_by_role("searchbox").fill("cover")
    expect(tiles).to_have_count(1)
    expect(tiles.first).to_have_attribute("aria-label", re.compile("4 stars, tagged kettle"))
    gallery.get_by_role("searchbox").fill("")
    expect(tiles).to_have_count(12)
    expect(page.locator(".jp-CodeCell").filter(has_text="blue teapot").nth(1)).to_contain_text("lab.images.generate")

    page.set_viewport_size({"width": 560, "height": 900})
    notebook.command("application:toggle-left-area")
    gallery.scroll_into_view_if_needed()
    shoot(notebook, f"gallery-4-narrow-{theme}")
    assert not notebook.errors
    notebook.close()


def test_by_keyboard_alone(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook = jupyterlab.open(browser, jupyterlab.write("gallery-keys.ipynb", cells(1)))
    page = notebook.page
    notebook.run("from hypereal_lab")
    expect(notebook.cell("from hypereal_lab")).to_contain_text("12 made", timeout=SLOW)
    notebook.run("lab.gallery(made")
    gallery = page.locator(".hl-gallery")
    tiles = gallery.locator(".hl-tile")
    expect(gallery.locator(".hl-face img")).to_have_count(12, timeout=SLOW)
    keys = page.keyboard
    tiles.first.focus()
    for key, place in (("ArrowRight", 2), ("ArrowDown", None), ("End", 12), ("Home", 1)):
        keys.press(key)
        if place:
            expect(page.locator(":focus")).to_have_attribute("aria-posinset", str(place))
    keys.press("Space")
    keys.press("Shift+ArrowRight")
    expect(gallery.get_by_role("toolbar")).to_contain_text("2 assets selected")
    keys.press("5")
    expect(gallery.locator(".hl-toast")).to_contain_text("5 of 5 stars")
    expect(tiles.nth(1)).to_have_attribute("aria-label", re.compile("5 stars"))
    keys.press("t")
    keys.type("keeper")
    keys.press("Enter")
    expect(gallery.locator(".hl-toast")).to_contain_text("Tagged keeper")
    notebook.run("gallery.selection, [")
    expect(notebook.cell("gallery.selection, [")).to_contain_text("[5, 5]", timeout=SLOW)
    notebook.run("tag='keeper'")
    expect(notebook.cell("tag='keeper'")).to_contain_text("['keeper']", timeout=SLOW)
    notebook.run("per_keeper")
    expect(notebook.cell("per_keeper")).to_contain_text(re.compile(r"\d+ keepers"), timeout=SLOW)

    tiles.nth(2).focus()
    keys.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    keys.press("ArrowRight")
    expect(page.locator("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.locator(":focus")).to_have_attribute("aria-posinset", "4")
    keys.press("Control+a")
    expect(gallery.get_by_role("toolbar")).to_contain_text("12 assets selected")
    keys.press("Escape")
    keys.press("Delete")
    expect(page.locator("dialog")).to_contain_text("Delete 1 asset?")
    keys.press("Enter")
    expect(gallery.locator(".hl-toast")).to_contain_text("1 asset deleted")
    expect(tiles.nth(3)).to_contain_text("Gone from the shelf")
    shoot(notebook, "gallery-5-deleted")
    gallery.get_by_role("button", name="Undo").focus()
    keys.press("Enter")
    expect(gallery.locator(".hl-toast")).to_contain_text("1 asset put back")
    expect(gallery.locator(".hl-face img")).to_have_count(12)

    tiles.first.focus()
    keys.press("Space")
    expect(gallery.get_by_role("toolbar")).to_contain_text("1 asset selected")
    notebook.run("lab.shelf.delete(gallery")
    expect(tiles.first).to_contain_text("Gone from the shelf", timeout=SLOW)
    assert len(notebook.saved("hl-twin")) < 12 * 20_000
    notebook.crash_kernel()
    notebook.run("from hypereal_lab")
    expect(notebook.cell("from hypereal_lab")).to_contain_text("12 made", timeout=SLOW)
    notebook.run("lab.gallery(made")
    expect(gallery.locator(".hl-face img")).to_have_count(12, timeout=SLOW)
    assert not notebook.errors
    notebook.close()
