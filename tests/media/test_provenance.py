from __future__ import annotations

import io
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hypereal_lab.media import MediaError, can_embed, content_digest, embed, extract, probe, sidecar_path, strip
from tests.media.files import CARRIERS, carriers, glb, model, opened, sound, video, wav
from tests.media.pictures import encode, noise, png_chunk, with_png_chunk

RECIPE = json.dumps({"prompt": "Ein Bär 🐻 \0 ", "seed": 7}).encode()
LARGE = ('{"prompt": "' + "Bär \\n " * 31_000 + '"}').encode()
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=300).map(str.encode)


def refusal(data: bytes, payload: bytes = RECIPE) -> str:
    with pytest.raises(MediaError) as caught:
        embed(data, payload)
    assert caught.value.reason.endswith(".")
    return caught.value.why


def unreadable(data: bytes) -> str:
    with pytest.raises(MediaError) as caught:
        extract(data)
    assert caught.value.reason.endswith(".")
    return caught.value.why


@pytest.mark.parametrize("name", CARRIERS)
@pytest.mark.parametrize("payload", [RECIPE, LARGE, b"{}"], ids=["usual", "large", "tiny"])
def test_a_recipe_travels_inside_and_leaves_no_trace(name: str, payload: bytes) -> None:
    before = carriers()[name]
    carrying = embed(before, payload)
    assert extract(carrying) == payload
    assert strip(carrying) == before
    assert extract(before) is None
    assert strip(before) == before


@pytest.mark.parametrize("name", CARRIERS)
def test_decoders_open_the_file_and_find_the_same_in_it(name: str) -> None:
    before = carriers()[name]
    for payload in (RECIPE, LARGE):
        carrying = embed(before, payload)
        assert opened(carrying, name) == opened(before, name)
        assert probe(carrying) == probe(before)
        assert content_digest(carrying) == content_digest(before)


@pytest.mark.parametrize("name", CARRIERS)
def test_a_new_recipe_takes_the_place_of_the_old_one(name: str) -> None:
    before = carriers()[name]
    assert embed(embed(before, b'{"first": 1}'), RECIPE) == embed(before, RECIPE)


@pytest.mark.parametrize("name", CARRIERS)
@settings(max_examples=25, deadline=None)
@given(payload=TEXTS)
def test_any_text_travels(name: str, payload: bytes) -> None:
    before = carriers()[name]
    carrying = embed(before, payload)
    assert extract(carrying) == payload
    assert strip(carrying) == before


@pytest.mark.parametrize("name", CARRIERS)
def test_every_carrier_says_that_it_is_one(name: str) -> None:
    assert can_embed(probe(carriers()[name]).media_type)


@pytest.mark.parametrize("media_type", ["image/gif", "audio/ogg", "video/webm", "audio/flac", "text/plain", "x/y"])
def test_others_do_not_carry(media_type: str) -> None:
    assert not can_embed(media_type)


def test_a_file_of_another_kind_is_left_alone() -> None:
    for data in (encode(noise(), "GIF"), b"hello", b"", b"\0\1\2"):
        assert refusal(data) == "unsupported"
        assert extract(data) is None
        assert strip(data) == data


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"", "too_large"),
        (b"x" * 256_001, "too_large"),
        (b"\xff\xfe", "bad_provenance"),
        (b"a\0b", "bad_provenance"),
        ("\ud800".encode(errors="surrogatepass"), "bad_provenance"),
    ],
)
def test_what_is_no_recipe_is_refused(payload: bytes, why: str) -> None:
    assert refusal(carriers()["png"], payload) == why


def test_the_limit_itself_is_allowed_everywhere() -> None:
    for before in carriers().values():
        assert extract(embed(before, b"x" * 256_000)) == b"x" * 256_000


def test_a_recipe_in_a_png_is_an_ordinary_text_for_other_programs() -> None:
    with Image.open(io.BytesIO(embed(carriers()["png"], RECIPE))) as picture:
        assert picture.info["hypereal:recipe"] == RECIPE.decode()


