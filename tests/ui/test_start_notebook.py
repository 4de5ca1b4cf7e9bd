"""The first notebook, as a newcomer meets it: words, references, price, picture, cost, balance, table."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.notebook import JupyterLab, Notebook
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

NOTEBOOK = "00-start-here.ipynb"
SLOW = 60_000
"""Milliseconds for what a busy machine may need; nothing waits that long when it works."""
LISTED = "gemini-3.1-flash-image-preview"
"""A model whose price grows with each reference image."""

_DROP = """([selector, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], "cat.png", { type: "image/png" }));
    const target = document.querySelector(selector);
    for (const type of ["dragenter", "dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    }
}"""


def reference() -> str:
    """A small picture as base64."""
    import base64

    kept = io.BytesIO()
    Image.effect_mandelbrot((160, 120), (-2, -1.2, 1, 1.2), 60).convert("RGB").save(kept, format="PNG")
    return base64.b64encode(kept.getvalue()).decode()


def number(words: str) -> Decimal:
    """The first amount in a text."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", words)
    assert found, words
    return Decimal(found[0].replace(",", ""))


def shown_amount(place: Locator) -> Decimal:
    expect(place).to_have_text(re.compile(r"\d"), timeout=SLOW)
    return number(place.inner_text())


def finished(notebook: Notebook) -> Locator:
    """The last output, when all cells have run and nothing more is spent by them."""
    said = notebook.cell("spent_here = ").locator(".jp-OutputArea-output").last
    # what was made in an earlier test of this server is replayed for nothing
    expect(said).to_contain_text(re.compile("= (8|0) credits, the pictures made now cost \\1$", re.M), timeout=SLOW)
    return said


def test_from_a_prompt_to_a_priced_picture(jupyterlab: JupyterLab, browser: BrowserContext, theme: str) -> None:
    notebook = jupyterlab.open(browser, NOTEBOOK, theme=theme)
    page = notebook.page
    notebook.run_all()
    prompt = page.locator(".hl-prompt").first
    prompt.wait_for(timeout=SLOW)
    prompt.scroll_into_view_if_needed()
    expect(prompt).to_contain_text("Sandbox", timeout=SLOW)
    finished(notebook)

    words = prompt.locator(".hl-words")
    words.fill(f"a lighthouse by the sea at dusk, {theme}")
    model = prompt.get_by_role("combobox").first
    model.fill(LISTED)
    page.get_by_role("option", name=LISTED).first.click()
    price = prompt.locator(".hl-cost")
    expect(price).to_contain_text("6.72", timeout=SLOW)
    shoot(notebook, f"{theme}-1-priced")

    page.evaluate(_DROP, [".hl-prompt", reference()])
    expect(prompt.locator("button.hl-slot")).to_have_count(1, timeout=SLOW)
    expect(price).to_contain_text("6.776", timeout=SLOW)
    before = shown_amount(prompt.locator(".hl-account"))
    shoot(notebook, f"{theme}-2-reference")

    words.press("Control+Enter")
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    picture = prompt.locator("img[src^=blob], img[src^='data:image']").last
    expect(picture).to_be_visible()
    expect(prompt.locator(".hl-facts-line").first).to_contain_text("6.776")
    expect(prompt.locator(".hl-account")).to_contain_text(f"{before - Decimal('6.776'):,f}", timeout=SLOW)
    picture.scroll_into_view_if_needed()
    shoot(notebook, f"{theme}-3-made")

    gallery = page.locator(".hl-gallery").first
    gallery.scroll_into_view_if_needed()
    expect(gallery.locator(".hl-tile")).not_to_have_count(0, timeout=SLOW)
    shoot(notebook, f"{theme}-4-gallery")
    table = notebook.cell("lab.usage.by_model()")
    table.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(table.locator("table")).to_contain_text(LISTED, timeout=SLOW)
    expect(table.locator("table")).to_contain_text("6.776")
    shoot(notebook, f"{theme}-5-usage")
    assert not notebook.errors
    notebook.close()


def test_the_table_of_usage_shows_what_was_just_made(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook = jupyterlab.open(browser, NOTEBOOK)
    notebook.run_all()
    table = notebook.cell("lab.usage.by_model()")
    expect(table.locator("table")).to_contain_text("gemini-3-1-flash-t2i", timeout=SLOW)
    finished(notebook)
    notebook.close()


def test_a_saved_notebook_still_shows_picture_price_and_recipe(jupyterlab: JupyterLab, browser: BrowserContext) -> None:
    notebook = jupyterlab.open(browser, NOTEBOOK)
    notebook.run_all()
    prompt = notebook.page.locator(".hl-prompt").first
    prompt.wait_for(timeout=SLOW)
    expect(prompt.locator(".hl-cost")).to_contain_text("4", timeout=SLOW)
    finished(notebook)
    prompt.locator(".hl-words").press("Control+Enter")
    expect(notebook.page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    assert notebook.saved("data:image/webp;base64,")
    notebook.close()

    again = jupyterlab.open(browser, NOTEBOOK)
    page = again.page
    shown = page.locator(".hl-twin").first
    expect(shown).to_be_visible(timeout=SLOW)
    expect(shown.locator("img").first).to_be_visible()
    expect(shown).to_contain_text("4 credits")
    expect(shown).to_contain_text("chrome teapot")
    expect(shown).to_contain_text("lab.images.generate")
    for words in page.get_by_text("model not found").all():
        expect(words).to_be_hidden()
    shown.scroll_into_view_if_needed()
    shoot(again, "twin")
    again.close()
