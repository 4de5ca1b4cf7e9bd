"""Bytes that somebody else wrote: whatever they are, the answer is a value or a `MediaError`."""

from __future__ import annotations

import contextlib
import random
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.media import MediaError, content_digest, embed, extract, peaks, perceptual_hash, poster, probe, strip
from tests.media.files import CARRIERS, carriers, glb, model, sound, video, wav

RECIPE = b'{"prompt": "a bear"}'
QUESTIONS: tuple[Callable[[bytes], object], ...] = (extract, strip, content_digest, lambda data: embed(data, RECIPE))
LOOKS: tuple[Callable[[bytes], object], ...] = (probe, poster, perceptual_hash)


def survives(data: bytes, questions: tuple[Callable[[bytes], object], ...] = QUESTIONS) -> None:
    for question in questions:
        with contextlib.suppress(MediaError):
            question(data)


@pytest.mark.parametrize("name", CARRIERS)
def test_a_file_cut_anywhere(name: str) -> None:
    carrying = embed(carriers()[name], RECIPE)
    for end in [*range(0, min(len(carrying), 3_000), 7), *range(3_000, len(carrying), 1 + len(carrying) // 100)]:
        survives(carrying[:end])


@pytest.mark.parametrize("name", CARRIERS)
@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_a_file_with_flipped_bits(name: str, chance: random.Random) -> None:
    data = bytearray(embed(carriers()[name], RECIPE))
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(min(len(data), chance.choice((64, 600, len(data)))))] ^= 1 << chance.randrange(8)
    survives(bytes(data))


@pytest.mark.parametrize("name", CARRIERS)
def test_a_length_that_lies(name: str) -> None:
    data = embed(carriers()[name], RECIPE)
    for at in range(0, min(len(data), 400)):
        for lie in (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1"):
            survives(data[:at] + lie + data[at + 4 :], (extract, strip))


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from(
        [
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"RIFF\xff\0\0\0WEBP",
            b"RIFF\xff\0\0\0WAVE",
            b"glTF\2\0\0\0",
            b"ID3\4\0\0\0\0\0\x7f",
            b"\0\0\0\x0cftypisom",
            b"OggS\0",
            b"fLaC\0",
            b"\x1a\x45\xdf\xa3webm",
            b"",
        ]
    ),
    rest=st.binary(max_size=200),
)
def test_anything_behind_a_right_start(start: bytes, rest: bytes) -> None:
    survives(start + rest, (*QUESTIONS, *LOOKS, peaks))


@pytest.mark.parametrize("name", ["png", "jpeg", "webp", "mp4", "mp3", "wav", "glb", "m4a"])
@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False))
def test_damaged_files_are_looked_at(name: str, chance: random.Random) -> None:
    data = bytearray(carriers()[name])
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(min(len(data), chance.choice((64, 600, len(data)))))] ^= 1 << chance.randrange(8)
    survives(bytes(data[: chance.choice((len(data), chance.randrange(len(data))))]), LOOKS)


