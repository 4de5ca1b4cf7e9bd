"""Who does the work: one small contract, one file per filling."""

from __future__ import annotations

from hypereal_lab.gateway.providers.base import ImagesOrder, ImagesProvider, Picture, ProviderFailed
from hypereal_lab.gateway.providers.sandbox import Sandbox

__all__ = ["ImagesOrder", "ImagesProvider", "Picture", "ProviderFailed", "Sandbox"]
