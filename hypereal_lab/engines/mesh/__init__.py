"""Words, one picture or views from several sides to a GLB."""

from __future__ import annotations

from hypereal_lab.engines.mesh.model import make_model
from hypereal_lab.engines.mesh.order import ModelOrder

__all__ = ["ModelOrder", "make_model"]
