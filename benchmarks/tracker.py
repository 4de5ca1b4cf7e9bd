"""A thousand jobs that all move ten times a second, in the tracker in a real JupyterLab: how long its frames take.

    python -m benchmarks.tracker

The runs are in memory and what the server would tell of each is made up anew for every tick; from there on everything
is real: rows, what is another than before, the messages, the page. The peer is the same page at rest, in the same run.
The mouse wheel turns meanwhile, so that rows come into sight and go.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page, sync_playwright

from tests.ui.server import new_browser, running_jupyterlab

JOBS = int(os.environ.get("HYPEREAL_BENCH_JOBS", "1000"))
SECONDS, LONGEST_FRAME, TICKS = 10, 50.0, 10
"""Of the measurement; milliseconds of a frame at the most; changes of every job in a second."""

SET_UP = f"""import asyncio, time
from dataclasses import replace
from hypereal_lab import Lab
from hypereal_lab.widgets.run_rows import Seen
lab = Lab()
lab.images.generate('a tin robot').run()
made = lab.journal.runs()[-1]
now = time.time()
runs = [
    replace(made, id=f'{{number:032x}}', status='running', job=f'job_{{number}}', kind='video', model='veo-3-1-i2v',
            time=now - number * 0.01, recipe={{'inputs': {{'prompt': f'a fox in the snow, take {{number}}'}}}})
    for number in range({JOBS})
]
lab.jobs.unresolved = lambda: runs
lab.jobs.is_under_way = lambda run: True
tracker = lab.tracker(resume=False)
tracker._looks.due = lambda runs: []
"""
SHOW = "tracker"
MOVE = f"""took = []
async def move():
    for tick in range({SECONDS * TICKS + 20}):
        began = time.perf_counter()
        for number, run in enumerate(runs):
            fraction = (tick * 7 + number) % 1000 / 1000
            tracker._looks._seen[run.id] = Seen('running', fraction, None, now + 60 + tick + number % 7)
        await tracker._refresh()
        took.append(time.perf_counter() - began)
        await asyncio.sleep(max(0, {1 / TICKS} - took[-1]))
    print('moved', len(took), 'median', sorted(took)[len(took) // 2])
lab.loop.wait(move())
"""
FRAMES = """async ([selector, seconds]) => {
    const room = document.querySelector(selector);
    const tasks = [];
    const seen = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)));
    seen.observe({ type: 'longtask' });
    const bar = () => [...document.querySelectorAll('.hl-tracker [role=progressbar]')].map(
        (one) => one.getAttribute('aria-valuenow')).join();
    const frames = [];
    let [changes, before] = [0, ''];
    const end = performance.now() + seconds * 1000;
    let last = performance.now();
    while (last < end) {
        room.scrollTop = (room.scrollTop + 12) % Math.max(1, room.scrollHeight - room.clientHeight);
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        frames.push(now - last);
        last = now;
        const shown = bar();
        changes += shown !== before;
        before = shown;
    }
    tasks.push(...seen.takeRecords().map((one) => one.duration));
    seen.disconnect();
    frames.sort((a, b) => a - b);
    return { median: frames[frames.length >> 1], most: frames.at(-1), over: frames.filter((one) => one > 50).length,
             all: frames.length, task: Math.max(0, ...tasks), changes };
}"""


def frames(page: Page) -> dict[str, Any]:
    """What the page's frames were like for some seconds."""
    found: dict[str, Any] = page.evaluate(FRAMES, [".hl-runs-room", SECONDS])
    return found


def said(name: str, found: dict[str, Any]) -> str:
    return (
        f"{name:24} median frame {found['median']:5.1f} ms  longest {found['most']:5.0f} ms  "
        f"{found['over']} of {found['all']} over 50 ms  longest task {found['task']:4.0f} ms"
    )


def main() -> None:
    """Open, look at rest, move, look, print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        source = home / "notebooks"
        source.mkdir()
        cells = [nbformat.v4.new_code_cell(cell) for cell in (SET_UP, SHOW, MOVE)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), source / "tracker.ipynb")
        with sync_playwright() as playwright, running_jupyterlab(home, source) as server:
            browser = new_browser(playwright, home / "profile")
            opened = server.open(browser, "tracker.ipynb")
            page = opened.page
            opened.run("import asyncio")
            opened.cell("import asyncio").locator(".jp-InputPrompt", has_text="[1]").first.wait_for(timeout=120_000)
            page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
            page.locator(f".hl-runs > li[aria-setsize='{JOBS}']").first.wait_for(timeout=120_000)
            rest = frames(page)
            opened.run("took = []")
            page.wait_for_function(
                "() => document.querySelector('.hl-tracker [role=progressbar]')?.hasAttribute('aria-valuenow')",
                timeout=120_000,
            )
            moving = frames(page)
            drawn = page.locator(".hl-run").count()
            opened.cell("took = []").locator(".jp-OutputArea-output", has_text="moved").wait_for(timeout=120_000)
            kernel_side = opened.cell("took = []").locator(".jp-OutputArea-output").inner_text().split()
            opened.close()
            browser.close()
    print(said("tracker at rest", rest))
    print(said(f"{JOBS:,} jobs, {TICKS} a second", moving))
    print(f"longest frame {moving['most'] / LONGEST_FRAME:.2f} of its limit, {drawn} rows on the page")
    kernel_ms = float(kernel_side[-1]) * 1000
    print(f"{moving['changes'] / SECONDS:.1f} changes a second were seen; the kernel needs {kernel_ms:.0f} ms for each")


if __name__ == "__main__":
    main()
