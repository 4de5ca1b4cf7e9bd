"""The gateway as `hypereal-lab serve --config` runs it, in front of a constant upstream, with a key that has money.

python -m benchmarks.served PORT FOLDER        # FOLDER holds gateway.toml
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Process, free_port, wait_for_port

__all__ = ["CHAT_MODEL", "MESSAGES_MODEL", "Served", "serving"]

CHAT_MODEL, MESSAGES_MODEL = "gpt-5.5", "claude-sonnet-4-6"
_CONFIG = """
[providers.local]
kind = "openai_compatible"
base_url = "{upstream}/v1"

[providers.other]
kind = "anthropic"
base_url = "{upstream}"

[models."{chat}"]
targets = [{{ provider = "local", model = "constant" }}]

[models."{messages}"]
targets = [{{ provider = "other", model = "constant" }}]
"""


class Served(NamedTuple):
    """A gateway that runs."""

    port: int
    key: str
    process: Process


@contextlib.contextmanager
def serving(upstream: str, folder: Path, cpu: int | None = None) -> Iterator[Served]:
    """One while the block runs, its ledger and log in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words = _CONFIG.format(upstream=upstream, chat=CHAT_MODEL, messages=MESSAGES_MODEL)
    (folder / "gateway.toml").write_text(words, "utf-8")
    port, key = free_port(), asyncio.run(_key(folder / "data"))
    command = [sys.executable, "-m", "benchmarks.served", str(port), str(folder)]
    with Process(command, cpu=cpu, log=folder / "gateway.log", patience=40.0) as process:
        wait_for_port(port, process)
        yield Served(port, key, process)


async def _key(folder: Path) -> str:
    from hypereal_lab.gateway.accounts import Keys
    from hypereal_lab.gateway.store import Store
    from hypereal_lab.wire import Credits

    store = Store(folder)
    try:
        return (await Keys(store).create("bench", credits=Credits.of(10**9))).key
    finally:
        await store.close()


def main(port: int, folder: Path) -> int:
    """Serve without a limit of requests an hour."""
    from hypereal_lab.gateway.serve import serve
    from hypereal_lab.gateway.settings import Settings

    config = folder / "gateway.toml"
    return serve(Settings(data_dir=folder / "data", port=port, config=config, rate_limit=10**9, grace=5.0))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), Path(sys.argv[2])))
