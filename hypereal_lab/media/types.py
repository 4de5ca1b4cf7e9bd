"""Which kind of file this is, by its first bytes, and what its name should end with."""

from __future__ import annotations

import json
import re

from hypereal_lab.media.containers import big
from hypereal_lab.media.errors import MediaError
from hypereal_lab.media.mpeg_audio import first_frame, id3_length

__all__ = ["MEDIA_TYPES", "ending", "is_text", "sniff"]

_ENDINGS = {
    "application/json": ".json",
    "audio/flac": ".flac",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/webm": ".webm",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "model/gltf-binary": ".glb",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}
MEDIA_TYPES = tuple(_ENDINGS)
"""Every media type that `probe` can answer with."""
_SAME = {
    "application/gltf-binary": "model/gltf-binary",
    "audio/m4a": "audio/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/opus": "audio/ogg",
    "audio/wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/x-m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "image/jpg": "image/jpeg",
    "text/x-markdown": "text/markdown",
}
"""Other spellings that servers use."""

_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"glTF\2\0\0\0", "model/gltf-binary"),
    (b"OggS\0", "audio/ogg"),
    (b"fLaC\0", "audio/flac"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_PICTURE_BRANDS = {b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"}
_OLD_MOVIE = {b"free", b"mdat", b"moov", b"skip", b"wide"}
_MOST_JSON = 4_000_000
"""Bytes that are worth reading to be sure; longer ones are called plain text."""
_SPACES = b"\t\n\f\r\x1b"


def ending(media_type: str) -> str:
    """What the name of such a file ends with, dot included; `.bin` for a type that is not known."""
    plain = media_type.partition(";")[0].strip().lower()
    return _ENDINGS.get(_SAME.get(plain, plain), ".bin")


def sniff(data: bytes) -> str:
    """The media type by the first bytes.

    Nothing is checked beyond them: an MP4 may turn out to be sound only. Raises `MediaError` (`unknown`).
    """
    for sign, media_type in _SIGNS:
        if data.startswith(sign):
            return media_type
    found = _riff(data) or _movie(data) or _webm(data) or _tagged(data) or _text(data)
    if found is None:
        empty = "This file is empty" if not data else "This is no file of a known kind"
        raise MediaError(f"{empty}; send a picture, video, sound, GLB model or UTF-8 text.", why="unknown")
    return found


def _riff(data: bytes) -> str | None:
    return _RIFF.get(data[8:12]) if data.startswith(b"RIFF") else None


def _movie(data: bytes) -> str | None:
    size, kind, brand = big(data[:4]), data[4:8], data[8:12]
    if size > len(data):  # also a text about movies, such as "All free"
        return None
    if kind == b"ftyp" and brand not in _PICTURE_BRANDS:
        if brand.startswith((b"M4A", b"M4B")):
            return "audio/mp4"
        return "video/quicktime" if brand == b"qt  " else "video/mp4"
    return "video/quicktime" if kind in _OLD_MOVIE else None


def _webm(data: bytes) -> str | None:
    return "video/webm" if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:96] else None


def _tagged(data: bytes) -> str | None:
    if data.startswith(b"fLaC\0", id3_length(data)):  # content credentials of a FLAC are such a tag
        return "audio/flac"
    return "audio/mpeg" if first_frame(data) is not None else None


def _text(data: bytes) -> str | None:
    if not data or not is_text(data):
        return None
    start = data[:100_000].removeprefix(b"\xef\xbb\xbf").decode(errors="ignore")
    if _is_json(data):
        return "application/json"
    return "text/markdown" if _MARKDOWN.search(start) else "text/plain"


def _is_json(data: bytes) -> bool:
    """Whether it is an object or a list; lyrics begin with [Verse] too."""
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if not text.startswith((b"{", b"[")) or not text.endswith((b"}", b"]")) or len(text) > _MOST_JSON:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


_MARKDOWN = re.compile(r"^(?:#{1,6} \S|```|[-*+] \S|> \S|\|.*\|[ \t]*$)|\*\*\S|\]\(\S", re.MULTILINE)
"""A heading, fence, list, quotation, table row, strong word or link."""


def is_text(data: bytes) -> bool:
    """UTF-8 without characters that only programs use."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.translate(None, _PRINTED)


_PRINTED = bytes(sorted({*range(32, 127), *range(128, 256), *_SPACES}))
