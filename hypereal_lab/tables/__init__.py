"""Tables with a written schema: names, order, types and units. pandas is loaded when the first one is made."""

from __future__ import annotations

from hypereal_lab.tables.schema import TIME, Column, frame_of, frame_of_lists

__all__ = ["TIME", "Column", "frame_of", "frame_of_lists"]
