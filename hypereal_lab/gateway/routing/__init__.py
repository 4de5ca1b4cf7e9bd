"""From the words of a request to one model."""

from __future__ import annotations

from hypereal_lab.gateway.routing.images import choose_image_model

__all__ = ["choose_image_model"]
