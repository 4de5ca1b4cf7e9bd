"""What the door takes in: pictures of a bounded size, by their bytes and not by what is said of them."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc

import pytest
from PIL import Image

from hypereal_lab.gateway.outbound import OutboundLimits
from tests.gateway.outbound.world import PHOTO, PICTURE, World, make_world
from tests.gateway.strangers import answer
from tests.media.pictures import encode, noise, png_bomb


@pytest.mark.parametrize(
    "status", ["404 Not Found", "401 No", "500 Oops", "204 Empty", "206 Part", "304 Same", "302 Where"]
)
async def test_another_status_than_200_is_named(world: World, status: str) -> None:
    body = b"" if status[:3] in {"204", "304"} else PICTURE
    world.web.says["/a.png"] = answer(body, status=status, length=bool(body))
    error = await world.refusal("/a.png")
    assert error.why == "status"
    assert status[:3] in error.reason


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"<!doctype html><title>Sign in</title>", "web page"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b"root:x:0:0:root:/root:/bin/sh\n", "text"),
        (b"", "empty"),
        (PHOTO[: len(PHOTO) // 2], "cut off"),
        (PICTURE[:-30], "cut off"),
    ],
)
async def test_what_is_no_picture_is_refused_whatever_the_header_says(world: World, body: bytes, word: str) -> None:
    world.web.says["/a.png"] = answer(body, "Content-Type: image/png")
    error = await world.refusal("/a.png")
    assert error.why == "not_an_image"
    assert word in error.reason
    assert "root:x" not in error.reason


async def test_a_picture_that_says_it_is_something_else_is_taken(world: World) -> None:
    world.web.says["/a.png"] = answer(PHOTO, "Content-Type: text/html")
    assert (await world.door.fetch_image("http://a.example/a.png")).facts.format == "jpeg"


async def test_a_pixel_bomb_is_refused(world: World) -> None:
    world.web.says["/a.png"] = answer(png_bomb(50_000, 50_000), "Content-Type: image/png")
    error = await world.refusal("/a.png")
    assert error.why == "too_large"
    assert "pixels" in error.reason


async def test_pixel_and_frame_limits_are_the_doors_own() -> None:
    frames = [noise(seed=number) for number in range(3)]
    async with make_world(limits=OutboundLimits(max_pixels=2400, max_frames=2)) as world:
        world.web.says["/a.png"] = answer(PICTURE)
        world.web.says["/b.png"] = answer(encode(Image.new("RGB", (49, 50)), "PNG"))
        world.web.says["/c.gif"] = answer(encode(frames[0], "GIF", save_all=True, append_images=frames[1:]))
        assert await world.fetch() == PICTURE
        assert (await world.refusal("/b.png")).why == "too_large"
        assert (await world.refusal("/c.gif")).why == "too_large"


@pytest.fixture(scope="module")
def gzip_bomb() -> bytes:
    return gzip.compress(bytes(60_000_000))


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "identity, gzip", "GZIP"])
async def test_a_compressed_answer_is_refused_and_not_unpacked(world: World, encoding: str, gzip_bomb: bytes) -> None:
    world.web.says["/a.png"] = answer(gzip_bomb, f"Content-Encoding: {encoding}")
    tracemalloc.start()
    try:
        error = await world.refusal("/a.png")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.why == "encoding"
    assert peak < 5_000_000


async def test_identity_is_no_compression(world: World) -> None:
    world.web.says["/a.png"] = answer(PICTURE, "Content-Encoding: identity")
    assert await world.fetch() == PICTURE


async def test_a_file_that_announces_too_much_is_refused_before_its_body() -> None:
    async with make_world(limits=OutboundLimits(max_bytes=1000)) as world:
        never = asyncio.Event()

        async def announce(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")
            await never.wait()

        world.web.says["/a.png"] = announce
        error = await world.refusal("/a.png")
        never.set()
        assert error.why == "too_large"


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_file_that_announces_nothing_is_counted_while_it_streams(chunked: bool) -> None:
    async with make_world(limits=OutboundLimits(max_bytes=300_000)) as world:
        sent = 0

        async def pour(writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            writer.write(b"HTTP/1.1 200 OK\r\n" + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"\r\n"))
            piece = bytes(50_000)
            for _ in range(2_000):
                writer.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                await writer.drain()
                sent += len(piece)

        world.web.says["/a.png"] = pour
        assert (await world.refusal("/a.png")).why == "too_large"
        assert sent < 30_000_000


async def test_the_limit_itself_is_allowed() -> None:
    async with make_world(limits=OutboundLimits(max_bytes=len(PICTURE))) as world:
        world.web.says["/a.png"] = answer(PICTURE)
        world.web.says["/b.png"] = answer(PICTURE, length=False)
        assert await world.fetch("/a.png") == PICTURE
        assert await world.fetch("/b.png") == PICTURE
        world.web.says["/c.png"] = answer(PICTURE + b"\0", length=False)
        assert (await world.refusal("/c.png")).why == "too_large"
