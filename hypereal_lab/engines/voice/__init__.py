"""A voice brought nearer to a recording in pitch, range, timbre and pace. It is no copy of a person and says so."""

from __future__ import annotations

from hypereal_lab.engines.voice.cloning import clone, has_cloner
from hypereal_lab.engines.voice.order import LEAST, LONGEST, Cloning, ReferenceUnfit

__all__ = ["LEAST", "LONGEST", "Cloning", "ReferenceUnfit", "clone", "has_cloner"]
