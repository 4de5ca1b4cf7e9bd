"""One small real file of every kind, made by the encoders that people use, and how they are opened again."""

from __future__ import annotations

import io
import json
import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import numpy as np
from PIL import Image

from tests.media.pictures import encode, noise

RATE = 48_000
TEXT = b"# A bear\n\nIt sleeps.\n"


@cache
def sine(seconds: float = 1.0) -> Any:
    return (np.sin(np.arange(int(RATE * seconds)) / 20) * 16_000).astype(np.int16)


def sound(
    container: str, codec: str, *, seconds: float = 1.0, metadata: dict[str, str] | None = None, **options: str
) -> bytes:
    kept = io.BytesIO()
    with av.open(kept, "w", format=container, options=options) as made:
        made.metadata.update(metadata or {})
        stream = made.add_stream(codec, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(sine(seconds)[None], format="s16", layout="mono")
        frame.rate = RATE
        for packet in [*stream.encode(frame), *stream.encode()]:
            made.mux(packet)
    return kept.getvalue()


def video(container: str = "mp4", codec: str = "libx264", *, frames: int = 24, **options: str) -> bytes:
    """The same coded frames in whatever container."""
    with TemporaryDirectory() as folder:  # FFmpeg opens a file that it puts in order by its name
        path = Path(folder) / f"clip.{container}"
        with (
            av.open(io.BytesIO(_coded(codec, frames))) as coded,
            av.open(path, "w", format=container, options=options) as made,
        ):
            stream = made.add_stream_from_template(coded.streams.video[0])
            for packet in coded.demux():
                if packet.dts is not None:  # the last one is empty
                    packet.stream = stream
                    made.mux(packet)
        return path.read_bytes()


@cache
def _coded(codec: str, frames: int) -> bytes:
    """Coded once: x264 gives other bytes for the same frames once in some thousands of times."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="webm" if codec.startswith("libvpx") else "mp4") as made:
        stream = made.add_stream(codec, rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            picture = np.full((48, 64, 3), (number * 9, 90, 200), np.uint8)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        made.mux(stream.encode(None))
    return kept.getvalue()


def wav(channels: int = 1, samples: int = RATE, width: int = 2) -> bytes:
    kept = io.BytesIO()
    with wave.open(kept, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(width)
        made.setframerate(RATE)
        made.writeframes(
            bytes(range(251)) * (samples * channels * width // 251) + bytes(samples * channels * width % 251)
        )
    return kept.getvalue()


@cache
def model() -> bytes:
    import trimesh

    ball = trimesh.creation.icosphere(subdivisions=2)
    ball.visual.vertex_colors = [200, 90, 40, 255]
    return bytes(trimesh.Scene(ball).export(file_type="glb"))


def glb(scene: dict[str, Any] | bytes, numbers: bytes = b"") -> bytes:
    """A GLB by hand, with the scene as it is written here."""
    text = scene if isinstance(scene, bytes) else json.dumps(scene).encode()
    text += b" " * (-len(text) % 4)
    parts = len(text).to_bytes(4, "little") + b"JSON" + text
    if numbers:
        parts += len(numbers).to_bytes(4, "little") + b"BIN\0" + numbers
    return b"glTF\2\0\0\0" + (12 + len(parts)).to_bytes(4, "little") + parts


@cache
def carriers() -> dict[str, bytes]:
    """Files of all the families that can carry a recipe, in their usual shapes."""
    clear = noise(mode="RGBA")
    moving = {"save_all": True, "append_images": [noise(seed=8), noise(seed=9)], "duration": 50}
    return {
        "png": encode(noise(), "PNG"),
        "png with alpha": encode(clear, "PNG"),
        "png of 16 bit": encode(Image.new("I;16", (60, 40), 40_000), "PNG"),
        "png in motion": encode(noise(), "PNG", **moving),
        "jpeg": encode(noise(), "JPEG"),
        "jpeg, progressive": encode(noise(), "JPEG", progressive=True, comment=b"hello", dpi=(72, 72)),
        "jpeg in cmyk": encode(noise(mode="CMYK"), "JPEG"),
        "webp": encode(noise(), "WEBP"),
        "webp without loss": encode(noise(), "WEBP", lossless=True),
        "webp with alpha": encode(clear, "WEBP", lossless=True),
        "webp, lossy, with alpha": encode(clear, "WEBP"),
        "webp in motion": encode(noise(), "WEBP", **moving),
        "mp4": video(),
        "mp4 for streaming": video(movflags="+faststart"),
        "mp4 in fragments": video(movflags="frag_keyframe+empty_moov"),
        "mov": video("mov"),
        "m4a": sound("ipod", "aac"),
        "wav": wav(),
        "wav of odd length": wav(samples=4_801, width=1),
        "mp3": sound("mp3", "libmp3lame"),
        "mp3 without tag": sound("mp3", "libmp3lame", write_xing="0", id3v2_version="0"),
        "mp3 with title": sound("mp3", "libmp3lame", metadata={"title": "Bär"}),
        "mp3 with old tag": sound("mp3", "libmp3lame", metadata={"title": "Bär"}, id3v2_version="3", write_id3v1="1"),
        "glb": model(),
    }


CARRIERS = tuple(carriers())


def opened(data: bytes, name: str) -> object:
    """What a decoder makes of the file: pixels, frames, samples or triangles."""
    if name.startswith(("png", "jpeg", "webp")):
        with Image.open(io.BytesIO(data)) as picture:
            frames = getattr(picture, "n_frames", 1)
            return [_frame(picture, number) for number in range(frames)]
    if name.startswith("wav"):
        with wave.open(io.BytesIO(data)) as made:
            return made.getparams(), made.readframes(made.getnframes())
    if name.startswith("glb"):
        import trimesh

        (shape,) = trimesh.load_scene(io.BytesIO(data), file_type="glb").geometry.values()
        return shape.vertices.tolist(), shape.faces.tolist(), shape.visual.vertex_colors.tolist()
    with av.open(io.BytesIO(data)) as container:
        title = container.metadata.get("title")
        return title, [(frame.pts, frame.to_ndarray().tobytes()) for frame in container.decode()]


def _frame(picture: Image.Image, number: int) -> object:
    picture.seek(number)
    return picture.mode, picture.size, picture.info.get("duration"), picture.tobytes()
