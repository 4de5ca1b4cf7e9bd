"""The prompt in a real JupyterLab: from cell to first paint, from a key to its letter, from a change to its price.

    python -m benchmarks.prompt

First paint is from the press that runs the cell to the frame after the one that has the form, with the imports done
before; the notebook begins with words, as notebooks do, so that JupyterLab has brought its formulas already, which it
does for the first words or HTML of a page. The peer is a cell that prints a word, to the frame after that. A letter is
from the key to the frame that shows it, at rest and while a cell keeps the kernel busy; a price is from the click on
one more picture to the new sum. Ratios are to the limits.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

from tests.ui.notebook import Notebook
from tests.ui.server import new_browser, running_jupyterlab

PAINT, LETTER, PRICE = 250.0, 50.0, 50.0
"""Limits in milliseconds; that of a letter is the frame that nothing may exceed."""
ROUNDS = 9
WORDS = "a lighthouse at dusk, waves breaking, oil on canvas"
SLEPT = 60
"""Seconds that the busy cell takes; the kernel is ended before."""

CELLS = (
    "from hypereal_lab import Lab\nlab = Lab()\nawait lab.credits()\nlab.prompt('warm').close()\nprint('ready')",
    "print('a' ' word')",
    "lab.prompt(prompt='a fox', model='gemini-3-1-flash-t2i')",
    f"import time\ntime.sleep({SLEPT})",
)
PAINTED = """([selector, words]) => {
    const isThere = () =>
        [...document.querySelectorAll(selector)].some((one) => one.offsetHeight && one.textContent.includes(words));
    window.painted = new Promise((done) => {
        document.addEventListener('keydown', function pressed(event) {
            if (event.key !== 'Enter') return;
            document.removeEventListener('keydown', pressed, { capture: true });
            const look = () =>
                requestAnimationFrame(isThere() ? () => done(performance.now() - event.timeStamp) : look);
            look();
        }, { capture: true });
    });
}"""
LETTERS = """() => {
    window.letters = [];
    document.querySelector('.hl-words').addEventListener('keydown', (event) => requestAnimationFrame(() => {
        const shown = new MessageChannel();
        shown.port1.onmessage = () => window.letters.push(performance.now() - event.timeStamp);
        shown.port2.postMessage(null);
    }));
}"""
PRICED = """async (name) => {
    const sum = document.querySelector('.hl-cost strong');
    const before = sum.textContent;
    const began = performance.now();
    document.querySelector(`.hl-prompt [aria-label="${name}"]`).click();
    for (;;) {
        await new Promise((done) => setTimeout(done, 0));
        if (document.querySelector('.hl-cost strong').textContent !== before) return performance.now() - began;
        if (performance.now() - began > 20_000) throw new Error('no new price');
    }
}"""
BUSY = "() => [...document.querySelectorAll('.jp-InputPrompt')].some((one) => one.textContent === '[*]:')"


def paint(opened: Notebook, cell: str, selector: str, words: str = "") -> float:
    """Milliseconds from the press that runs a cell to what it shows."""
    page = opened.page
    page.evaluate(PAINTED, [selector, words])
    opened.run(cell)
    found = float(page.evaluate("() => window.painted"))
    page.wait_for_timeout(500)
    return found


def letters(page: Page) -> list[float]:
    """Milliseconds from each key to its letter."""
    page.evaluate("() => { window.letters = []; }")
    words = page.locator(".hl-words")
    words.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(WORDS, delay=40)
    page.wait_for_function(f"() => window.letters.length >= {len(WORDS)}")
    return [float(one) for one in page.evaluate("() => window.letters")][1:]


def prices(page: Page) -> list[float]:
    """Milliseconds from a change to its price, more pictures and fewer in turn."""
    found = []
    for at in range(ROUNDS * 2):
        found.append(float(page.evaluate(PRICED, "More images" if at % 2 == 0 else "Fewer images")))
        page.wait_for_timeout(150)
    return found[2:]


def measure(home: Path) -> tuple[float, float, list[float], list[float], list[float]]:
    """A printed word, first paint, letters at rest and while the kernel computes, and prices."""
    source = home / "notebooks"
    source.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    cells.insert(0, nbformat.v4.new_markdown_cell("# A fox"))
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), source / "prompt.ipynb")
    with sync_playwright() as playwright, running_jupyterlab(home, source) as server:
        browser = new_browser(playwright, home / "profile")
        opened = server.open(browser, "prompt.ipynb")
        page = opened.page
        opened.run("await lab.credits")
        opened.cell("await lab.credits").locator(".jp-OutputArea-output", has_text="ready").wait_for(timeout=120_000)
        word = paint(opened, "print('a' ' word')", ".jp-OutputArea-output", "a word")
        form = paint(opened, "lab.prompt(prompt=", ".hl-prompt .hl-words")
        page.locator(".hl-account", has_text="Balance").wait_for(timeout=60_000)
        page.evaluate(LETTERS)
        rest = letters(page)
        page.wait_for_timeout(1_000)
        priced = prices(page)
        opened.run("time.sleep")
        page.wait_for_function(BUSY)
        busy = letters(page)
        if not page.evaluate(BUSY):
            raise SystemExit("the kernel was not busy while the words were typed")
        opened.close()
        browser.close()
    return word, form, rest, busy, priced


def main() -> int:
    """Open, type, change, print."""
    with tempfile.TemporaryDirectory() as folder:
        word, form, rest, busy, priced = measure(Path(folder))
    print(f"cell to a printed word   {word:6.0f} ms")
    print(f"cell to first paint      {form:6.0f} ms             {form / PAINT:.2f} of its limit")
    broken = form > PAINT
    for name, found, limit in (
        ("key to letter, at rest", rest, LETTER),
        ("key to letter, busy", busy, LETTER),
        ("change to price", priced, PRICE),
    ):
        middle = statistics.median(found)
        print(f"{name:24} {middle:6.1f} ms, worst {max(found):5.0f} {middle / limit:.2f} of its limit")
        broken = broken or middle > limit
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
