"""Servers that are measured: each a process of its own, on a processor of its own, with its CPU and memory read off."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

__all__ = ["LOAD_CPU", "SERVER_CPU", "Process", "free_port", "pin", "wait_for_port"]

SERVER_CPU, LOAD_CPU = 0, 1
"""What is measured runs on the one, load and upstream on the other."""


class Process:
    """A command while a `with` block runs. SIGTERM ends it, and after some patience SIGKILL."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cpu: int | None = None,
        environment: Mapping[str, str] | None = None,
        log: Path | None = None,
        patience: float = 10.0,
    ) -> None:
        self._log = log.open("wb") if log else None
        self._patience = patience
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if self._log is None else self._log,
            stderr=None if self._log is None else subprocess.STDOUT,
            env=None if environment is None else {**os.environ, **environment},
            preexec_fn=None if cpu is None else partial(pin, cpu),  # noqa: PLW1509 - no threads here yet
        )

    def line(self) -> str:
        """The next line it says. Raises `RuntimeError` where it ends without one."""
        assert self._process.stdout is not None
        said = self._process.stdout.readline().decode().strip()
        if not said:
            raise RuntimeError(f"a server ended before it was ready (status {self._process.wait(self._patience)})")
        return said

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def cpu_seconds(self) -> float:
        """CPU of all its living threads so far, as the kernel counts it in nanoseconds."""
        spent = 0
        for thread in Path(f"/proc/{self._process.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                spent += int((thread / "schedstat").read_text().split()[0])
        return spent / 1e9

    def memory_mib(self) -> tuple[float, float]:
        """Resident memory, and its proportional share, in MiB."""
        told = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text().splitlines()[1:]
        kib = {line.split(":")[0]: int(line.split()[1]) for line in told}
        return kib["Rss"] / 1024, kib["Pss"] / 1024

    def __enter__(self) -> Process:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.terminate()
        try:
            self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._log is not None:
            self._log.close()


def pin(cpu: int) -> None:
    """Keep this process on one processor, where the system can and there are two."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        with contextlib.suppress(OSError):  # a container may own other processors only
            os.sched_setaffinity(0, {cpu})


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for_port(port: int, process: Process, patience: float = 60.0) -> None:
    """Until it is listened on. Raises `RuntimeError` where the process ends or takes too long."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.running:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on port {port}")
