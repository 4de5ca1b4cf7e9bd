"""Time and memory of the picture engine beside what was measured when it was planned.

    python benchmarks/picture.py            # about two minutes; exit code 1 where a promise is broken

Promises: within twice the reference time at each size, and under 400 MiB at 4096 x 4096 in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

PROMPTS = ("a cabin by a mountain lake at sunset", "a red teapot on a blue table", "a city street in the rain at night")
STYLED = ("a lighthouse by the sea, watercolour", "a lighthouse by the sea, oil painting", "a fox, pixel art")

LIMITS = {1024: (1.0, 0.06), 2048: (1.6, 0.33), 4096: (2.1, 0.84)}
"""Seconds to draw and to encode as PNG, measured on two quiet cores; 2048 at the upper end of its range."""

SLACK, MEMORY = 2.0, 400
"""Allowed multiple of the reference time, and MiB."""


def timed(prompt: str, side: int, rounds: int) -> float:
    """Best wall-clock seconds of one order, drawn and encoded."""
    from hypereal_lab.engines.picture import PictureOrder, draw

    best = float("inf")
    for seed in range(rounds):
        started = time.perf_counter()
        draw(PictureOrder(prompt, side, side, seed))
        best = min(best, time.perf_counter() - started)
    return best


def peak_of(prompt: str, side: int) -> float:
    """MiB that a fresh process needs at most for one picture, imports included.

    Not `ru_maxrss`: Linux lets a child start with the peak of the process that started it.
    """
    script = (
        "from hypereal_lab.engines.picture import PictureOrder, draw\n"
        f"draw(PictureOrder({prompt!r}, {side}, {side}))\n"
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "print(int(peak[0].split()[1]) / 1024)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT))}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> int:
    kept = True
    print(f"{'size':>6} {'prompt':<42} {'s':>7} {'limit':>6} {'ratio':>6}")
    timed(PROMPTS[0], 256, 1)
    for side, limit in LIMITS.items():
        for prompt in PROMPTS + (STYLED if side != 2048 else ()):
            seconds, allowed = timed(prompt, side, 2 if side < 4096 else 1), sum(limit)
            ratio = seconds / allowed
            kept &= ratio <= SLACK
            verdict = "" if ratio <= SLACK else "  BROKEN"
            print(f"{side:>6} {prompt:<42} {seconds:7.2f} {allowed:6.2f} {ratio:6.2f}{verdict}", flush=True)
    for prompt in (PROMPTS[0], *STYLED):
        peak = peak_of(prompt, 4096)
        kept &= peak <= MEMORY
        print(f"peak 4096 {prompt:<42} {peak:5.0f} MiB of {MEMORY}{'' if peak <= MEMORY else '  BROKEN'}", flush=True)
    print("promises kept" if kept else "a promise is broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