def test_a_png_that_an_editor_compressed_is_still_read() -> None:
    content = b"hypereal:recipe\0\1\0\0\0" + zlib.compress(RECIPE)
    assert extract(with_png_chunk(carriers()["png"], b"iTXt", content)) == RECIPE


def test_a_recipe_that_pillow_wrote_is_read() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_itxt("hypereal:recipe", RECIPE.decode(), zip=True)
    assert extract(encode(noise(), "PNG", pnginfo=notes)) == RECIPE


def test_a_simple_webp_becomes_an_extended_one_with_its_size_and_alpha() -> None:
    for name, alpha in (("webp", 0), ("webp without loss", 0), ("webp with alpha", 0x10)):
        carrying = embed(carriers()[name], RECIPE)
        assert carrying[12:16] == b"VP8X"
        assert carrying[20] == alpha
        assert carrying[24:30] == bytes((59, 0, 0, 39, 0, 0))


def test_a_webp_without_its_last_filling_byte_comes_back_as_it_was() -> None:
    whole = carriers()["webp without loss"]
    sizes = [(len(whole) - 9).to_bytes(4, "little"), (len(whole) - 21).to_bytes(4, "little")]
    before = b"RIFF" + sizes[0] + b"WEBPVP8L" + sizes[1] + whole[20:-1]
    carrying = embed(before, RECIPE)
    assert len(carrying) % 2 == 0
    assert (extract(carrying), strip(carrying)) == (RECIPE, before)


def test_a_webp_keeps_its_extension_when_something_else_needs_it() -> None:
    carrying = embed(carriers()["webp"], RECIPE)
    extra = b"ZZZZ\4\0\0\0abcd"
    longer = carrying[:4] + (len(carrying) - 8 + len(extra)).to_bytes(4, "little") + carrying[8:] + extra
    assert strip(longer)[12:16] == b"VP8X"
    assert strip(longer).endswith(extra)


def test_an_mp4_that_is_open_at_the_end_is_closed_and_opened_again() -> None:
    before = video(movflags="+faststart")
    at = before.rindex(b"mdat") - 4
    assert int.from_bytes(before[at : at + 4], "big") == len(before) - at
    before = before[:at] + bytes(4) + before[at + 4 :]
    carrying = embed(before, RECIPE)
    assert opened(carrying, "mp4") == opened(video(movflags="+faststart"), "mp4")
    assert (extract(carrying), strip(carrying)) == (RECIPE, before)
    assert content_digest(carrying) == content_digest(before)


def test_the_index_of_fragments_stays_at_the_end() -> None:
    before = video(movflags="frag_keyframe+empty_moov")
    assert before[-16:-8] == b"\0\0\0\x10mfro"
    assert embed(before, RECIPE)[-16:] == before[-16:]


def test_a_wav_that_was_streamed_keeps_its_open_lengths() -> None:
    for size in (b"\xff\xff\xff\xff", b"\0\0\0\0"):
        made = wav()
        before = made[:4] + size + made[8:40] + size + made[44:]
        carrying = embed(before, RECIPE)
        assert (extract(carrying), strip(carrying)) == (RECIPE, before)
        assert carrying[4:8] == size
        assert probe(carrying).seconds == pytest.approx(1.0)


@pytest.mark.parametrize("version", [2, 3, 4])
@pytest.mark.parametrize("flags", [0, 0x80], ids=["plain", "escaped"])
@pytest.mark.parametrize("body", [b"", bytes(64)], ids=["empty", "filled"])
def test_tags_of_every_version_take_a_recipe(version: int, flags: int, body: bytes) -> None:
    frames = sound("mp3", "libmp3lame", write_xing="0", id3v2_version="0")
    before = b"ID3" + bytes((version, 0, flags, 0, 0, 0, len(body))) + body + frames
    for payload in (RECIPE, b"x" * (0xFF00 - 16), b"x" * (0x2FF00 - 16), b"x" * 0xFF):
        carrying = embed(before, payload)
        assert (extract(carrying), strip(carrying)) == (payload, before)
        if version < 4 and flags:
            assert b"\xff" not in carrying[10 : 10 + 20]


