"""The two programs, each run in a home of its own, as the API's pages set them up."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypereal_lab.gateway.dialects import Usage
from tests.agents.installed import Agents

__all__ = ["ClaudeCode", "Codex", "Run"]

_LIMIT = 90.0


@dataclass(frozen=True)
class Run:
    """What a program printed, and how it ended."""

    code: int
    out: str
    errors: str

    @property
    def events(self) -> list[Any]:
        """Its lines, where it was asked for JSON."""
        return [json.loads(line) for line in self.out.splitlines()]

    def of(self, kind: str) -> list[Any]:
        """Its events of one type."""
        return [event for event in self.events if event["type"] == kind]


class _Program:
    """Has a home, a folder to work in, and no way out."""

    def __init__(self, agents: Agents, folder: Path, url: str, key: str, door: str) -> None:
        self.agents, self.url, self.key = agents, url, key
        self.home, self.desk = folder / "home", folder / "desk"
        self.home.mkdir(parents=True)
        self.desk.mkdir()
        path = f"{agents.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), door)
        self._environment = {**proxies, "PATH": path, "HOME": str(self.home), "NO_PROXY": "127.0.0.1"}

    async def _run(self, command: list[str], environment: dict[str, str]) -> Run:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.desk,
            env={**self._environment, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(_LIMIT):
                out, errors = await process.communicate()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.communicate()
        return Run(process.returncode or 0, out.decode(), errors.decode())


class ClaudeCode(_Program):
    """With `ANTHROPIC_BASE_URL` and `ANTHROPIC_API_KEY`, and no model named."""

    async def ask(self, words: str, *options: str, **environment: str) -> Run:
        """One prompt; an empty value takes a variable away."""
        named = {
            "ANTHROPIC_BASE_URL": self.url,
            "ANTHROPIC_API_KEY": self.key,
            "CLAUDE_CONFIG_DIR": str(self.home / ".claude"),
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "CLAUDE_CODE_MAX_RETRIES": "1",
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_ERROR_REPORTING": "1",
            "DISABLE_TELEMETRY": "1",
            **environment,
        }
        given = {name: value for name, value in named.items() if value}
        return await self._run([*self.agents.claude_code, "-p", words, *options], given)

    async def tell(self, words: str, *options: str, **environment: str) -> Run:
        """One prompt, told event by event."""
        return await self.ask(words, "--output-format", "stream-json", "--verbose", *options, **environment)

    @staticmethod
    def usage(run: Run) -> Usage:
        """Of all requests, as the program adds them up."""
        (result,) = run.of("result")
        told = result["modelUsage"].values()
        cached, stored = (sum(one[f"cache{name}InputTokens"] for one in told) for name in ("Read", "Creation"))
        plain, written = (sum(one[f"{name}Tokens"] for one in told) for name in ("input", "output"))
        return Usage(plain + cached + stored, written, cached=cached, cache_written=stored)


class Codex(_Program):
    """With the block of the pages in its `config.toml`."""

    MODEL = "gpt-5.5"

    async def ask(self, words: str, *options: str, model: str = MODEL) -> Run:
        """One prompt, told event by event."""
        block = f"""\
model_provider = "hypereal"
model = "{model}"
check_for_update_on_startup = false

[analytics]
enabled = false

[features]
plugins = false

[model_providers.hypereal]
name = "Hypereal"
base_url = "{self.url}/api/v1"
wire_api = "responses"
env_key = "HYPEREAL_API_KEY"
"""
        settings = self.home / ".codex"
        settings.mkdir(exist_ok=True)
        (settings / "config.toml").write_text(block)
        given = {"CODEX_HOME": str(settings), "HYPEREAL_API_KEY": self.key}
        command = [*self.agents.codex, "exec", "--json", "--skip-git-repo-check", *options, words]
        return await self._run(command, given)

    @staticmethod
    def usage(run: Run) -> Usage:
        """Of all requests of the turn, as the program adds them up."""
        (done,) = run.of("turn.completed")
        told = done["usage"]
        return Usage(told["input_tokens"], told["output_tokens"], cached=told["cached_input_tokens"])
