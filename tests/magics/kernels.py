"""Real kernels of several ipykernel versions, spoken to as a front end does."""

from __future__ import annotations

import importlib.util
import os
import queue
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Said:
    """What one cell answered."""

    text: str = ""
    """Streams and results."""
    error: str | None = None
    comms: list[Any] = field(default_factory=list)


class Kernel:
    """One kernel of one Python."""

    def __init__(self, python: Path, environ: dict[str, str]) -> None:
        self._manager = KernelManager()
        argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        self._manager._kernel_spec = KernelSpec(argv=argv, display_name="tested", language="python")
        self._manager.start_kernel(env={**os.environ, **environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)

    def run(self, code: str, meanwhile: Callable[[], None] = lambda: None, *, seconds: float = 60) -> Said:
        """One cell. `meanwhile` runs here while the kernel is busy."""
        sent = self._client.execute(code)
        meanwhile()
        said, end = Said(), time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self._client.get_iopub_msg(timeout=0.5)
            except queue.Empty:
                continue
            if self._note(message, said) and message["parent_header"].get("msg_id") == sent:
                return said
        raise TimeoutError(f"no end of {code!r}; so far {said}")

    def send(self, code: str) -> None:
        """A cell whose answer comes with a later one, as in Run All."""
        self._client.execute(code)

    def comm(self, comm: str, data: Any) -> None:
        """What a widget's front end sends."""
        message = self._client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        self._client.shell_channel.send(message)

    def close(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    @staticmethod
    def _note(message: dict[str, Any], said: Said) -> bool:
        """Whether this is the end of a cell."""
        content = message["content"]
        match message["msg_type"]:
            case "stream":
                said.text += content["text"]
            case "execute_result":
                said.text += content["data"]["text/plain"]
            case "error":
                said.error = f"{content['ename']}: {content['evalue']}"
            case "comm_msg":
                said.comms.append(content["data"])
            case "status":
                return bool(content["execution_state"] == "idle")
        return False


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
