from __future__ import annotations

import io
import warnings

import pytest
from PIL import Image

from hypereal_lab.media import MediaError, probe_image, thumbnail
from tests.media.pictures import encode, noise, orientation_note, png_bomb, with_jpeg_segment, with_png_chunk


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("budget", [12_000, 3_000, 600])
def test_the_worst_picture_fits_the_budget(budget: int) -> None:
    small = thumbnail(encode(noise(700, 500), "PNG"), budget=budget)
    assert len(small) <= budget
    assert probe_image(small).format == "webp"


def test_a_plain_picture_keeps_its_shape_at_the_length_asked_for() -> None:
    small = opened(thumbnail(encode(Image.new("RGB", (1000, 500), "teal"), "JPEG"), longest=200))
    assert small.size == (200, 100)
    red, green, blue = small.convert("RGB").getpixel((100, 50))  # type: ignore[misc]
    assert abs(red - 0) < 6 and abs(green - 128) < 6 and abs(blue - 128) < 6


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (1, 5000)])
def test_small_and_narrow_pictures_are_not_enlarged_and_not_lost(size: tuple[int, int]) -> None:
    small = opened(thumbnail(encode(Image.new("RGB", size), "PNG")))
    assert 1 <= small.width <= size[0]
    assert 1 <= small.height <= 320


def test_a_budget_that_nothing_fits_says_so() -> None:
    with pytest.raises(ValueError, match="budget=10"):
        thumbnail(encode(noise(), "PNG"), budget=10)


def test_alpha_is_kept() -> None:
    picture = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    picture.paste((0, 0, 255, 255), (50, 0, 100, 100))
    small = opened(thumbnail(encode(picture, "PNG"))).convert("RGBA")
    assert small.getpixel((10, 50))[3] == 0  # type: ignore[index]
    assert small.getpixel((90, 50))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_has_a_thumbnail(mode: str) -> None:
    assert opened(thumbnail(encode(Image.new(mode, (50, 40)), "PNG"))).size == (50, 40)


def test_sixteen_bit_grey_keeps_its_brightness() -> None:
    small = opened(thumbnail(encode(Image.new("I;16", (50, 40), 32_768), "PNG"))).convert("L")
    level = small.getpixel((20, 20))
    assert isinstance(level, int | float)
    assert abs(level - 128) < 5


def test_only_the_first_frame_of_an_animation_is_shown() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime")]
    small = opened(thumbnail(encode(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    assert getattr(small, "n_frames", 1) == 1
    assert small.convert("RGB").getpixel((20, 20))[0] > 200  # type: ignore[index]


def upright_corner(small: bytes) -> tuple[int, int]:
    """Where the black corner is: 0 or 1 from the left, 0 or 1 from the top."""
    grey = opened(small).convert("L")
    corners = {
        (x, y): grey.getpixel((5 + x * (grey.width - 10), 5 + y * (grey.height - 10))) for x in (0, 1) for y in (0, 1)
    }
    return min(corners, key=lambda place: corners[place])  # type: ignore[arg-type, return-value]


CORNERS = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}
"""Where a camera's orientation number puts the stored top left corner."""


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_the_way_up_the_camera_noted(orientation: int, order: str) -> None:
    picture = Image.new("L", (200, 100), 255)
    picture.paste(0, (0, 0, 60, 40))
    note = orientation_note(orientation, order)
    files = [
        with_jpeg_segment(encode(picture, "JPEG"), 0xE1, b"Exif\0\0" + note),
        with_png_chunk(encode(picture, "PNG"), b"eXIf", note),
        encode(picture.convert("RGB"), "WEBP", exif=note),
    ]
    for data in files:
        small = thumbnail(data)
        assert opened(small).size == ((200, 100) if orientation < 5 else (100, 200))
        assert upright_corner(small) == CORNERS[orientation]


@pytest.mark.parametrize(
    "note", [b"", b"II", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", orientation_note(99)]
)
def test_a_damaged_orientation_note_is_passed_over(note: bytes) -> None:
    data = with_jpeg_segment(encode(noise(80, 40), "JPEG"), 0xE1, b"Exif\0\0" + note)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert opened(thumbnail(data)).size == (80, 40)


def test_place_and_camera_do_not_get_into_the_thumbnail() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    data = encode(noise(), "JPEG", exif=exif, comment=b"SecretComment")
    assert b"SecretCameraMaker" in data and b"SecretComment" in data
    assert b"Secret" not in thumbnail(data)


def test_bytes_that_are_no_picture_are_refused() -> None:
    for data in (b"<html></html>", png_bomb(60_000, 60_000), encode(noise(), "JPEG")[:500]):
        with pytest.raises(MediaError):
            thumbnail(data)


def test_the_same_picture_gives_the_same_thumbnail() -> None:
    data = encode(noise(500, 300), "JPEG")
    assert thumbnail(data) == thumbnail(data)
