from __future__ import annotations

import hashlib
import io
import time

import av
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from hypereal_lab.media import content_digest, embed, hamming, perceptual_hash
from tests.media.files import carriers, glb, model, sound, video, wav
from tests.media.pictures import encode, noise, orientation_note, with_jpeg_segment


def test_a_name_is_64_hex_digits_and_few_files_share_one() -> None:
    names = {name: content_digest(data) for name, data in carriers().items()}
    assert all(len(digest) == 64 and int(digest, 16) for digest in names.values())
    groups: dict[str, set[str]] = {}
    for name, digest in names.items():
        groups.setdefault(digest, set()).add(name)
    assert sorted(map(sorted, (group for group in groups.values() if len(group) > 1))) == [
        ["jpeg", "jpeg, progressive"],
        ["mov", "mp4", "mp4 for streaming", "mp4 in fragments"],
        ["mp3", "mp3 with old tag", "mp3 with title", "mp3 without tag"],
        ["png", "webp without loss"],
        ["png with alpha", "webp with alpha"],
    ]


def test_pixels_packed_in_another_way_keep_their_name() -> None:
    picture = noise()
    made = [
        encode(picture, "PNG"),
        encode(picture, "PNG", compress_level=1),
        encode(picture, "WEBP", lossless=True),
        encode(picture.convert("RGBA"), "PNG"),
        encode(picture, "PNG", dpi=(72, 72)),
    ]
    assert len({content_digest(data) for data in made}) == 1


def test_a_jpeg_keeps_its_name_without_its_notes() -> None:
    plain = encode(noise(), "JPEG")
    noted = with_jpeg_segment(plain, 0xE1, b"Exif\0\0" + orientation_note(6))
    assert content_digest(noted) == content_digest(plain)


def test_one_pixel_more_or_less_is_another_picture() -> None:
    picture = noise()
    changed = picture.copy()
    changed.putpixel((3, 3), (1, 2, 3))
    turned = Image.frombytes("RGB", (40, 60), picture.tobytes())
    names = {content_digest(encode(each, "PNG")) for each in (picture, changed, turned)}
    assert len(names) == 3


def test_dark_16_bit_pictures_are_told_apart() -> None:
    names = {content_digest(encode(Image.new("I;16", (8, 8), level), "PNG")) for level in (300, 301, 40_000)}
    assert len(names) == 3


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_named_by_all_its_frames(kind: str) -> None:
    def moving(last: int, **options: object) -> bytes:
        return encode(noise(), kind, save_all=True, append_images=[noise(seed=8), noise(seed=last)], **options)

    assert content_digest(moving(9)) != content_digest(moving(10))
    assert content_digest(embed(moving(9), b"{}")) == content_digest(moving(9))


def test_a_video_keeps_its_name_when_it_is_packed_anew() -> None:
    made = video()
    with io.BytesIO() as kept:
        with av.open(io.BytesIO(embed(made, b"{}"))) as before, av.open(kept, "w", format="mp4") as after:
            after.metadata["title"] = "another"
            stream = after.add_stream_from_template(before.streams.video[0])
            for packet in before.demux():
                if packet.dts is not None:
                    packet.stream = stream
                    after.mux(packet)
        again = kept.getvalue()
    assert again != made
    assert content_digest(again) == content_digest(made)
    assert content_digest(video(movflags="+faststart")) == content_digest(made)


def test_a_sound_keeps_its_name_without_tags_and_tables() -> None:
    bare = sound("mp3", "libmp3lame", write_xing="0", id3v2_version="0")
    tagged = sound("mp3", "libmp3lame", metadata={"title": "A", "artist": "B"}, write_id3v1="1")
    assert content_digest(bare) == content_digest(tagged) == content_digest(sound("mp3", "libmp3lame"))
    ape = b"APETAGEX" + bytes(24)
    assert content_digest(bare + ape) == content_digest(bare)


def test_a_wav_is_named_by_format_and_samples() -> None:
    made = wav()
    noted = made + b"LIST\4\0\0\0INFO"
    assert content_digest(noted) == content_digest(made)
    assert content_digest(made[:-2] + b"\1\1") != content_digest(made)
    assert content_digest(made[:24] + b"\x44" + made[25:]) != content_digest(made)


