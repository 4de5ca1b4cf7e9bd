"""Speech, transcripts and cloned voices beside what was promised: seconds of work for each second of sound.

python benchmarks/audio.py            # under a minute; exit code 1 where a promise is broken
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

TTS, ASR = 0.05, 0.6
"""Real-time factors: at most so much work for each second of sound, with everything loaded."""
TEXT = (
    "The old man told the children a story about a ship and a storm. There is a small shop on the corner where they "
    "sell fresh bread. We walked along the river until the sun went down behind the hills. "
)


def factor(work: Callable[[], float], rounds: int = 3) -> float:
    """The best of some rounds, after one that loads; `work` gives the seconds of its sound."""
    work()
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        seconds = work()
        found.append((time.perf_counter() - started) / seconds)
    return min(found)


def main() -> int:
    from hypereal_lab.engines.speech import Utterance, speak
    from hypereal_lab.engines.transcript import Hearing, hear
    from hypereal_lab.engines.voice import Cloning, clone

    spoken = speak(Utterance(TEXT, voice="en_clear", format="wav"))
    kept = True
    rows: list[tuple[str, float | None, Callable[[], float]]] = [
        ("speech, mp3", TTS, lambda: speak(Utterance(TEXT)).seconds),
        ("speech, wav", TTS, lambda: speak(Utterance(TEXT, format="wav")).seconds),
        ("transcript", ASR, lambda: hear(Hearing(spoken.data)).duration or 0.0),
        ("cloned voice, fitting included", None, lambda: clone(Cloning(TEXT, spoken.data, format="wav")).seconds),
    ]
    for name, limit, work in rows:
        reached = factor(work)
        broken = limit is not None and reached > limit
        kept &= not broken
        beside = "no promise" if limit is None else f"limit {limit:4.2f}, ratio {reached / limit:4.2f}"
        print(f"{name:<32} {reached:6.3f} s a second, {beside}{'  BROKEN' if broken else ''}", flush=True)
    print("promises kept" if kept else "a promise is broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