@pytest.mark.parametrize("made", [sound("ogg", "libopus"), sound("flac", "flac"), video("webm", "libvpx")])
def test_the_other_containers_cut_and_flipped(made: bytes) -> None:
    chance = random.Random(7)
    for end in range(0, len(made), 1 + len(made) // 60):
        survives(made[:end], (*LOOKS, peaks, content_digest))
        data = bytearray(made)
        data[chance.randrange(min(300, len(data)))] ^= 1 << chance.randrange(8)
        survives(bytes(data), (*LOOKS, peaks, content_digest))


HOSTILE_SCENES = [
    b"",
    b"[]",
    b"{}",
    b'{"asset":1}',
    b'{"asset":{',
    b'{"asset":{"extras":{"hypereal":',
    b'{"asset":{"extras":{"hypereal":1}}}',
    b'{"asset":{"extras":{"hypereal":"\\ud800"}}}',
    b'{"asset":{"extras":{"hypereal":"\\u0000"}}}',
    b'{"asset":{"extras":{"hypereal":"\\x"}}}',
    b'{"asset":{"extras":{"hypereal":{"a":"b"}}}}',
    b"[" * 1_000_000,
    b'{"asset":' * 100_000,
    b'{"hypereal":' * 100_000,
    b'{"a":"' + b'\\"' * 1_000_000,
    b'{"hypereal","a":"' + b'\\"' * 1_000_000,
    b'{"hypereal":1,"a":' + b"[]," * 1_000_000,
    b'"hypereal"' + b'"' * 1_000_001,
    b'{"asset":{"extras":{"hypereal":"' + b"\\u0041" * 300_000 + b'"}}}',
    b'{"asset":{},"n":' + b"9" * 100_000 + b"}",
    b'{"asset":{},"meshes":[{"primitives":[{"attributes":{"POSITION":-1}}]}]}',
    b'{"asset":{},"meshes":{"a":1},"accessors":7,"nodes":"x"}',
    b'{"asset":{},"nodes":[{"children":[0]}]}',
    b'{"asset":{},"nodes":[{"children":[1,1,1]},{"children":[2,2,2]},{"children":[3,3,3]},{}]}',
    b'{"asset":{},"nodes":[{"mesh":0,"matrix":[1e999]}],"meshes":[{"primitives":[{}]}]}',
    b'{"asset":{},"accessors":[{"count":1e30}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}]}',
    b'{"asset":{},"accessors":[{"count":-5}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}]}',
    b'{"asset":{},"accessors":[{"count":999999999999}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}]}',
]


@pytest.mark.parametrize("scene", HOSTILE_SCENES, ids=range(len(HOSTILE_SCENES)))
def test_a_hostile_scene_costs_little_time(scene: bytes) -> None:
    started = time.process_time()
    survives(glb(scene, b"1234"), (*QUESTIONS, probe, poster))
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "field", ["count", "byteOffset", "bufferView", "componentType", "type", "byteLength", "indices"]
)
@pytest.mark.parametrize("lie", ["-1", "4294967295", "1e308", '"VEC9"', "null", "[]"])
def test_a_scene_whose_numbers_lie(field: str, lie: str) -> None:
    import re

    data = model()
    size = int.from_bytes(data[12:16], "little")
    text = re.sub(rf'"{field}":("[^"]*"|[\d.]+)'.encode(), f'"{field}":{lie}'.encode(), data[20 : 20 + size])
    survives(glb(text, data[20 + size + 8 :]), (*QUESTIONS, probe, poster))


def test_files_elsewhere_are_not_fetched() -> None:
    for part in ("buffers", "images"):
        for uri in ("https://example.com/a.bin", "a.bin", "/etc/passwd", 7):
            with pytest.raises(MediaError) as caught:
                probe(glb({"asset": {"version": "2.0"}, part: [{"uri": uri}]}))
            assert caught.value.why == "external"
    assert probe(glb({"asset": {"version": "2.0"}, "buffers": [{"uri": "data:,"}]})).triangles == 0


def test_a_scene_of_more_than_16_megabytes_is_not_read() -> None:
    with pytest.raises(MediaError) as caught:
        probe(glb(b'{"asset":{}}' + b" " * 16_000_000))
    assert caught.value.why == "too_large"


@pytest.mark.parametrize(
    "playlist", [b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"]
)
def test_a_playlist_is_only_a_text(playlist: bytes) -> None:
    assert probe(playlist).kind == "text"
    assert poster(playlist) is None


def test_a_sound_of_days_is_refused_before_it_is_heard() -> None:
    quiet = wav(samples=100)
    slow = quiet[:28] + (1).to_bytes(4, "little") + quiet[32:] + bytes(20_000)
    with pytest.raises(MediaError) as caught:
        probe(slow[:40] + (len(slow) - 44).to_bytes(4, "little") + slow[44:])
    assert caught.value.why == "too_long"


def test_memory_stays_near_the_size_of_the_file() -> None:
    bombs = [embed(carriers()[name], b"x" * 200_000) for name in ("png", "jpeg", "webp", "mp4", "wav", "mp3", "glb")]
    bombs += [carriers()["mp4"] + b"\0\0\0\1uuid" + b"\xff" * 20, carriers()["png"][:33] + b"\xff\xff\xff\xffiTXt"]
    for data in bombs:
        tracemalloc.start()
        survives(data, (extract,))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 10 * len(data) + 1_000_000
