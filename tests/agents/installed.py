"""Codex CLI and Claude Code as their makers publish them, kept outside the project for later runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import filelock
import platformdirs

import hatch_build

__all__ = ["Agents", "NotInstalled", "installed"]

CODEX, CLAUDE_CODE = "0.169.0", "2.1.197"
"""The versions that the tests know."""
_LIMIT = 600.0
"""Seconds that npm may take; the two are some 250 MB to fetch."""


class NotInstalled(Exception):
    """The programs cannot be had on this machine; says why."""


@dataclass(frozen=True, slots=True)
class Agents:
    """Node and the folder into which npm put the two programs."""

    node: Path
    folder: Path

    @property
    def codex(self) -> list[str]:
        return [str(self.node), str(self.folder / "node_modules" / "@openai" / "codex" / "bin" / "codex.js")]

    @property
    def claude_code(self) -> list[str]:
        return [str(self.folder / "node_modules" / "@anthropic-ai" / "claude-code" / "bin" / "claude.exe")]


def installed() -> Agents:
    """The two programs; fetched from the npm registry the first time. Raises `NotInstalled`."""
    node = hatch_build._node_on_path() or hatch_build._node_of_python()
    if node is None:
        raise NotInstalled("there is no Node and no npm here; `make test` installs them")
    kept = platformdirs.user_cache_path("hypereal-lab-tests") / "agents" / f"codex-{CODEX}-claude-code-{CLAUDE_CODE}"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{kept}.lock"):
        if not kept.exists():
            _install(node, kept)
    return Agents(node, kept)


def _install(node: Path, kept: Path) -> None:
    """Whole or not at all: what is not finished never has the name that is looked for."""
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=kept.parent))
    try:
        _fetch(node, draft)
        _try(Agents(node, draft))
        draft.rename(kept)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fetch(node: Path, folder: Path) -> None:
    names = [f"@openai/codex@{CODEX}", f"@anthropic-ai/claude-code@{CLAUDE_CODE}"]
    flags = [
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--ignore-scripts",
        "--include=optional",
        "--loglevel=error",
    ]
    patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000"]
    _run([*hatch_build._npm(node), "install", "--prefix", str(folder), *flags, *patience, *names], node)
    # newer npm runs no package's scripts unasked; this one puts the platform's program in its place
    _run([str(node), str(folder / "node_modules" / "@anthropic-ai" / "claude-code" / "install.cjs")], node)


def _try(agents: Agents) -> None:
    for command, version in ((agents.codex, CODEX), (agents.claude_code, CLAUDE_CODE)):
        told = _run([*command, "--version"], agents.node)
        if version not in told.split():
            raise NotInstalled(f"{command[-1]} should be {version} and says {told.strip()!r}")


def _run(command: list[str], node: Path) -> str:
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_LIMIT, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(f"{Path(command[0]).name} could not do its part: {error}") from error
    if done.returncode != 0:
        why = " ".join(done.stderr.split())[:300]
        raise NotInstalled(f"{Path(command[0]).name} ended with {done.returncode}: {why}")
    return done.stdout