def test_an_unusual_tag_is_refused_rather_than_damaged() -> None:
    frames = sound("mp3", "libmp3lame", write_xing="0", id3v2_version="0")
    for flags in (0x40, 0x10):
        assert refusal(b"ID3\4\0" + bytes((flags, 0, 0, 0, 0)) + bytes(10) + frames) == "unsupported"


@pytest.mark.parametrize(
    "scene",
    [
        b'{"asset":{"version":"2.0"}}',
        b'{"asset":{}}',
        b'{ "meshes" : [ {"name":"}{\\"asset\\""} ] ,\n "asset" : { "version" : "2.0" } } ',
        b'{"asset":{"version":"2.0","extras":{}}}',
        b'{"asset":{"extras":{ "made by" : [1,{"a":2}] },"version":"2.0"}}',
        b'{"asset":{"version":"2.0","extras":{"a":1}},"extras":{"hypereal":"not ours"}}',
        '{"asset":{"copyright":"Bär \\\\","version":"2.0"}}'.encode(),
    ],
)
def test_a_scene_keeps_every_letter(scene: bytes) -> None:
    before = glb(scene, b"1234")
    for payload in (RECIPE, b"{}", b"xx", b"xxx"):
        carrying = embed(before, payload)
        assert (extract(carrying), strip(carrying)) == (payload, before)
        size = int.from_bytes(carrying[12:16], "little")
        read = json.loads(carrying[20 : 20 + size])
        assert read["asset"].pop("extras")["hypereal"] == payload.decode()
        kept = json.loads(scene)
        kept["asset"].pop("extras", None)
        assert read == kept
        assert size % 4 == 0
        assert carrying.endswith(b"\4\0\0\0BIN\x001234")


def test_a_scene_that_another_program_wrote_anew_is_still_read() -> None:
    carrying = embed(model(), RECIPE)
    size = int.from_bytes(carrying[12:16], "little")
    scene = json.loads(carrying[20 : 20 + size])
    for text in (json.dumps(scene, indent=2), json.dumps(scene, ensure_ascii=True, sort_keys=True)):
        again = glb(text.encode(), carrying[20 + size + 8 :])
        assert extract(again) == RECIPE
        stripped = strip(again)
        assert extract(stripped) is None
        assert opened(stripped, "glb") == opened(model(), "glb")


def test_a_scene_whose_notes_are_no_object_is_left_alone() -> None:
    assert refusal(glb(b'{"asset":{"version":"2.0","extras":[1]}}')) == "broken"


@pytest.mark.parametrize("name", ["png", "webp", "mp4", "wav", "mp3 with title", "glb"])
def test_two_recipes_are_believed_no_more_than_one_that_is_damaged(name: str) -> None:
    twice = doubled(name)
    assert unreadable(twice) == "bad_provenance"
    assert extract(strip(twice)) is None
    assert extract(embed(twice, RECIPE)) == RECIPE


def doubled(name: str) -> bytes:
    """The file with two recipes, each well formed."""
    before = carriers()[name]
    carrying = embed(before, b"{}")
    if name == "png":
        return with_png_chunk(carrying, b"iTXt", b"hypereal:recipe\0\0\0\0\0{}")
    if name == "mp4":
        return carrying + carrying[len(before) :]
    if name == "glb":
        return glb(b'{"asset":{"extras":{"hypereal":"a","b":1,"hypereal":"b"}}}')
    if name == "webp":
        at = carrying.index(b"HREC")
        return (
            carrying[:4] + (len(carrying) + len(carrying[at:]) - 8).to_bytes(4, "little") + carrying[8:] + carrying[at:]
        )
    if name == "wav":
        at, end = carrying.index(b"hrec"), carrying.index(b"data")
        return carrying[:end] + carrying[at:end] + carrying[end:]
    end = 10 + 10 + len(b"hypereal:recipe\0{}")
    size = carrying[9] + (carrying[8] << 7) + end - 10
    return carrying[:8] + bytes((size >> 7, size & 127)) + carrying[10:end] + carrying[10:]


