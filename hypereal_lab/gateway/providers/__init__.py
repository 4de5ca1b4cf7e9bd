"""Who does the work: one small contract, one file per filling, chosen by whoever starts the gateway."""

from __future__ import annotations

from hypereal_lab.gateway.providers.base import ImagesOrder, ImagesProvider, Picture, ProviderFailed

__all__ = ["ImagesOrder", "ImagesProvider", "Picture", "ProviderFailed"]
