"""CPU of `import hypereal_lab` beside `import httpx`, each in fresh processes, in turn.

python -m benchmarks.import_time
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

ROUNDS = 9
PROMISE = 1.6


def cpu_ms(module: str) -> float:
    """CPU milliseconds of a fresh interpreter that imports one module."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    """Print medians and ratios."""
    names = ("sys", "httpx", "hypereal_lab", "hypereal_lab.workbench")
    found: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        cpu_ms(name)
    for _ in range(ROUNDS):
        for name in names:
            found[name].append(cpu_ms(name))
    limit = statistics.median(found["httpx"])
    for name, many in found.items():
        middle = statistics.median(many)
        print(f"import {name:<24} {middle:7.1f} ms CPU   ratio to httpx {middle / limit:5.2f}")
    print(f"promise: hypereal_lab at most {PROMISE}")


if __name__ == "__main__":
    main()
