"""A video in fragments, which a page can play while the rest is on its way. Nothing is encoded again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from hypereal_lab.media.clips import moving, open_clip
from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.types import sniff

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["Fragments", "fragments"]

_SOUNDS = {"aac": "mp4a.40.2", "mp3": "mp3", "opus": "opus", "flac": "flac"}
_FLAGS = "frag_keyframe+empty_moov+default_base_moof"
_REORDERED = 32
"""Frames among which the first one is."""
_LONGEST = "2000000"
"""Microseconds of one fragment, also where key frames are far apart."""


class Fragments:
    """A fragmented MP4 in a file without a name, which is gone when nobody holds it."""

    def __init__(self, file: IO[bytes], media_type: str, shift: float) -> None:
        self._file = file
        self.shift = shift
        """Seconds by which everything is later than in the clip, as a format without edit lists has it."""
        self.media_type = media_type
        """With its codecs, as `MediaSource.isTypeSupported` wants to know them."""
        self.size = file.seek(0, 2)
        """Bytes."""

    def piece(self, offset: int, most: int) -> bytes:
        """Up to `most` bytes from `offset` on."""
        self._file.seek(offset)
        return self._file.read(most)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def fragments(data: bytes) -> Fragments:
    """The video and its first sound as fragments. Raises `MediaError`, `unsupported` for codecs other than H.264."""
    import av

    with open_clip(data, sniff(data)) as container:
        streams = _kept(container)
        begins = _first_moment(container, streams[0])
        container.seek(0)
        media_type = f'video/mp4; codecs="{", ".join(map(_codec, streams))}"'
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it is the answer
        options = {"movflags": _FLAGS, "frag_duration": _LONGEST}
        with av.open(file, "w", format="mp4", options=options) as made:
            targets = {stream.index: made.add_stream_from_template(stream) for stream in streams}
            for packet in _packets(container, streams):
                packet.stream = targets[packet.stream.index]
                made.mux(packet)
    file.seek(0)
    with av.open(file, "r", format="mp4") as made:
        shift = _first_moment(made, made.streams.video[0]) - begins
    return Fragments(file, media_type, round(shift, 6))


def _first_moment(container: InputContainer, film: Any) -> float:
    """When its first frame is shown, which need not be the first that is stored."""
    packets = islice((packet for packet in container.demux(film) if packet.pts is not None), _REORDERED)
    return min((float(packet.pts * packet.time_base) for packet in packets), default=0.0)


def _kept(container: InputContainer) -> list[Any]:
    film = moving(container)
    if film is None:
        raise MediaError("There is no moving picture in it; play it as a sound.", why="unsupported")
    return [film, *container.streams.audio[:1]]


def _packets(container: InputContainer, streams: list[Any]) -> Iterator[Any]:
    return (packet for packet in container.demux(streams) if packet.dts is not None)


def _codec(stream: Any) -> str:
    """Its name as RFC 6381 spells it."""
    context = stream.codec_context
    told = bytes(context.extradata or b"")
    if context.name in ("h264", "libx264") and len(told) > 3 and told[0] == 1:
        return f"avc1.{told[1:4].hex()}"
    if stream.type == "audio" and context.name in _SOUNDS:
        return _SOUNDS[context.name]
    raise MediaError(f"{context.name} cannot be played from its beginning; it is loaded whole.", why="unsupported")
