from __future__ import annotations

import subprocess
import sys


def loaded_after(statement: str, *names: str) -> str:
    question = f"import sys; {statement}; print(sorted(set(sys.modules) & {set(names)!r}))"
    return subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_does_not_load_this_room_nor_pillow() -> None:
    assert loaded_after("import hypereal_lab", "hypereal_lab.media", "PIL") == "[]"


def test_this_room_needs_nothing_of_the_network() -> None:
    assert loaded_after("import hypereal_lab.media", "aiohttp", "httpx", "ssl", "asyncio", "hypereal_lab.wire") == "[]"