def test_a_flac_is_named_by_its_frames() -> None:
    made = sound("flac", "flac", metadata={"title": "A long title of it"})
    assert content_digest(made) == content_digest(sound("flac", "flac"))


def test_a_model_is_named_by_its_shape() -> None:
    scenes = [
        {"asset": {"version": "2.0", "generator": "x", "extras": {"a": 1}}, "meshes": []},
        {"meshes": [], "asset": {"version": "2.0"}},
    ]
    assert len({content_digest(glb(scene, b"1234")) for scene in scenes}) == 1
    assert content_digest(glb(scenes[0], b"1235")) != content_digest(glb(scenes[0], b"1234"))
    assert content_digest(embed(model(), b"{}")) == content_digest(model())


def test_a_text_is_named_by_its_letters() -> None:
    assert len({content_digest(text) for text in (b"a\nb", b"a\r\nb", b"\xef\xbb\xbfa\nb")}) == 1
    assert content_digest(b"a b") != content_digest(b"a\nb")


def test_everything_else_is_named_as_a_whole() -> None:
    for data in (b"", b"\0\1", sound("ogg", "libopus"), video("webm", "libvpx")):
        assert content_digest(data) == hashlib.sha256(data).hexdigest()


def test_a_small_picture_costs_less_than_a_millisecond() -> None:
    small, recipe = encode(noise(64, 48), "PNG"), b'{"prompt": "a bear"}' * 20
    for work in (lambda: embed(small, recipe), lambda: content_digest(small)):
        work()
        took = []
        for _ in range(30):
            started = time.process_time()
            work()
            took.append(time.process_time() - started)
        assert sorted(took)[15] < 0.001


SCENE = Image.merge(
    "RGB",
    [
        Image.linear_gradient("L").resize((300, 200)),
        Image.radial_gradient("L").resize((300, 200)),
        Image.linear_gradient("L").rotate(90).resize((300, 200)),
    ],
)
SCENE.paste((250, 240, 20), (40, 30, 120, 110))
SCENE.paste((10, 20, 60), (180, 90, 280, 180))


@pytest.mark.parametrize(
    "data",
    [
        encode(SCENE, "JPEG", quality=40),
        encode(SCENE, "WEBP", quality=30),
        encode(SCENE.resize((120, 80)), "PNG"),
        encode(SCENE.resize((640, 426)), "JPEG", quality=70),
        encode(ImageEnhance.Brightness(SCENE).enhance(1.15), "PNG"),
        encode(SCENE.filter(ImageFilter.GaussianBlur(1)), "PNG"),
        encode(SCENE.convert("RGBA"), "PNG"),
    ],
)
def test_a_picture_encoded_again_looks_alike(data: bytes) -> None:
    one, other = perceptual_hash(encode(SCENE, "PNG")), perceptual_hash(data)
    assert one is not None and other is not None
    assert len(one) == 16
    assert hamming(one, other) <= 8


def test_other_pictures_look_different() -> None:
    one = perceptual_hash(encode(SCENE, "PNG"))
    for other in (ImageOps.mirror(SCENE), ImageOps.flip(SCENE), noise(300, 200), ImageOps.invert(SCENE)):
        assert hamming(one or "", perceptual_hash(encode(other, "PNG")) or "") > 14


def test_a_photo_turned_by_its_note_looks_like_the_turned_one() -> None:
    noted = encode(SCENE.rotate(90, expand=True), "JPEG", quality=95)
    noted = with_jpeg_segment(noted, 0xE1, b"Exif\0\0" + orientation_note(6))
    assert hamming(perceptual_hash(noted) or "", perceptual_hash(encode(SCENE, "PNG")) or "") <= 6


def test_only_pictures_have_looks() -> None:
    for data in (video(), wav(), model(), b"text", b"", encode(noise(), "PNG")[:100]):
        assert perceptual_hash(data) is None


def test_bits_are_counted() -> None:
    assert hamming("00000000000000ff", "0000000000000000") == 8
    assert hamming("ffffffffffffffff", "ffffffffffffffff") == 0
    for one, other in (("ff", "f"), ("zz", "00")):
        with pytest.raises(ValueError):
            hamming(one, other)
