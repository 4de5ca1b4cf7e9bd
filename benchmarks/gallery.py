"""A gallery of 500 pictures in a real JupyterLab: worst frame while scrolling, and what the saved notebook grows by.

    python -m benchmarks.gallery

The peer is the same page scrolling its own notebook without the gallery, in the same run.
"""

from __future__ import annotations

import base64
import json
import tempfile
from contextlib import closing
from pathlib import Path

import httpx
import nbformat
from playwright.sync_api import Page, sync_playwright

from hypereal_lab import Lab
from hypereal_lab.engines.picture import PictureOrder, draw
from tests.ui.server import new_browser, running_jupyterlab

PICTURES = 500
PER_PICTURE = 20_000

SCROLL = """async (selector) => {
    const place = document.querySelector(selector);
    const frames = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
        place.scrollTop += place.scrollHeight / 120;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
    }
    frames.sort((a, b) => a - b);
    return [frames[frames.length >> 1], frames.at(-1)];
}"""


def fill(home: Path) -> None:
    """Make pictures in the home of the lab that the notebook will open."""

    def answer(request: httpx.Request) -> httpx.Response:
        seed = int(json.loads(request.content)["prompt"].split()[-1])
        picture = base64.b64encode(draw(PictureOrder("a fox", 256, 256, seed=seed))).decode()
        return httpx.Response(200, json={"created": 1, "data": [{"b64_json": picture}], "creditsUsed": 4})

    with closing(Lab("ck_bench", "http://bench", home=home, environ={}, transport=httpx.MockTransport(answer))) as lab:
        for job in [lab.images.generate(f"a fox, number {number}").submit() for number in range(PICTURES)]:
            job.result()


def scroll(page: Page, selector: str) -> tuple[float, float]:
    """Median and worst frame in milliseconds."""
    median, worst = page.evaluate(SCROLL, selector)
    return median, worst


def main() -> None:
    """Fill, open, scroll, save, print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        fill(home / "lab-home")
        notebook = nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell("from hypereal_lab import Lab\nlab = Lab()\nlab.gallery()"),
                *(nbformat.v4.new_markdown_cell(f"# Line {number}\n\nwords") for number in range(60)),
            ],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        source = home / "notebooks"
        source.mkdir()
        nbformat.write(notebook, source / "gallery.ipynb")
        with sync_playwright() as playwright, running_jupyterlab(home, source) as server:
            browser = new_browser(playwright, home / "profile")
            opened = server.open(browser, "gallery.ipynb")
            plain = scroll(opened.page, ".jp-WindowedPanel-outer")
            opened.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
            opened.run_all()
            opened.page.wait_for_selector(".hl-tile img")
            found = scroll(opened.page, ".hl-gallery [role=listbox], .hl-gallery [role=grid]")
            opened.save()
            size = (server.root / "gallery.ipynb").stat().st_size
            opened.close()
            browser.close()
    print(f"notebook without gallery  median {plain[0]:6.1f} ms  worst {plain[1]:6.1f} ms a frame")
    print(f"gallery of {PICTURES} pictures    median {found[0]:6.1f} ms  worst {found[1]:6.1f} ms a frame")
    print(f"ratio of medians {found[0] / plain[0]:.2f}, of worst frames {found[1] / plain[1]:.2f}")
    print(f"saved notebook {size / 1000:.0f} kB, {size / PICTURES:.0f} bytes a picture (limit {PER_PICTURE})")


if __name__ == "__main__":
    main()
