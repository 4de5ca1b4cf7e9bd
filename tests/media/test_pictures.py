from __future__ import annotations

import threading
import tracemalloc
import warnings
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from hypereal_lab.media import MediaError, probe_image
from tests.media.pictures import (
    encode,
    noise,
    orientation_note,
    png_bomb,
    with_jpeg_segment,
    with_png_chunk,
)

FILES = {
    "png": encode(noise(), "PNG"),
    "png16": encode(Image.new("I;16", (60, 40), 40_000), "PNG"),
    "jpeg": encode(noise(), "JPEG"),
    "progressive": encode(noise(), "JPEG", progressive=True),
    "cmyk": encode(noise(mode="CMYK"), "JPEG"),
    "webp": encode(noise(), "WEBP"),
    "lossless": encode(noise(), "WEBP", lossless=True),
    "gif": encode(noise(), "GIF"),
}
HTML = b"<!DOCTYPE html><html><body>Not found</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refusal(data: bytes, **limits: int) -> MediaError:
    with pytest.raises(MediaError) as caught:
        probe_image(data, **limits)
    assert str(caught.value) == caught.value.reason
    assert caught.value.reason.endswith(".")
    return caught.value


@pytest.mark.parametrize("name", FILES)
def test_a_whole_picture_is_known_by_its_size_and_type(name: str) -> None:
    facts = probe_image(FILES[name])
    assert (facts.width, facts.height, facts.frames) == (60, 40, 1)
    assert facts.media_type == f"image/{facts.format}"
    assert facts.media_type in {"image/png", "image/jpeg", "image/webp", "image/gif"}
    assert not facts.has_alpha


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_alpha_is_seen(kind: str) -> None:
    assert probe_image(encode(noise(mode="RGBA"), kind)).has_alpha


def test_a_transparent_colour_of_a_palette_is_alpha_too() -> None:
    picture = noise().quantize(8)
    assert probe_image(encode(picture, "PNG", transparency=0)).has_alpha
    assert probe_image(encode(picture, "GIF", transparency=0)).has_alpha
    assert not probe_image(encode(picture, "PNG")).has_alpha


@pytest.mark.parametrize("name", FILES)
def test_a_picture_cut_off_anywhere_is_refused(name: str) -> None:
    data = FILES[name]
    cuts = {len(data) * share // 40 for share in range(1, 40)} | {len(data) - 2}
    for cut in cuts:
        assert refusal(data[:cut]).why in {"broken", "not_an_image"}, cut


def test_a_gif_without_its_end_mark_is_still_whole() -> None:
    assert FILES["gif"].endswith(b";")
    assert probe_image(FILES["gif"][:-1]).format == "gif"


def test_bytes_after_the_end_do_no_harm() -> None:
    for data in FILES.values():
        assert probe_image(data + b"\0" * 100).width == 60


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (HTML, "web page"),
        (b"\xef\xbb\xbf\r\n  <html lang=de>", "web page"),
        (SVG, "SVG"),
        (b"<!-- made by hand --><svg/>", "SVG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b'{"error": "expired"}', "text"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (encode(noise(), "BMP"), "BMP"),
        (encode(noise(), "TIFF"), "TIFF"),
        (b"", "empty"),
        (bytes(range(256)), "known format"),
        (b"RIFF\x04\0\0\0WAVE", "sound"),
    ],
)
def test_other_files_are_refused_and_the_sentence_says_what_they_are(data: bytes, word: str) -> None:
    error = refusal(data)
    assert error.why == "not_an_image"
    assert word in error.reason


def test_a_small_file_with_huge_pixels_is_refused_before_it_is_decoded() -> None:
    bomb = png_bomb(60_000, 60_000)
    assert len(bomb) < 200
    tracemalloc.start()
    try:
        error = refusal(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.why == "too_many_pixels"
    assert "60000 x 60000" in error.reason
    assert peak < 1_000_000


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "lossless", "gif"])
def test_the_pixel_limit_counts_width_times_height(name: str) -> None:
    assert probe_image(FILES[name], max_pixels=60 * 40).width == 60
    assert refusal(FILES[name], max_pixels=60 * 40 - 1).why == "too_many_pixels"


