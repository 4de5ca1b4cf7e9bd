"""The first frame of a model of 20 MB in a real JupyterLab, drawn by software, and how many renderers two viewers need.

    python -m benchmarks.viewer

The limit is 2.5 s from the end of the cell to the first picture, measured in the page; the peer is a model of 10 kB,
which has the same way through kernel, library and shaders.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

from tests.media import glbs
from tests.ui.server import new_browser, running_jupyterlab

LIMIT = 2.5
"""Seconds."""
TRIANGLES = 720_000
"""About 20 MB."""

_WATCH = """() => {
    window.drawnBy = 0;
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        const known = /^webgl/.test(kind) && !this.seenByBenchmark;
        if (known) { this.seenByBenchmark = true; window.drawnBy += 1; }
        return real.call(this, kind, ...rest);
    };
    window.firstFrames = [];
    new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
            for (const node of addedNodes) {
                const viewer = node.matches?.(".hl-viewer") ? node : node.querySelector?.(".hl-viewer");
                if (viewer && !viewer.since) viewer.since = performance.now();
            }
            if (target.dataset?.state !== "live" || target.drawn) continue;
            target.drawn = true;
            const canvas = target.querySelector("canvas");
            canvas.getContext("2d").getImageData(0, 0, 1, 1);
            window.firstFrames.push((performance.now() - target.since) / 1000);
        }
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-state"] });
}"""
"""Times the first frame of each viewer from the moment it stands in the page, and counts what WebGL draws to."""


def first_frame(page: Page, count: int) -> float:
    """Seconds, once so many viewers have drawn."""
    page.wait_for_function(f"() => window.firstFrames.length >= {count}", timeout=120_000)
    found: float = page.evaluate("() => window.firstFrames.at(-1)")
    return found


def main() -> None:
    """Small, large, and the large one again; print the ratios."""
    heavy = glbs.large(TRIANGLES, texture=256)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = home / "notebooks"
        source.mkdir()
        begin = (
            "from hypereal_lab import Lab\nlab = Lab()\n"
            "small = lab.viewer('small.glb')\nlarge = lab.viewer('large.glb')"
        )
        cells = [nbformat.v4.new_code_cell(text) for text in (begin, "small", "large", "lab.viewer(large.asset)")]
        kernel = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), source / "viewer.ipynb")
        (source / "small.glb").write_bytes(glbs.cube())
        (source / "large.glb").write_bytes(heavy)
        with sync_playwright() as playwright, running_jupyterlab(home, source) as server:
            browser = new_browser(playwright, home / "profile")
            opened = server.open(browser, "viewer.ipynb")
            opened.page.evaluate(_WATCH)
            opened.run("lab.viewer('small.glb')")
            times = []
            for number in (1, 2, 3):
                cell = opened.page.locator(".jp-CodeCell").nth(number)
                cell.locator(".cm-content").click()
                opened.page.keyboard.press("Control+Enter")
                cell.locator(".hl-viewer").scroll_into_view_if_needed(timeout=120_000)
                times.append(first_frame(opened.page, number))
            drawn_by = opened.page.evaluate("() => window.drawnBy")
            opened.close()
            browser.close()
    small, large, again = times
    print(f"first frame of 9 kB, with library and shaders    {small:5.2f} s")
    weight = f"first frame of {len(heavy) / 1e6:.1f} MB"
    print(f"{weight:<48} {large:5.2f} s, {large / LIMIT:.2f} of the limit")
    print(f"the same model in a second view                 {again:5.2f} s")
    print(f"three viewers, {drawn_by} renderer")


if __name__ == "__main__":
    main()
