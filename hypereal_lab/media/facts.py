"""What a file is: one answer for pictures, videos, sounds, models and texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hypereal_lab.media.pictures import probe_image
from hypereal_lab.media.types import sniff

__all__ = ["Kind", "MediaFacts", "kind_of", "probe"]

Kind: TypeAlias = Literal["image", "video", "audio", "model3d", "text"]


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What is known of a file that was looked through; None where the kind has no such thing or nobody can tell."""

    kind: Kind
    media_type: str
    width: int | None = None
    """Pixels as stored; a camera's orientation note is not applied."""
    height: int | None = None
    seconds: float | None = None
    fps: float | None = None
    """Pictures per second, on average."""
    sample_rate: int | None = None
    """Hertz."""
    channels: int | None = None
    triangles: int | None = None
    vertices: int | None = None
    frames: int | None = None
    """Of an animated picture; 1 for others."""
    has_alpha: bool | None = None


def probe(data: bytes) -> MediaFacts:
    """Facts of a picture, video, sound, GLB model or UTF-8 text.

    Sizes are judged before anything is decoded, pictures and the first frame of a video are decoded, the length of
    sounds is counted where that is cheap. Raises `MediaError` for everything unknown, broken or too large.
    """
    media_type = sniff(data)
    return _PROBES[kind_of(media_type)](data, media_type)


def kind_of(media_type: str) -> Kind:
    """The kind that a media type belongs to."""
    family = media_type.partition("/")[0]
    if family == "model":
        return "model3d"
    return family if family in ("image", "video", "audio") else "text"  # type: ignore[return-value]


def _image(data: bytes, media_type: str) -> MediaFacts:
    facts = probe_image(data)
    return MediaFacts("image", media_type, facts.width, facts.height, frames=facts.frames, has_alpha=facts.has_alpha)


def _sound(data: bytes, media_type: str) -> MediaFacts:
    if media_type == "audio/mp4":
        return _clip(data, media_type)
    from hypereal_lab.media.sounds import probe_sound

    sound = probe_sound(data, media_type)
    return MediaFacts(
        "audio", media_type, seconds=sound.seconds, sample_rate=sound.sample_rate, channels=sound.channels
    )


def _clip(data: bytes, media_type: str) -> MediaFacts:
    from hypereal_lab.media.clips import probe_clip

    clip = probe_clip(data, media_type)
    kind: Kind = "audio" if clip.width is None else "video"
    return MediaFacts(
        kind,
        media_type if media_type == "video/quicktime" else f"{kind}/{media_type.partition('/')[2]}",
        clip.width,
        clip.height,
        clip.seconds,
        clip.fps,
        clip.sample_rate,
        clip.channels,
    )


def _model(data: bytes, media_type: str) -> MediaFacts:
    from hypereal_lab.media.glb import count_shapes, read_glb

    triangles, vertices = count_shapes(read_glb(data))
    return MediaFacts("model3d", media_type, triangles=triangles, vertices=vertices)


def _text(data: bytes, media_type: str) -> MediaFacts:
    return MediaFacts("text", media_type)


_PROBES: dict[Kind, Callable[[bytes, str], MediaFacts]] = {
    "image": _image,
    "video": _clip,
    "audio": _sound,
    "model3d": _model,
    "text": _text,
}
