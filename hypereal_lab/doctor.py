"""What `hypereal-lab doctor` says: enough to help from afar, and no secret."""

from __future__ import annotations

import contextlib
import platform
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hypereal_lab import __version__
from hypereal_lab.client.settings import DEFAULT_BASE_URL, ENV_BASE_URL, ENV_KEY
from hypereal_lab.errors import HyperealError
from hypereal_lab.lab.embedded import Embedded
from hypereal_lab.lab.home import home_folder
from hypereal_lab.wire.routes import KEY_PREFIX

__all__ = ["report"]

_SHOWN = ("jupyterlab", "ipykernel", "ipywidgets", "anywidget", "httpx", "pandas", "altair", "skia-python", "starlette")


def report(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names and values, one per line."""
    yield "hypereal-lab", __version__
    yield "python", f"{platform.python_version()} ({sys.platform})"
    for name in _SHOWN:
        yield name, _version(name)
    yield "widgets", _bundles()
    yield "key", _key_form(environ.get(ENV_KEY, ""))
    try:
        home = home_folder(environ)
    except HyperealError as error:
        yield "data folder", str(error)
        return
    yield "data folder", str(home)
    yield "shelf", _shelf(home)
    yield "server", _server(environ, home)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed; pip install hypereal-lab again"


def _bundles() -> str:
    folder = Path(__file__).parent / "widgets" / "static"
    found = sorted(path.stem for path in folder.glob("*.js"))
    return ", ".join(found) if found else "not built; run make bundle"


def _key_form(key: str) -> str:
    """Says whether a key is usable without repeating any of it."""
    if not key.strip():
        return f"none in {ENV_KEY}: the lab uses its embedded gateway"
    if not key.strip().startswith(KEY_PREFIX):
        return f"set in {ENV_KEY}, but it does not start with {KEY_PREFIX}"
    return f"set in {ENV_KEY}, form {KEY_PREFIX}..."


def _shelf(home: Path) -> str:
    """Read without opening it for writing: a doctor changes nothing."""
    path = home / "lab.sqlite3"
    if not path.exists():
        return "empty; the first Lab() makes it"
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            assets = db.execute("SELECT COUNT(*) FROM assets").fetchone()[0]
            runs = db.execute("SELECT COUNT(*) FROM runs").fetchone()[0]
    except sqlite3.Error as error:
        return f"{path} cannot be read ({error})"
    return f"{assets} assets of {runs} calls in {path}"


def _server(environ: Mapping[str, str], home: Path) -> str:
    if environ.get(ENV_KEY, "").strip():
        return environ.get(ENV_BASE_URL, "").strip() or DEFAULT_BASE_URL
    running = Embedded(home).running()
    return f"embedded gateway at {running}" if running else "embedded gateway, not running (the lab starts it)"
