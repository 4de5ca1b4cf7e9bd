"""The prompt spends nothing unasked: what is on the shelf is free, and a dear call takes a second press."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.notebook import JupyterLab
from tests.ui.shots import shoot

pytestmark = pytest.mark.browser

SLOW = 60_000


def test_confirm_replay_and_make_another(fresh: JupyterLab, browser: BrowserContext) -> None:
    cell = 'from hypereal_lab import Lab\nlab = Lab()\nlab.confirm_above(3)\nlab.prompt("a tin robot in the rain")'
    notebook = fresh.open(browser, fresh.write("spending.ipynb", [cell]), theme="dark")
    page = notebook.page
    notebook.run("lab.prompt")
    prompt = page.locator(".hl-prompt")
    words, account = prompt.locator(".hl-words"), prompt.locator(".hl-account")
    main, beside = prompt.locator(".hl-go .hl-primary"), prompt.locator(".hl-go .hl-tall-row")
    expect(account).to_have_text(re.compile(r"Balance [\d,.]+ → [\d,.]+"), timeout=SLOW)
    before = float(account.inner_text().split()[1].replace(",", ""))

    words.press("Control+Enter")
    expect(main).to_have_text("Spend 4 credits", timeout=SLOW)
    expect(words).to_be_focused()
    shoot(notebook, "spending-1-asks")
    words.press("Escape")
    expect(main).to_have_text("Generate · 4 credits")
    main.click()
    expect(main).to_have_text("Spend 4 credits")
    main.click()
    expect(page.locator(".hl-prompt[data-state=done]")).to_have_count(1, timeout=SLOW)
    expect(account).to_have_text(f"Balance {before - 4:,g}", timeout=SLOW)

    expect(main).to_have_text("Show it")
    expect(prompt.locator(".hl-cost")).to_contain_text(re.compile("On the shelf: free.*made today .* for 4 credits"))
    shoot(notebook, "spending-2-on-the-shelf")
    main.press("Control+Enter")
    expect(prompt.locator(".hl-badge")).to_have_text("replayed, saved 4 credits", timeout=SLOW)
    expect(main).to_be_focused()
    expect(account).to_have_text(f"Balance {before - 4:,g}")
    shoot(notebook, "spending-3-replayed")

    words.press("Control+Shift+Enter")
    expect(beside).to_have_text("Spend 4 credits")
    words.press("Control+Shift+Enter")
    expect(prompt.locator(".hl-badge")).to_have_count(0, timeout=SLOW)
    expect(account).to_have_text(f"Balance {before - 8:,g}", timeout=SLOW)
    prompt.get_by_role("button", name="Copy Python").click()
    expect(prompt.locator(".hl-hear[role=status]")).to_have_text("Python is on the clipboard.")
    assert "take=2" in page.evaluate("() => navigator.clipboard.readText()")
    shoot(notebook, "spending-4-another")
    assert not notebook.errors
    notebook.close()
