"""Speech, transcripts and cloned voices beside what was promised: seconds of work for each second of sound.

python -m benchmarks.audio            # about a minute; exit code 1 where a promise is broken

Work is what the processor did, in this process and in those that it started: on a shared machine the clock would also
count what others do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

TTS, ASR, CLONE = 0.05, 0.6, 1.0
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
        started = _spent()
        seconds = work()
        found.append((_spent() - started) / seconds)
    return min(found)


def _spent() -> float:
    """Seconds of CPU up to now, those of ended children included."""
    return sum(os.times()[:4])


def main() -> int:
    from hypereal_lab.engines.speech import Utterance, speak
    from hypereal_lab.engines.transcript import Hearing, hear
    from hypereal_lab.engines.voice import Cloning, clone

    spoken = speak(Utterance(TEXT, voice="en_clear", format="wav"))
    kept = True
    rows: list[tuple[str, float, Callable[[], float]]] = [
        ("speech, mp3", TTS, lambda: speak(Utterance(TEXT)).seconds),
        ("speech, wav", TTS, lambda: speak(Utterance(TEXT, format="wav")).seconds),
        ("transcript", ASR, lambda: hear(Hearing(spoken.data)).duration or 0.0),
        ("cloned voice, fitting included", CLONE, lambda: clone(Cloning(TEXT, spoken.data, format="wav")).seconds),
    ]
    for name, limit, work in rows:
        reached = factor(work)
        kept &= reached <= limit
        beside = f"limit {limit:4.2f}, ratio {reached / limit:4.2f}{'' if reached <= limit else '  BROKEN'}"
        print(f"{name:<32} {reached:6.3f} s CPU a second, {beside}", flush=True)
    print("promises kept" if kept else "a promise is broken")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
