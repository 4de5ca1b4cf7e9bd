"""What the players ask of a file: loudness, tones, single frames, loops, and a film that begins before it is there."""

from __future__ import annotations

import io

import av
import numpy as np
import pytest
from PIL import Image

from hypereal_lab import media
from hypereal_lab.media.animations import Motion
from hypereal_lab.media.frames import frames_between
from tests.media import files


def tone(hertz: float, level: float, seconds: float = 2.0) -> bytes:
    """A WAV of one tone."""
    import wave

    moments = np.arange(int(files.RATE * seconds)) / files.RATE
    kept = io.BytesIO()
    with wave.open(kept, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(files.RATE)
        made.writeframes((np.sin(2 * np.pi * hertz * moments) * level * 32_767).astype("<i2").tobytes())
    return kept.getvalue()


def test_a_tone_of_full_scale_has_the_loudness_of_the_standard() -> None:
    found = media.loudness(tone(997, 1.0))
    assert found == pytest.approx(-3.01, abs=0.15)


def test_half_the_level_is_six_decibels_less_and_low_tones_count_less() -> None:
    loud, half, low = (media.loudness(tone(*one)) for one in ((997, 0.8), (997, 0.4), (40, 0.8)))
    assert loud is not None and half is not None and low is not None
    assert loud - half == pytest.approx(6.02, abs=0.1)
    assert low < loud - 4


def test_silence_has_no_loudness_and_a_pause_does_not_make_a_sound_quieter() -> None:
    assert media.loudness(tone(997, 0.0)) is None
    whole, paused = tone(997, 0.5, 4), bytearray(tone(997, 0.5, 8))
    paused[44 + (len(paused) - 44) // 2 :] = bytes((len(paused) - 44) // 2)
    first, second = media.loudness(whole), media.loudness(bytes(paused))
    assert first is not None and second == pytest.approx(first, abs=0.3)


def test_a_sound_that_is_too_long_is_not_measured() -> None:
    with pytest.raises(media.MediaError, match="longer than the 1 seconds"):
        media.loudness(tone(997, 0.5), most_seconds=1)


def test_high_tones_are_at_the_top_of_the_spectrogram() -> None:
    def brightest(hertz: float) -> int:
        with Image.open(io.BytesIO(media.spectrogram(tone(hertz, 0.8), wide=60, high=100))) as picture:
            assert picture.size == (60, 100)
            return int(np.asarray(picture.convert("L"), dtype=float).mean(axis=1).argmax())

    assert brightest(8_000) < 20 < 60 < brightest(150)


def test_silence_makes_a_dark_spectrogram() -> None:
    with Image.open(io.BytesIO(media.spectrogram(tone(997, 0.0), wide=20, high=20))) as picture:
        assert max(high for _, high in picture.convert("RGB").getextrema()) < 20


@pytest.mark.parametrize(("seconds", "number"), [(0.0, 0), (0.04, 0), (1 / 24, 1), (0.5, 12), (0.99, 23), (9.0, 23)])
def test_the_frame_is_the_one_that_is_on_the_screen_then(seconds: float, number: int) -> None:
    red = np.asarray(media.frame_at(files.video(frames=24), seconds))[:, :, 0].mean()
    assert red == pytest.approx(number * 9, abs=4.4)


def test_a_film_strip_shows_equal_parts_from_left_to_right() -> None:
    made = media.film_strip(files.video(frames=48), count=6, high=24)
    with Image.open(io.BytesIO(made)) as strip:
        assert strip.size == (6 * 32, 24)
        reds = np.asarray(strip.convert("RGB"), dtype=float)[:, :, 0].reshape(24, 6, 32).mean(axis=(0, 2))
    assert reds[0] < reds[1] < reds[2]


def test_the_film_strip_of_a_long_clip_is_wound_to(monkeypatch: pytest.MonkeyPatch) -> None:
    clip = files.video(frames=48)
    one_way = media.film_strip(clip, count=6, high=24)
    monkeypatch.setattr("hypereal_lab.media.frames._NEAR", 0.0)
    assert media.film_strip(clip, count=6, high=24) == one_way


def test_a_loop_is_cut_at_its_ends() -> None:
    found = list(frames_between(files.video(frames=24), 0.25, 0.75, fps=12))
    reds = [np.asarray(one)[:, :, 0].mean() for one in found]
    assert len(found) == 6
    assert reds == pytest.approx([54, 72, 90, 108, 126, 144], abs=5)


@pytest.mark.parametrize("form", ["gif", "webp"])
def test_a_loop_becomes_a_picture_in_motion(form: Motion) -> None:
    made = media.animation(files.video(frames=24), 0.2, 0.8, form)
    facts = media.probe(made)
    assert (facts.kind, facts.frames, facts.width) == ("image", 9, 64)


def test_a_loop_that_is_too_long_or_too_large_is_refused_with_the_next_step() -> None:
    clip = files.video(frames=24)
    with pytest.raises(media.MediaError, match="at most 20 make a picture in motion; make it shorter"):
        media.animation(clip, 0, 30)
    with pytest.raises(media.MediaError, match="make the loop shorter or choose WebP"):
        media.animation(clip, 0, 1, "gif", most_bytes=100)


def test_fragments_hold_the_same_pictures_and_name_their_codecs() -> None:
    clip = files.video(frames=48)
    made = media.fragments(clip)
    whole = b"".join(made.piece(at, 1_000) for at in range(0, made.size, 1_000))
    made.close()
    assert made.media_type.startswith('video/mp4; codecs="avc1.')
    assert whole.find(b"moof") > 0 and len(whole) == made.size
    assert [(round(time - made.shift, 2), shown) for time, shown in pixels(whole)] == [
        (round(time, 2), shown) for time, shown in pixels(clip)
    ]


def test_what_is_not_h264_is_not_cut() -> None:
    with pytest.raises(media.MediaError, match="loaded whole"):
        media.fragments(files.video("webm", "libvpx-vp9", frames=3))


def pixels(data: bytes) -> list[tuple[float, bytes]]:
    """Frames with their moments, so that a moment of the page is one of the file."""
    with av.open(io.BytesIO(data)) as container:
        return [(round(frame.time or 0, 6), frame.to_ndarray().tobytes()) for frame in container.decode(video=0)]