def test_two_recipes_in_one_jpeg() -> None:
    carrying = embed(carriers()["jpeg"], RECIPE)
    at = carrying.index(b"\xff\xef")
    end = at + 2 + int.from_bytes(carrying[at + 2 : at + 4], "big")
    twice = carrying[:at] + carrying[at:end] + carrying[at:]
    assert unreadable(twice) == "bad_provenance"
    assert strip(twice) == carriers()["jpeg"]


def test_a_large_recipe_with_a_piece_missing_is_damaged() -> None:
    carrying = embed(carriers()["jpeg"], LARGE)
    at = carrying.index(b"\xff\xef")
    end = at + 2 + int.from_bytes(carrying[at + 2 : at + 4], "big")
    assert unreadable(carrying[:at] + carrying[end:]) == "bad_provenance"


@pytest.mark.parametrize(
    "content",
    [
        b"hypereal:recipe\0\1\0\0\0" + zlib.compress(bytes(40_000_000)),
        b"hypereal:recipe\0\1\0\0\0" + zlib.compress(RECIPE)[:-3],
        b"hypereal:recipe\0\1\0\0\0rubbish",
        b"hypereal:recipe\0\1\1\0\0" + zlib.compress(RECIPE),
        b"hypereal:recipe\0\7\0\0\0{}",
        b"hypereal:recipe\0\0\0\0",
        b"hypereal:recipe\0",
        b"hypereal:recipe\0\0\0\0\0",
        b"hypereal:recipe\0\0\0\0\0\xff\xff",
        b"hypereal:recipe\0\0\0\0\0" + b"x" * 256_001,
    ],
    ids=["bomb", "cut", "rubbish", "method", "flag", "short", "bare", "empty", "no text", "too long"],
)
def test_a_damaged_text_in_a_png_is_refused_and_removed(content: bytes) -> None:
    data = with_png_chunk(carriers()["png"], b"iTXt", content)
    assert unreadable(data) == "bad_provenance"
    assert strip(data) == carriers()["png"]


def test_a_wrong_sum_of_a_chunk_is_damage() -> None:
    carrying = embed(carriers()["png"], RECIPE)
    at = carrying.index(b"seed")
    assert unreadable(carrying[:at] + b"Seed" + carrying[at + 4 :]) == "bad_provenance"


def test_a_recipe_in_another_kind_of_text_is_not_ours() -> None:
    data = with_png_chunk(carriers()["png"], b"tEXt", b"hypereal:recipe\0{}")
    assert unreadable(data) == "bad_provenance"


def test_ten_thousand_empty_chunks_cost_nothing() -> None:
    for data in (
        carriers()["png"][:33] + png_chunk(b"zzZz", b"") * 10_000 + carriers()["png"][33:],
        carriers()["jpeg"][:2] + b"\xff\xe5\0\2" * 10_000 + carriers()["jpeg"][2:],
        carriers()["mp4"] + b"\0\0\0\x08free" * 10_000,
        carriers()["wav"][:36] + b"zzzz\0\0\0\0" * 10_000 + carriers()["wav"][36:],
    ):
        assert extract(data) is None
        assert strip(embed(data, RECIPE)) == data


def test_ten_thousand_recipes_are_removed_at_once() -> None:
    note = embed(carriers()["mp4"], b"{}")[len(carriers()["mp4"]) :]
    assert strip(carriers()["mp4"] + note * 10_000) == carriers()["mp4"]
    webp = carriers()["webp with alpha"]
    note = b"HREC\0\0\0\0" * 10_000
    made = webp[:4] + (len(webp) - 8 + len(note)).to_bytes(4, "little") + webp[8:] + note
    assert strip(made) == webp


def test_the_file_beside_is_named_after_the_whole_name() -> None:
    assert sidecar_path(Path("a/bear.webm")) == Path("a/bear.webm.recipe.json")
    assert sidecar_path("bear") == Path("bear.recipe.json")
