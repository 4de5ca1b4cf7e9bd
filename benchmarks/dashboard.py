"""The usage dashboard over a million calls in a real JupyterLab: from the cell to the first paint, and a cross-filter.

    python -m benchmarks.dashboard                 # 1 million calls, 250 models, 90 days
    python -m benchmarks.dashboard --rows 200000

First paint is from the end of the cell that makes the dashboard to its first bar on the screen; what the cell itself
took is printed beside it. A cross-filter is from the click until cards, charts and table have changed and the frame
with all of it is drawn. Ratios are to the limits.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import nbformat
from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.usage import generate
from tests.ui.server import new_browser, running_jupyterlab

PAINT, FILTER, SEEN = 1000, 150, 1000
ROUNDS = 11

READ = """import time
import pandas as pd
from hypereal_lab import usage
calls = usage.read(pd.read_parquet({path!r}))
usage.sample().dashboard().close()  # imports are not what is measured"""
SHOW = """began = time.time()
board = calls.dashboard()
took = time.time() - began
board"""
SAY = "import os\nprint('MADE', took, os.getpid())"

WATCH = """() => {
    window.painted = new Promise((done) => {
        const look = () => {
            const bar = document.querySelector('.hl-panel-spend .hl-above path');
            if (bar) requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
            else requestAnimationFrame(look);
        };
        look();
    });
    window.ended = new Promise((done) => {
        const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
        kernel.anyMessage.connect((_, { msg, direction }) => {
            if (direction === 'recv' && msg.header.msg_type === 'execute_reply') done(performance.now());
        });
    });
}"""
LIVE = "from hypereal_lab import Lab\nlab = Lab()\nlab.usage.dashboard()"
CALL = """made = time.time()
picture = lab.images.generate('a tin robot').run()
print('CALLED', made, time.time())"""
HEARD = """() => {
    const sum = [...document.querySelectorAll('.hl-sum')].at(-1);
    const before = sum.textContent;
    window.heard = new Promise((done) => {
        let seen = null;
        const look = () => {
            if (sum.textContent !== before) seen ??= Date.now();
            if (/^[1-9].* credits, 1 call$/.test(sum.textContent)) done([seen, Date.now()]);
            else requestAnimationFrame(look);
        };
        look();
    });
}"""
FILTERED = """async () => {
    const sum = document.querySelector('.hl-sum');
    const rows = () => document.querySelector('.hl-table').getAttribute('aria-rowcount');
    const listed = rows();
    const marks = [...document.querySelectorAll('.hl-panel-share .hl-mark')];
    const mark = marks[Math.floor(Math.random() * Math.min(8, marks.length))];
    const before = sum.textContent;
    const began = performance.now();
    mark.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    while (sum.textContent === before || rows() === listed) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""


class Measured(NamedTuple):
    """Milliseconds."""

    cell: float
    paint: float
    """After the cell."""
    filtered: list[float]
    kernel: float
    """CPU of a cross-filter."""
    page: float
    """CPU of a cross-filter."""
    seen: float
    """From the line that makes a call until the dashboard counts it."""
    priced: float
    """From the end of that line until the sum has its price; it may be there before."""


def measure(path: Path, home: Path) -> Measured:
    """All of it in one notebook."""
    source = home / "notebooks"
    source.mkdir()
    texts = (READ.format(path=str(path)), SHOW, SAY, LIVE, CALL)
    cells = [nbformat.v4.new_code_cell(text) for text in texts]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), source / "dashboard.ipynb")
    with sync_playwright() as playwright, running_jupyterlab(home, source) as server:
        browser = new_browser(playwright, home / "profile")
        opened = server.open(browser, "dashboard.ipynb")
        page = opened.page
        opened.run("pd.read_parquet")
        page.wait_for_function(
            "() => /^\\[1\\]/.test(document.querySelector('.jp-InputPrompt').textContent)", timeout=300_000
        )
        page.evaluate(WATCH)
        opened.run("calls.dashboard")
        ended, painted = page.evaluate("() => Promise.all([window.ended, window.painted])")
        opened.run("MADE")
        said = opened.cell("MADE").locator(".jp-OutputArea-output", has_text="MADE").inner_text()
        session = browser.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        kernel_id = int(said.split()[2])
        before, of_page = kernel_ms(kernel_id), page_ms(session)
        filtered = [page.evaluate(FILTERED) for _ in range(ROUNDS)]
        cpu = (kernel_ms(kernel_id) - before) / ROUNDS, (page_ms(session) - of_page) / ROUNDS
        opened.run("lab.usage.dashboard")
        opened.cell("lab.usage.dashboard").locator(".hl-cards dd", has_text="credits").first.wait_for(timeout=60_000)
        page.evaluate(HEARD)
        opened.run("lab.images")
        seen, priced = page.evaluate("() => window.heard")
        called = opened.cell("lab.images").locator(".jp-OutputArea-output", has_text="CALLED").inner_text().split()
        heard = seen - 1000 * float(called[1]), priced - 1000 * float(called[2])
        opened.close()
        browser.close()
    return Measured(float(said.split()[1]) * 1000, painted - ended, filtered, *cpu, *heard)


def kernel_ms(process: int) -> float:
    """CPU that the kernel has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def page_ms(session: CDPSession) -> float:
    """CPU that the main thread of the page has used for its tasks."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.parquet"
        generate(path, rows)
        made, paint, filtered, kernel, page, seen, priced = measure(path, Path(folder))
    middle, worst = statistics.median(filtered), max(filtered)
    print(f"{rows:,} calls; the cell took {made:.0f} ms")
    print(f"first paint after the cell {paint:6.0f} ms  ratio to {PAINT} ms: {paint / PAINT:.2f}")
    print(f"the cell and the paint     {made + paint:6.0f} ms  ratio to {PAINT} ms: {(made + paint) / PAINT:.2f}")
    share = f"{middle / FILTER:.2f} (worst {worst:.0f} ms)"
    print(f"cross-filter, median       {middle:6.0f} ms  ratio to {FILTER} ms: {share}")
    print(f"CPU of a cross-filter and the table after it: kernel {kernel:.0f} ms, page {page:.0f} ms", end="; ")
    print(f"load average {os.getloadavg()[0]:.1f}")
    print(f"a new call is counted after{seen:6.0f} ms  ratio to {SEEN} ms: {seen / SEEN:.2f}")
    print(f"its price after its end    {priced:6.0f} ms  ratio to {SEEN} ms: {priced / SEEN:.2f}")
    return int(paint > PAINT or middle > FILTER or max(seen, priced) > SEEN)


if __name__ == "__main__":
    sys.exit(main())
