"""`%%hypereal` and `%hypereal`: the lab for people who write prompts, not calls. IPython is known to this room only."""

from __future__ import annotations

from hypereal_lab.magics.options import KINDS, OPTIONS
from hypereal_lab.magics.reading import Settings, parse
from hypereal_lab.magics.template import Template

__all__ = ["KINDS", "OPTIONS", "Settings", "Template", "parse"]
