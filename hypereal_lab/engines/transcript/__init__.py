"""Speech to text with pocketsphinx, which is an optional extra. It knows English alone."""

from __future__ import annotations

from hypereal_lab.engines.transcript.hearing import ListenerMissing, RecordingUnfit, has_listener, hear
from hypereal_lab.engines.transcript.order import LANGUAGES, LONGEST, Hearing

__all__ = ["LANGUAGES", "LONGEST", "Hearing", "ListenerMissing", "RecordingUnfit", "has_listener", "hear"]
