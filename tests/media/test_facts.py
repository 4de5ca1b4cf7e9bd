from __future__ import annotations

import io
import mimetypes

import pytest

from hypereal_lab.media import MEDIA_TYPES, MediaError, ending, poster, probe
from tests.media.files import TEXT, carriers, glb, model, sound, video, wav
from tests.media.pictures import encode, noise

SOUNDS = {
    "audio/wav": wav(),
    "audio/mpeg": sound("mp3", "libmp3lame"),
    "audio/flac": sound("flac", "flac"),
    "audio/ogg": sound("ogg", "libopus"),
    "audio/mp4": sound("ipod", "aac"),
    "audio/webm": sound("webm", "libopus"),
}
CLIPS = {"video/mp4": video(), "video/quicktime": video("mov"), "video/webm": video("webm", "libvpx")}


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif"])
def test_a_picture_has_a_size(kind: str) -> None:
    facts = probe(encode(noise(), kind.upper()))
    assert (facts.kind, facts.media_type) == ("image", f"image/{kind}")
    assert (facts.width, facts.height, facts.frames, facts.has_alpha) == (60, 40, 1, False)
    assert facts.seconds is None


@pytest.mark.parametrize("media_type", SOUNDS)
def test_a_sound_has_a_length_and_a_rate(media_type: str) -> None:
    facts = probe(SOUNDS[media_type])
    assert (facts.kind, facts.media_type) == ("audio", media_type)
    assert facts.seconds == pytest.approx(1.0, abs=0.06)
    assert (facts.sample_rate, facts.channels) == (48_000, 1)
    assert facts.width is None


@pytest.mark.parametrize("media_type", CLIPS)
def test_a_video_has_a_size_a_length_and_a_speed(media_type: str) -> None:
    facts = probe(CLIPS[media_type])
    assert (facts.kind, facts.media_type) == ("video", media_type)
    assert (facts.width, facts.height) == (64, 48)
    assert facts.seconds == pytest.approx(1.0, abs=0.05)
    assert facts.fps == pytest.approx(24, abs=0.01)
    assert (facts.sample_rate, facts.channels) == (None, None)


def test_a_model_has_triangles() -> None:
    facts = probe(model())
    assert (facts.kind, facts.media_type) == ("model3d", "model/gltf-binary")
    assert (facts.triangles, facts.vertices) == (320, 162)


@pytest.mark.parametrize(
    ("mode", "corners", "triangles"), [(4, 9, 3), (4, 10, 3), (5, 9, 7), (6, 9, 7), (1, 9, 0), (5, 1, 0)]
)
def test_triangles_are_counted_as_they_are_strung(mode: int, corners: int, triangles: int) -> None:
    shape = {"attributes": {"POSITION": 0}, "mode": mode}
    scene = {"asset": {"version": "2.0"}, "accessors": [{"count": corners}], "meshes": [{"primitives": [shape]}]}
    facts = probe(glb(scene))
    assert (facts.triangles, facts.vertices) == (triangles, corners)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (TEXT, "text/markdown"),
        (b"Hello,\r\nworld.\n", "text/plain"),
        ("\ufeffGrüße".encode(), "text/plain"),
        (b'{"a": [1, 2]}\n', "application/json"),
        (b"[1]", "application/json"),
        (b"{not json", "text/plain"),
        (b"{not json}", "text/plain"),
        (b"[Verse]\nLa la la\n[Outro]", "text/plain"),
        (b"[" * 100_000 + b"]", "text/plain"),
        (b"| a | b |\n|---|---|\n", "text/markdown"),
        (b"See [the page](https://example.com).", "text/markdown"),
        (b"All free: a text that looks like a film", "text/plain"),
        (b"The moov and the mdat.", "text/plain"),
        (b"glTF is a format", "text/plain"),
        (b"OggS and fLaC", "text/plain"),
        (b"ID3 is a tag", "text/plain"),
        (b"RIFFRAFFWAVY", "text/plain"),
    ],
)
def test_a_text_is_a_text(data: bytes, media_type: str) -> None:
    facts = probe(data)
    assert (facts.kind, facts.media_type) == ("text", media_type)


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\0\1\2\3", b"\xff\xfe\xfd", b"a\0b", "ü".encode("latin-1"), b"PK\3\4\0\0"]
)
def test_what_nobody_knows_is_refused(data: bytes) -> None:
    with pytest.raises(MediaError) as caught:
        probe(data)
    assert caught.value.why == "unknown"
    assert caught.value.reason.endswith(".")


