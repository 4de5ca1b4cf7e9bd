"""Real kernels of several ipykernel versions, spoken to as a front end does."""

from __future__ import annotations

import os
import queue
import subprocess
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
