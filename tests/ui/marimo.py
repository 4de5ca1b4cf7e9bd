"""marimo as a process of its own, running one app with our widgets in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ui.server import free_port, lab_environment, stop_gateway, wait_until_it_answers

__all__ = ["running_marimo"]

_APP = """
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
    from hypereal_lab import Lab

    lab = Lab()
    return lab, mo


@app.cell
def _(lab, mo):
    mo.ui.anywidget(lab.prompt({words!r}, aspect_ratio="1:1"))
    return


@app.cell
def _(lab, mo):
    mo.ui.anywidget(lab.gallery())
    return


if __name__ == "__main__":
    app.run()
"""


@contextmanager
def running_marimo(home: Path, words: str) -> Iterator[str]:
    """The address of an app with a prompt that holds the words, and a gallery; ends with its gateway."""
    (home / "app.py").write_text(_APP.format(words=words))
    port = free_port()
    log = home / "server.log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "marimo", "--quiet", "run", "app.py", "--headless", "--no-token"),
                *(f"--port={port}", "--host=127.0.0.1"),
            ],
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            env=lab_environment(home),
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_it_answers(f"{address}/health", process, log)
            yield address
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
            stop_gateway(home / "lab-home")
