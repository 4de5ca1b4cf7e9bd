"""Videos and sounds through PyAV, whose FFmpeg reads everything, kept on a short leash.

The container format is named, never guessed: FFmpeg knows playlists and other formats that open further files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypereal_lab.media.errors import MediaError, broken_file
from hypereal_lab.media.pictures import MOST_PIXELS
from hypereal_lab.media.sounds import check_length

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream
    from PIL.Image import Image

__all__ = ["Clip", "frame_near", "moving", "open_clip", "probe_clip", "still"]

_DEMUXERS = {
    "audio/flac": "flac",
    "audio/mp4": "mp4",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
_MOST_STREAMS = 16
_POSTER_AT = 0.1
"""Part of the length at which a video shows what it is about; the very start is often black."""
_MOST_SKIPPED = 300
"""Frames decoded on the way from the key frame to the wanted one."""
_TIME_BASE = 1_000_000


@dataclass(frozen=True, slots=True)
class Clip:
    """Facts of one container; no size for sound only."""

    width: int | None
    height: int | None
    seconds: float | None
    fps: float | None
    sample_rate: int | None
    channels: int | None


@contextmanager
def open_clip(data: bytes, media_type: str) -> Iterator[InputContainer]:
    """The container, its size and length judged; whatever goes wrong in the block is a `MediaError`."""
    import av

    name = media_type.partition("/")[2].upper()
    try:
        container = av.open(io.BytesIO(data), "r", format=_DEMUXERS[media_type], **_lenient(av.__version__))
        with container:
            _check_limits(container)
            yield container
    except MediaError:
        raise
    except Exception as error:  # FFmpeg's errors, and what a reader of hostile bytes raises besides
        raise broken_file(f"{name} file") from error


def _lenient(version: str) -> dict[str, Any]:
    """Notes that are no text are no reason to refuse a file; from PyAV 19 on they are none without being told."""
    return {"metadata_errors": "ignore"} if int(version.partition(".")[0]) < 19 else {}


def probe_clip(data: bytes, media_type: str) -> Clip:
    """Facts of an MP4, MOV or WebM; the first frame of a video is decoded. Raises `MediaError`."""
    with open_clip(data, media_type) as container:
        video = moving(container)
        audio = container.streams.audio[0] if container.streams.audio else None
        if video is None and audio is None:
            raise broken_file(f"{media_type.partition('/')[2].upper()} file")
        next(container.decode(video or audio))
        seconds = _seconds(container)
        return Clip(
            width=video.width if video else None,
            height=video.height if video else None,
            seconds=seconds,
            fps=float(video.average_rate) if video and video.average_rate else None,
            sample_rate=audio.rate if audio else None,
            channels=audio.channels if audio else None,
        )


def moving(container: InputContainer) -> VideoStream | None:
    """The video, which the picture on the cover of an album is not."""
    from av.stream import Disposition

    films = (stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic)
    return next(films, None)


def _seconds(container: InputContainer) -> float | None:
    """The length, or the end of the last packet where a file that was written as a stream does not say it."""
    if container.duration:
        return float(container.duration / _TIME_BASE)
    ends = [float((packet.pts + (packet.duration or 0)) * packet.time_base) for packet in _timed(container)]
    seconds = max(ends, default=None)
    check_length(seconds)
    return seconds


def _timed(container: InputContainer) -> Iterator[Any]:
    return (packet for packet in container.demux() if packet.pts is not None and packet.time_base is not None)


def still(data: bytes, media_type: str) -> Image:
    """One picture of a video, from about a tenth of its length. Raises `MediaError`."""
    with open_clip(data, media_type) as container:
        stream = moving(container)
        if stream is None:
            raise broken_file("video")
        wanted = (container.duration or 0) / _TIME_BASE * _POSTER_AT
        if wanted > 1:
            container.seek(int(wanted * _TIME_BASE))
        picture: Image = frame_near(container, stream, wanted).to_image()
        return picture


def frame_near(container: InputContainer, stream: Any, seconds: float) -> Any:
    """The frame at `seconds`, or one before it where that is far from a key frame. Raises `MediaError`."""
    frame = None
    for count, frame in enumerate(container.decode(stream)):
        if count >= _MOST_SKIPPED or frame.time is None or frame.time >= seconds:
            break
    if frame is None:
        raise broken_file("video")
    return frame


def _check_limits(container: InputContainer) -> None:
    if len(container.streams) > _MOST_STREAMS:
        raise MediaError("The file has too many streams; send one with a picture and a sound.", why="too_large")
    for stream in container.streams.video:
        stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}  # a frame may claim more than its container
        if stream.width * stream.height > MOST_PIXELS:
            raise MediaError(
                f"The video has {stream.width} x {stream.height} pixels and at most {MOST_PIXELS:,} are taken; "
                "make it smaller.",
                why="too_many_pixels",
            )
    check_length(container.duration / _TIME_BASE if container.duration else None)
