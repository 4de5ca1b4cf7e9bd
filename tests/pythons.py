"""Pythons like this one with another ipykernel, since its generations treat the messages of widgets differently."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

__all__ = ["python_with"]


def python_with(ipykernel: str) -> Path:
    """A Python like this one but with that ipykernel, made once and kept beside the environment of the tests.

    It sees everything installed here, so only ipykernel itself is fetched. Needs a package index the first time.
    """
    folder = Path(sys.prefix) / "kernels" / f"ipykernel-{ipykernel}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        told = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        inner = Path(subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip())
        (inner / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n")
        subprocess.run([*_installer(python), f"ipykernel=={ipykernel}", "nest_asyncio", "psutil"], check=True)
        done.write_text("")
    return python


def _installer(python: Path) -> list[str]:
    """Of what is there: pip in a venv, uv in the others."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps"]
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    assert uv is not None, "neither pip nor uv is here to install other kernels with"
    return [uv, "pip", "install", "--quiet", "--no-deps", "--python", str(python)]
