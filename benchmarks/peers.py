"""Other people's gateways, installed by the benchmark itself into a folder of the user's cache."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.processes import Process, free_port, wait_for_port

__all__ = ["LITELLM_KEY", "NotInstalled", "litellm", "portkey"]

LITELLM_KEY = "sk-bench"
_LITELLM = "litellm[proxy]==1.106.2"
_PORTKEY = {
    "private": True,
    "dependencies": {"@portkey-ai/gateway": "1.15.2"},
    "overrides": {"@hono/node-server": "1.13.8"},  # newer ones answer every stream with an error of their own
}
_LITELLM_CONFIG = """
model_list:
  - model_name: {model}
    litellm_params:
      model: openai/constant
      api_base: {upstream}/v1
      api_key: sk-upstream
general_settings:
  master_key: {key}
litellm_settings:
  telemetry: false
"""


class NotInstalled(Exception):
    """The peer cannot be had on this machine; the sentence says why."""


@contextlib.contextmanager
def litellm(model: str, upstream: str, folder: Path, cpu: int | None = None) -> Iterator[tuple[int, Process]]:
    """Its proxy with a master key and one worker: port and process. Raises `NotInstalled`."""
    home = _cache() / "litellm-1.106.2"
    program = home / "bin" / "litellm"
    if not program.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", _LITELLM])
    config = folder / "litellm.yaml"
    config.write_text(_LITELLM_CONFIG.format(model=model, upstream=upstream, key=LITELLM_KEY), "utf-8")
    port = free_port()
    command = [str(program), "--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR"}
    with Process(command, cpu=cpu, environment=environment, log=folder / "litellm.log") as process:
        wait_for_port(port, process, patience=180.0)
        yield port, process


@contextlib.contextmanager
def portkey(upstream: str, folder: Path, cpu: int | None = None) -> Iterator[tuple[int, Process]]:
    """Its gateway on node, which knows no keys of its own: port and process. Raises `NotInstalled`."""
    home = _cache() / "portkey-1.15.2"
    program = home / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    if not program.exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text(json.dumps(_PORTKEY), "utf-8")
        _run(["npm", "install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", str(home)])
    port = free_port()
    hosts = {"TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost", "NODE_ENV": "production"}
    command = [_found("node"), str(program), "--headless", f"--port={port}"]
    with Process(command, cpu=cpu, environment=hosts, log=folder / "portkey.log") as process:
        wait_for_port(port, process)
        yield port, process


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "hypereal-lab-benchmarks"


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise NotInstalled(f"there is no {program} here")
    return path


def _run(command: Sequence[str]) -> None:
    done = subprocess.run([_found(command[0]), *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise NotInstalled(f"{Path(command[0]).name} could not install it: {last}")
