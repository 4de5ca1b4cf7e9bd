"""A name for what is seen or heard, which stays when everything written about it is taken away.

A note in the file, its title and its place can go, or change, without a new name. Pictures keep it even when they are
packed anew without loss, in another format too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

from PIL.Image import Image

from hypereal_lab.media.boxes import boxes
from hypereal_lab.media.containers import big, png_chunks, webp_chunks
from hypereal_lab.media.errors import Format, MediaError, broken_file
from hypereal_lab.media.glb import read_glb
from hypereal_lab.media.headers import Header, read_header
from hypereal_lab.media.mpeg_audio import audio_frames, id3_length
from hypereal_lab.media.pictures import MOST_PIXELS, check_limits, read_picture
from hypereal_lab.media.riff import wav_chunks
from hypereal_lab.media.types import sniff

__all__ = ["content_digest", "content_of_picture"]

_PNG_FRAMES = {b"IDAT", b"IHDR", b"PLTE", b"acTL", b"fcTL", b"fdAT", b"tRNS"}
_WEBP_FRAMES = {b"ANIM", b"ANMF"}


def content_digest(data: bytes) -> str:
    """SHA-256, as 64 hex digits, over what is seen or heard.

    - pictures: size and pixels as decoded, not turned by an orientation note; animated PNG and WebP their
      coded frames, animated GIF the whole file
    - MP4, M4A, MOV: the coded media data (`mdat`), wherever it lies
    - WAV: format and samples; MP3 and FLAC: the coded frames, without tags and tables
    - GLB: numbers and scene, without `asset.extras` and `asset.generator`
    - text: its letters, with one kind of line end; everything else: the whole file

    Raises `MediaError` where a file of these kinds is broken or too large.
    """
    try:
        media_type = sniff(data)
    except MediaError:
        media_type = ""
    return _named(_PARTS.get(media_type, _whole)(data))


def _named(parts: Iterable[bytes]) -> str:
    name = hashlib.sha256()
    for part in parts:
        name.update(part)
    return name.hexdigest()


def _image(data: bytes) -> Iterable[bytes]:
    header = read_header(data)
    return _moving(data, header.format) if header.frames > 1 else _pixels(data, header)


def _moving(data: bytes, kind: Format) -> Iterable[bytes]:
    """The coded frames of an animation, whose pixels would take minutes."""
    if kind == "png":
        return [data[start - 4 : end] for name, start, end in png_chunks(data) if name in _PNG_FRAMES]
    if kind == "webp":
        return [data[start - 8 : end] for name, start, end in webp_chunks(data) if name in _WEBP_FRAMES]
    return _whole(data)


def _pixels(data: bytes, header: Header) -> list[bytes]:
    check_limits(header, max_pixels=MOST_PIXELS, max_frames=1)
    with read_picture(data, header) as picture:
        return _of_picture(picture)


def content_of_picture(picture: Image) -> str:
    """The content digest of a still picture that is open already."""
    return _named(_of_picture(picture))


def _of_picture(picture: Image) -> list[bytes]:
    picture.load()
    if picture.mode.startswith("I"):  # 16-bit grey, which has no counterpart in eight bits
        mode, pixels = "I", picture.convert("I").tobytes()
    else:
        plain = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        if plain.mode == "RGBA" and plain.getchannel("A").getextrema() == (255, 255):
            plain = plain.convert("RGB")
        if plain.mode == "RGBA":  # nobody sees the colour of what is clear, and some encoders drop it
            plain = plain.convert("RGBa")
        mode, pixels = plain.mode, plain.tobytes()
    return [f"image {mode} {picture.width}x{picture.height}\n".encode(), pixels]


def _mp4(data: bytes) -> Iterable[bytes]:
    found = [data[box.content : box.end] for box in boxes(data) if box.name == b"mdat"]
    if not found:
        raise broken_file("MP4 file")
    return [b"mdat\n", *found]


def _wav(data: bytes) -> Iterable[bytes]:
    found = {chunk.name: data[chunk.content : chunk.end] for chunk in reversed(list(wav_chunks(data)))}
    if b"fmt " not in found or b"data" not in found:
        raise broken_file("WAV file")
    return [b"wav\n", found[b"fmt "][:16], found[b"data"]]


def _mp3(data: bytes) -> Iterable[bytes]:
    return [b"mp3\n", *(data[frame.start : frame.end] for frame in audio_frames(data))]


def _flac(data: bytes) -> Iterable[bytes]:
    at, last = id3_length(data) + 4, False
    while not last:
        head = data[at : at + 4]
        if len(head) < 4:
            raise broken_file("FLAC file")
        at, last = at + 4 + big(head[1:]), head[0] & 0x80 != 0
    return [b"flac\n", data[at:]]


def _glb(data: bytes) -> Iterable[bytes]:
    glb = read_glb(data)
    asset = {key: value for key, value in glb.scene["asset"].items() if key not in ("extras", "generator")}
    scene = json.dumps({**glb.scene, "asset": asset}, sort_keys=True, separators=(",", ":"))
    return [b"glb\n", scene.encode(errors="surrogatepass"), b"\n", glb.numbers]


def _text(data: bytes) -> Iterable[bytes]:
    return [b"text\n", data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")]


def _whole(data: bytes) -> Iterable[bytes]:
    return [data]


_PARTS: dict[str, Callable[[bytes], Iterable[bytes]]] = {
    "application/json": _text,
    "audio/flac": _flac,
    "audio/mp4": _mp4,
    "audio/mpeg": _mp3,
    "audio/wav": _wav,
    "image/gif": _image,
    "image/jpeg": _image,
    "image/png": _image,
    "image/webp": _image,
    "model/gltf-binary": _glb,
    "text/markdown": _text,
    "text/plain": _text,
    "video/mp4": _mp4,
    "video/quicktime": _mp4,
}
