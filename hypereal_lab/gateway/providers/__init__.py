"""Who does the work: one small contract, one file per filling, chosen by whoever starts the gateway."""

from __future__ import annotations

from hypereal_lab.gateway.providers.base import (
    Asked,
    Attempted,
    Clip,
    ImagesOrder,
    ImagesProvider,
    Mesh,
    MeshesProvider,
    MeshOrder,
    Picture,
    ProviderFailed,
    Sound,
    SpeechOrder,
    SpeechProvider,
    TextOrder,
    TextProvider,
    VideoOrder,
    VideosProvider,
)

__all__ = [
    "Asked",
    "Attempted",
    "Clip",
    "ImagesOrder",
    "ImagesProvider",
    "Mesh",
    "MeshOrder",
    "MeshesProvider",
    "Picture",
    "ProviderFailed",
    "Sound",
    "SpeechOrder",
    "SpeechProvider",
    "TextOrder",
    "TextProvider",
    "VideoOrder",
    "VideosProvider",
]
