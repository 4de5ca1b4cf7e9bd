"""A recipe into a file, out of it, and away from it again, whatever the container."""

from __future__ import annotations

from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.provenance.glb import GLB
from hypereal_lab.media.provenance.jpeg import JPEG
from hypereal_lab.media.provenance.mp3 import MP3
from hypereal_lab.media.provenance.mp4 import MP4
from hypereal_lab.media.provenance.notes import Container, checked, only
from hypereal_lab.media.provenance.png import PNG
from hypereal_lab.media.provenance.wav import WAV
from hypereal_lab.media.provenance.webp import WEBP
from hypereal_lab.media.types import sniff

__all__ = ["can_embed", "container_of", "embed", "extract", "strip"]

_CONTAINERS: dict[str, Container] = {
    "audio/mp4": MP4,
    "audio/mpeg": MP3,
    "audio/wav": WAV,
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/webp": WEBP,
    "model/gltf-binary": GLB,
    "video/mp4": MP4,
    "video/quicktime": MP4,
}


def can_embed(media_type: str) -> bool:
    """Whether a file of this type can carry a recipe; others keep it beside them."""
    return media_type in _CONTAINERS


def embed(data: bytes, payload: bytes) -> bytes:
    """The same picture, sound, video or model with `payload` inside, in place of an earlier one.

    Nothing is encoded again, and equal input gives equal bytes. Content credentials made before do not hold any more:
    embed first, then sign. Raises `MediaError`: `unsupported` for a type that cannot carry one, `too_large` above
    256,000 bytes, `bad_provenance` for a payload that is no text, `broken` for a file whose structure cannot be read.
    """
    checked(payload)
    container = container_of(data)
    if container is None:
        raise MediaError("A file of this kind cannot carry a recipe; keep it beside the file.", why="unsupported")
    return container.add(container.remove(data), payload)


def extract(data: bytes) -> bytes | None:
    """The payload that `embed` put in, None where there is none.

    The file is taken as hostile: sizes are bounded and nothing of the payload is read. Raises `MediaError`:
    `bad_provenance` for several or damaged payloads, `broken` for a file whose structure cannot be read.
    """
    container = container_of(data)
    return only(container.notes(data)) if container else None


def strip(data: bytes) -> bytes:
    """The file as it was before `embed`, byte for byte; one without a payload comes back as it is.

    Only the recipe goes; content credentials stay, and say that the file was changed. Raises `MediaError` (`broken`).
    """
    container = container_of(data)
    return container.remove(data) if container else data


def container_of(data: bytes) -> Container | None:
    """How to write into this file; None for what cannot carry a recipe."""
    try:
        return _CONTAINERS.get(sniff(data))
    except MediaError:
        return None
