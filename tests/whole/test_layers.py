"""Imports run one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "hypereal_lab"

ORDER = (
    "errors",
    "wal",
    "wire",
    "tables",
    "catalog",
    "media",
    "engines",
    "client",
    "lab",
    "usage",
    "widgets",
    "workbench",
    "nesting",
    "magics",
    "bills",
)
"""Top to bottom; no room imports a later one."""
GATEWAY = {"errors", "wal", "wire", "catalog", "media", "engines", "gateway"}
OPEN = {"cli", "doctor", "notebook_folder"}
"""The commands stand above all rooms."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.name != "__init__.py" or len(inside.parts) > 1:
            yield inside.parts[0].removesuffix(".py"), path


def imported_rooms(path: Path) -> set[str]:
    """Rooms that a file imports anywhere, functions and type checking included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the room"
            names.update(
                {node.module or ""}
                | {f"{node.module}.{one.name}" for one in node.names if node.module == "hypereal_lab"}
            )
        elif isinstance(node, ast.Import):
            names.update(one.name for one in node.names)
    return {name.split(".")[1] for name in names if name.startswith("hypereal_lab.")} - {"__version__"}


@pytest.mark.parametrize(("room", "path"), list(modules()), ids=lambda value: getattr(value, "stem", value))
def test_a_file_imports_only_rooms_above_its_own(room: str, path: Path) -> None:
    used = imported_rooms(path) - {room}
    if room in OPEN:
        return
    allowed = GATEWAY if room == "gateway" else set(ORDER[: ORDER.index(room)])
    assert used <= allowed, f"{path.relative_to(PACKAGE)} imports {sorted(used - allowed)}"


def test_every_room_has_its_place() -> None:
    assert {room for room, _ in modules()} <= {*ORDER, *OPEN, "gateway"}


def test_httpx_is_known_to_one_file_of_the_lab() -> None:
    users = {str(path.relative_to(PACKAGE)) for _, path in modules() if "import httpx\n" in path.read_text()}
    passes_a_transport_on = {"client/hypereal.py", "lab/connection.py", "lab/session.py"}
    assert users - passes_a_transport_on == {"client/http.py"}