def test_a_cover_does_not_make_a_video_of_a_song() -> None:
    from mutagen import mp4 as tags

    kept = io.BytesIO(SOUNDS["audio/mp4"])
    song = tags.MP4(kept)
    song["covr"] = [tags.MP4Cover(encode(noise(), "JPEG"), imageformat=tags.MP4Cover.FORMAT_JPEG)]
    kept.seek(0)
    song.save(kept)
    facts = probe(kept.getvalue())
    assert (facts.kind, facts.media_type, facts.width) == ("audio", "audio/mp4", None)
    assert poster(kept.getvalue()) is not None


def test_a_truncated_mp3_is_as_long_as_what_is_left_of_it() -> None:
    whole = SOUNDS["audio/mpeg"]
    assert probe(whole[: len(whole) // 2]).seconds == pytest.approx(0.5, abs=0.06)


def test_a_wav_that_claims_more_is_as_long_as_what_is_there() -> None:
    whole = SOUNDS["audio/wav"]
    assert probe(whole[: 44 + 48_000]).seconds == pytest.approx(0.5)


def test_a_webm_that_was_streamed_is_as_long_as_its_last_packet() -> None:
    facts = probe(video("webm", "libvpx", live="1"))
    assert facts.seconds == pytest.approx(1.0, abs=0.1)


def test_a_cut_opus_is_as_long_as_its_last_whole_page() -> None:
    whole = sound("ogg", "libopus", seconds=5)
    assert 1 < (probe(whole[: len(whole) // 2]).seconds or 0) < 4


def test_a_video_too_large_to_decode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hypereal_lab.media.clips.MOST_PIXELS", 64 * 48 - 1)
    for data in CLIPS.values():
        for look in (probe, poster):
            with pytest.raises(MediaError) as caught:
                look(data)
            assert caught.value.why == "too_many_pixels"


def test_a_frame_that_claims_more_than_its_container_is_not_decoded() -> None:
    data = video("webm", "libvpx")
    bomb = data.replace(b"\x9d\x01\x2a\x40\x00\x30\x00", b"\x9d\x01\x2a\xff\x1f\xff\x1f")
    assert bomb != data
    with pytest.raises(MediaError):
        probe(bomb)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("image/png", ".png"),
        ("image/jpeg", ".jpg"),
        ("image/webp", ".webp"),
        ("image/gif", ".gif"),
        ("video/mp4", ".mp4"),
        ("video/webm", ".webm"),
        ("audio/wav", ".wav"),
        ("audio/x-wav", ".wav"),
        ("audio/mpeg", ".mp3"),
        ("audio/mp3", ".mp3"),
        ("audio/flac", ".flac"),
        ("audio/ogg", ".ogg"),
        ("audio/ogg; codecs=opus", ".ogg"),
        ("audio/mp4", ".m4a"),
        ("model/gltf-binary", ".glb"),
        ("text/markdown", ".md"),
        ("text/plain; charset=utf-8", ".txt"),
        ("application/json", ".json"),
        ("IMAGE/PNG", ".png"),
        ("application/octet-stream", ".bin"),
        ("", ".bin"),
    ],
)
def test_a_file_is_named_for_its_type(media_type: str, expected: str) -> None:
    assert ending(media_type) == expected


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_no_ending_contradicts_the_system(media_type: str) -> None:
    guessed = mimetypes.guess_type("a" + ending(media_type))[0]
    family = media_type.partition("/")[0]
    assert guessed is None or guessed.startswith((family, "text", "application", "video"))


def test_every_probed_type_is_listed() -> None:
    made = [*SOUNDS.values(), *CLIPS.values(), model(), TEXT, *carriers().values()]
    assert {probe(data).media_type for data in made} <= set(MEDIA_TYPES)


def test_a_view_of_bytes_is_not_needed() -> None:
    assert probe(bytes(io.BytesIO(SOUNDS["audio/wav"]).getbuffer())).channels == 1
