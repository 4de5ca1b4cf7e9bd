"""Other people's tables as rows of ours: columns matched by name, amounts and times made exact."""

from __future__ import annotations

from hypereal_lab.usage.reading.files import open_path, reading_of, size_of
from hypereal_lab.usage.reading.frames import rows_of
from hypereal_lab.usage.reading.plan import Plan, Take, plan_of

__all__ = ["Plan", "Take", "open_path", "plan_of", "reading_of", "rows_of", "size_of"]