def test_a_gif_frame_that_reaches_beyond_the_screen_counts() -> None:
    data = bytearray(FILES["gif"])
    data[6:10] = b"\x01\0\x01\0"  # a screen of one pixel
    assert probe_image(bytes(data)).width == 60
    assert refusal(bytes(data), max_pixels=100).why == "too_many_pixels"


def animation(kind: str, frames: int) -> bytes:
    pictures = [noise(seed=number) for number in range(frames)]
    return encode(pictures[0], kind, save_all=True, append_images=pictures[1:])


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_has_its_frames_counted_and_limited(kind: str) -> None:
    data = animation(kind, 5)
    assert probe_image(data, max_frames=5).frames == 5
    error = refusal(data, max_frames=4)
    assert error.why == "too_many_frames"
    assert "5 frames" in error.reason


@pytest.mark.parametrize(
    ("name", "start", "length"), [("png", 16, 4), ("png", 20, 4), ("webp", 26, 2), ("webp", 28, 2)]
)
def test_a_size_of_zero_is_refused(name: str, start: int, length: int) -> None:
    data = bytearray(FILES[name])
    data[start : start + length] = bytes(length)
    assert refusal(bytes(data)).why == "broken"


def test_a_second_frame_header_in_a_jpeg_does_not_smuggle_a_size() -> None:
    data = FILES["jpeg"]
    start = data.index(b"\xff\xc0")
    end = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    huge = data[start : start + 5] + b"\xff\xff\xff\xff" + data[start + 9 : end]
    assert refusal(data[:end] + huge + data[end:]).why == "too_many_pixels"
    assert refusal(data[:start] + huge + data[start:]).why == "broken"


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    data = FILES["progressive"]
    last = data.rindex(b"\xff\xda")
    assert refusal(data[:last] + data[last:-2] * 50 + data[-2:]).why == "broken"


def test_two_animation_notes_in_one_png_are_refused() -> None:
    note = b"\0\0\0\1\0\0\0\0"
    once = with_png_chunk(FILES["png"], b"acTL", note)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # else Pillow's own warning would do the refusing
        assert probe_image(once).frames == 1
        assert refusal(with_png_chunk(once, b"acTL", note)).why == "broken"


def test_a_text_bomb_inside_a_png_is_refused() -> None:
    bomb = b"Comment\0\0" + zlib.compress(bytes(30_000_000))
    assert refusal(with_png_chunk(FILES["png"], b"zTXt", bomb)).why == "broken"


def test_a_damaged_camera_note_neither_warns_nor_refuses() -> None:
    note = b"Exif\0\0" + orientation_note(6)[:14] + b"\xff" * 30
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert probe_image(with_jpeg_segment(FILES["jpeg"], 0xE1, note)).width == 60


def test_the_verdict_does_not_depend_on_global_settings_of_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_500)  # 2,400 pixels warn, 3,000 raise
    assert probe_image(FILES["png"]).width == 60
    assert probe_image(FILES["gif"]).width == 60
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert refusal(png_bomb(60_000, 60_000)).why == "too_many_pixels"
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refusal(FILES["png"][:-200]).why == "broken"
    assert refusal(FILES["webp"][:-200]).why == "broken"


def test_many_threads_may_probe_at_once() -> None:
    found: list[object] = []

    def probe() -> None:
        for data in FILES.values():
            found.append(probe_image(data).width)
            with pytest.raises(MediaError):
                probe_image(data[: len(data) // 2])

    threads = [threading.Thread(target=probe) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [60] * 6 * len(FILES)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damage_anywhere_ends_in_facts_or_a_sentence(data: st.DataObject) -> None:
    whole = bytearray(FILES[data.draw(st.sampled_from(sorted(FILES)))])
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, min(len(whole) - 1, 700)))] = data.draw(st.integers(0, 255))
    try:
        facts = probe_image(bytes(whole), max_pixels=1_000_000)
    except MediaError as error:
        assert error.reason.endswith(".")
    else:
        assert 0 < facts.width * facts.height <= 1_000_000


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\xff\0\0\0WEBP", b"GIF89a"]),
    st.binary(max_size=400),
)
def test_any_bytes_end_in_a_sentence(start: bytes, rest: bytes) -> None:
    assert refusal(start + rest, max_pixels=1_000_000).reason
