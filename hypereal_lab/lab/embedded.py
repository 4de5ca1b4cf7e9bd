"""The gateway of one user on this machine: found by its file, started when it is not there, shared by all kernels."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import filelock
import msgspec

from hypereal_lab.client.settings import ENV_BASE_URL, ENV_KEY, Settings, resolve
from hypereal_lab.errors import GatewayNotStarted
from hypereal_lab.wire.routes import HEALTH

__all__ = ["Embedded"]

_START_LIMIT = 60.0
"""Seconds for a cold start on a busy machine; usual is under two."""
_LOG_SHOWN = 600
"""Characters of the gateway's last words that are worth repeating."""


class _Address(msgspec.Struct, frozen=True):
    """What a running gateway says of itself in `gateway.json`."""

    base_url: str
    pid: int
    key: str

    def __repr__(self) -> str:
        return f"<gateway at {self.base_url}, pid {self.pid}>"


class Embedded:
    """Finds or starts the one gateway of this data folder."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "gateway"

    async def ensure(self) -> Settings:
        """Settings for a gateway that answers. Raises `GatewayNotStarted` with its last words."""
        return await asyncio.to_thread(self._ensure)

    def running(self) -> str | None:
        """Address of the gateway if one answers; starts none."""
        found = self._running()
        return found.base_url if found else None

    def _ensure(self) -> Settings:
        found = self._running()
        if found is None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with filelock.FileLock(self._folder / "start.lock", timeout=_START_LIMIT):
                found = self._running() or self._start()
        return resolve(found.key, found.base_url, environ={}, honours_idempotency=True)

    def _running(self) -> _Address | None:
        try:
            address = msgspec.json.decode((self._folder / "gateway.json").read_bytes(), type=_Address)
        except (OSError, msgspec.MsgspecError):
            return None
        return address if _answers(address.base_url) else None

    def _start(self) -> _Address:
        command = [sys.executable, "-m", "hypereal_lab.gateway", "--embedded", "--data-dir", str(self._folder)]
        log = self._folder / "gateway.log"
        with log.open("wb") as words:
            child = subprocess.Popen(
                [*command, "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                env={name: value for name, value in os.environ.items() if name not in (ENV_KEY, ENV_BASE_URL)},
                start_new_session=True,
            )
        # takes its exit status whenever it ends, which may be long after this lab forgot it
        threading.Thread(target=child.wait, name="gateway-exit", daemon=True).start()
        deadline = time.monotonic() + _START_LIMIT
        while time.monotonic() < deadline:
            if (found := self._running()) is not None:
                return found
            if child.poll() is not None:
                break
            time.sleep(0.05)
        last = log.read_text(errors="replace").strip()[-_LOG_SHOWN:]
        raise GatewayNotStarted(
            "The embedded gateway did not start. Run `hypereal-lab doctor`, or read "
            f"{log}. Its last words: {last or 'none'}"
        )


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _answers(base_url: str) -> bool:
    """Whether the gateway answers; a dead one refuses at once on loopback."""
    try:
        with _opener.open(base_url + HEALTH, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False
