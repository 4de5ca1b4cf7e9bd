"""What a person does with a notebook in JupyterLab, as a few words."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import BrowserContext, Locator, Page

__all__ = ["JupyterLab", "Notebook"]

ROOT = Path(__file__).resolve().parents[2]

_READY = """async () => {
    const context = window.jupyterapp.shell.currentWidget.sessionContext;
    await context.ready;
    const kernel = context.session.kernel;
    await kernel.info;
    await kernel.requestKernelInfo();
}"""
"""The toolbar says "idle" before the kernel is connected, and a run sent then is lost: ask the session itself."""

_PATIENCE = 30.0


@dataclass(frozen=True)
class JupyterLab:
    """A running server."""

    base: str
    token: str
    root: Path
    home: Path
    """Data folder of the lab that its kernels use."""
    place: str = "lab/tree"
    """Where its pages of notebooks are."""

    def write(self, name: str, cells: Sequence[str], *, kernel: str = "python3") -> str:
        """Put a notebook with these code cells into the folder; gives back its name."""
        spec = {"name": kernel, "display_name": kernel, "language": "python"}
        book = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": spec}
        )
        nbformat.write(book, self.root / name)
        return name

    def add_kernel(self, name: str, python: Path) -> None:
        """Offer another Python's kernel under that name."""
        folder = self.root.parent / "data" / "kernels" / name
        folder.mkdir(parents=True)
        argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = {"argv": argv, "display_name": name, "language": "python", "env": {"PYTHONPATH": str(ROOT)}}
        (folder / "kernel.json").write_text(json.dumps(spec))

    def open(self, browser: BrowserContext, name: str, *, theme: str = "light") -> Notebook:
        """Open a notebook with a kernel of its own and wait until that listens."""
        page = browser.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{self.base}/{self.place}/{name}?reset&token={self.token}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        notebook = Notebook(page, errors, self.root / name)
        notebook.wait_for_kernel()
        notebook.command("apputils:change-theme", {"theme": f"JupyterLab {theme.capitalize()}"})
        page.wait_for_selector(f'body[data-jp-theme-name="JupyterLab {theme.capitalize()}"]', state="attached")
        return notebook


class Notebook:
    """One open notebook."""

    def __init__(self, page: Page, errors: list[str], path: Path) -> None:
        self.page = page
        self.errors = errors
        """Uncaught errors of the page."""
        self.path = path
        """Where it is saved."""

    def wait_for_kernel(self) -> None:
        self.page.evaluate(_READY)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run a command of JupyterLab without waiting for its end, which for cells is the end of the run."""
        self.page.evaluate("([n, a]) => { void window.jupyterapp.commands.execute(n, a); }", [name, arguments or {}])

    def finish(self, name: str) -> None:
        """Run a command and wait for its end."""
        self.page.evaluate("async (n) => { await window.jupyterapp.commands.execute(n); }", name)

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def run(self, text: str) -> None:
        """Run one cell and go on at once."""
        self.cell(text).locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")

    def cell(self, text: str) -> Locator:
        """The code cell that holds these words; its outputs are inside."""
        return self.page.locator(".jp-CodeCell").filter(has=self.page.locator(".jp-InputArea", has_text=text)).first

    def save(self) -> None:
        self.finish("docmanager:save")

    def saved(self, *words: str) -> str:
        """Save until these words are in the file, since pictures of widgets follow them; gives back what it holds."""
        end = time.monotonic() + _PATIENCE
        while True:
            self.save()
            text = self.path.read_text()
            missing = [word for word in words if word not in text]
            if not missing:
                return text
            assert time.monotonic() < end, f"{missing} never came into {self.path.name}"
            time.sleep(0.1)

    def crash_kernel(self) -> None:
        """Kill the kernel from inside, and wait until the server has started it anew and it listens."""
        self.page.evaluate(
            """() => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                kernel.requestExecute({ code: "import os; os.kill(os.getpid(), 9)" }).done.catch(() => {});
            }"""
        )
        notice = self.page.get_by_role("dialog").filter(has_text="appears to have died")
        notice.get_by_role("button", name="Ok").click()
        self.wait_for_kernel()

    def shut_down_kernel(self) -> None:
        """End the kernel, so that nothing of its widgets is left."""
        self.page.evaluate(
            """async () => {
                await window.jupyterapp.shell.currentWidget.sessionContext.shutdown();
            }"""
        )

    def close(self) -> None:
        self.shut_down_kernel()
        self.page.close()
