from __future__ import annotations

import ast
from pathlib import Path

import hypereal_lab.gateway

SPEAKERS = {"aiohttp", "httpx", "requests", "urllib3", "http.client", "urllib.request", "httpcore", "ftplib"}
"""Libraries that open links."""


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def speakers(source: str) -> set[str]:
    return {name for name in imported(source) for who in SPEAKERS if name == who or name.startswith(who + ".")}


def may_speak(path: Path) -> bool:
    """The guarded door, and the adapters that speak to upstreams which the operator chose."""
    return path.name.startswith("outbound") or bool({"providers", "upstream"} & set(path.parts[:-1]))


def test_the_lint_sees_every_way_to_import() -> None:
    for line in ("import aiohttp", "import aiohttp.web as w", "from urllib import request", "from http.client import X",
                 "import urllib.request", "def f():\n    import httpx", "from requests import get"):  # fmt: skip
        assert speakers(line), line
    assert not speakers("from urllib.parse import urlsplit\nimport http\nfrom . import requests")


def test_nothing_in_the_gateway_opens_links_but_the_guarded_door() -> None:
    room = Path(hypereal_lab.gateway.__file__).parent
    files = sorted(room.rglob("*.py"))
    assert room / "outbound.py" in files
    found = {str(path.relative_to(room)): speakers(path.read_text("utf-8")) for path in files if not may_speak(path)}
    assert {name: who for name, who in found.items() if who} == {}
