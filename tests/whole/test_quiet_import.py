"""Importing the package costs nothing and touches nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = [
    "pandas",
    "anywidget",
    "ipywidgets",
    "trimesh",
    "altair",
    "skia",
    "PIL",
    "numpy",
    "starlette",
    "aiohttp",
    "httpx",
    "tiktoken",
]

LOOK = """
import json, sys, threading
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event.startswith(("socket.", "subprocess.", "os.mkdir", "os.remove")) else None)
import hypereal_lab
print(json.dumps({"modules": sorted(sys.modules), "events": seen, "threads": threading.active_count()}))
"""


def test_the_package_loads_nothing_heavy() -> None:
    told = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    found = json.loads(told.stdout)
    assert [name for name in HEAVY if name in found["modules"]] == []
    assert found["events"] == []
    assert found["threads"] == 1


def test_a_lab_needs_no_tables_and_no_widgets() -> None:
    code = "from hypereal_lab import Lab; import sys; print([m for m in ('pandas', 'anywidget', 'altair', 'trimesh') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_gateway_has_no_vocabulary_before_it_counts() -> None:
    code = "import sys, hypereal_lab.gateway, hypereal_lab.engines.text; print('tiktoken' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_a_script_that_does_not_close_its_lab_ends_without_a_word(tmp_path: Path) -> None:
    code = f"from hypereal_lab import Lab\nprint(Lab(home={str(tmp_path)!r}).images.generate('a fox').run().kind)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (told.stdout.strip(), told.stderr) == ("image", "")
