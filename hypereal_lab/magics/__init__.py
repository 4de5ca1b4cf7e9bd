"""`%%hypereal` and `%hypereal`: the lab for people who write prompts, not calls. IPython is known to this room only."""

from __future__ import annotations

from hypereal_lab.lab.template import Template
from hypereal_lab.magics.options import KINDS, OPTIONS
from hypereal_lab.magics.reading import Settings, parse

__all__ = ["KINDS", "OPTIONS", "Settings", "Template", "parse"]
