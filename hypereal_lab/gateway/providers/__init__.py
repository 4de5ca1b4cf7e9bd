"""Who does the work: one small contract, one file per filling, chosen by whoever starts the gateway."""

from __future__ import annotations

from hypereal_lab.gateway.providers.base import (
    Clip,
    ImagesOrder,
    ImagesProvider,
    Mesh,
    MeshesProvider,
    MeshOrder,
    OrderRefused,
    Picture,
    ProviderFailed,
    Sound,
    SpeechOrder,
    SpeechProvider,
    TextOrder,
    TextProvider,
    TranscriptOrder,
    TranscriptProvider,
    VideoOrder,
    VideosProvider,
    VoiceOrder,
    VoiceProvider,
)

__all__ = [
    "Clip",
    "ImagesOrder",
    "ImagesProvider",
    "Mesh",
    "MeshOrder",
    "MeshesProvider",
    "OrderRefused",
    "Picture",
    "ProviderFailed",
    "Sound",
    "SpeechOrder",
    "SpeechProvider",
    "TextOrder",
    "TextProvider",
    "TranscriptOrder",
    "TranscriptProvider",
    "VideoOrder",
    "VideosProvider",
    "VoiceOrder",
    "VoiceProvider",
]
