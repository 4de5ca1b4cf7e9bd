"""JupyterLab, or Notebook, as a process of its own, in folders of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize

from tests.ui.notebook import JupyterLab

__all__ = [
    "VIEWPORT",
    "free_port",
    "lab_environment",
    "launched",
    "new_browser",
    "running_jupyterlab",
    "stop_gateway",
    "wait_until_it_answers",
]

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
App = Literal["lab", "notebook"]
CLASSES = {"lab": "LabApp", "notebook": "JupyterNotebookApp"}
PLACES = {"lab": "lab/tree", "notebook": "notebooks"}
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_START_LIMIT = 90.0


def new_browser(playwright: Playwright, profile: Path, *flags: str) -> BrowserContext:
    """A browser of its own with a fresh profile; `flags` come on top of ours."""
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=_chromium(), headless=False, args=[*FLAGS, *flags], viewport=VIEWPORT
    )


def launched(playwright: Playwright) -> Browser:
    """A browser for many tests, each in a context of its own."""
    return playwright.chromium.launch(executable_path=_chromium(), headless=False, args=list(FLAGS))


def _chromium() -> str | None:
    """The Chromium on this machine; None for Playwright's own."""
    return os.environ.get("HYPEREAL_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def running_jupyterlab(home: Path, notebooks: Path | None = None, *, app: App = "lab") -> Iterator[JupyterLab]:
    """A server with the notebooks copied into its folder; ends with the gateway that its kernels started."""
    root = home / "root"
    root.mkdir() if notebooks is None else shutil.copytree(notebooks, root)
    settings = home / "settings"
    settings.mkdir()
    quiet = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(quiet))
    # else each page asks whether JupyterLab should be built anew, which takes a second
    (settings / "page_config.json").write_text(json.dumps({"buildCheck": False}))
    port, token = free_port(), "browser-test"
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyter", app, "--no-browser", "--allow-root", f"--port={port}"),
            *("--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"),
            *(f"--{CLASSES[app]}.expose_app_in_browser=True", f"--{CLASSES[app]}.app_settings_dir={settings}"),
            f"--{CLASSES[app]}.user_settings_dir={home / 'user-settings'}",
            f"--{CLASSES[app]}.workspaces_dir={home / 'workspaces'}",
        ],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=lab_environment(home),
        start_new_session=True,
    )
    lab = JupyterLab(f"http://127.0.0.1:{port}", token, root, home / "lab-home", PLACES[app])
    try:
        wait_until_it_answers(f"{lab.base}/api?token={token}", process, home / "server.log")
        yield lab
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        log.close()
        stop_gateway(lab.home)


def lab_environment(home: Path) -> dict[str, str]:
    """Everything of Jupyter's and ours in one throw-away folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HYPEREAL_API", "HYPEREAL_BASE"))}
    folders = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "HYPEREAL_LAB_HOME": home / "lab-home",
    }
    return {**kept, **{name: str(folder) for name, folder in folders.items()}}


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Raises `RuntimeError` with the end of its log where it ends or takes too long."""
    deadline = time.monotonic() + _START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")


def stop_gateway(home: Path) -> None:
    """End the gateway that the kernels started, so that no process outlives the tests."""
    address = home / "gateway" / "gateway.json"
    if address.exists():
        os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)
