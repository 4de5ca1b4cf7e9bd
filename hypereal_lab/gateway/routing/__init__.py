"""From the words of a request to one model, its size and its price."""

from __future__ import annotations

from hypereal_lab.gateway.routing.images import choose_image_model
from hypereal_lab.gateway.routing.plan import ImagesPlan, Planner
from hypereal_lab.gateway.routing.references import Reference, references_of

__all__ = ["ImagesPlan", "Planner", "Reference", "choose_image_model", "references_of"]
