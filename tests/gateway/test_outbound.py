from __future__ import annotations

import asyncio
import base64
import gzip
import socket
import threading
import tracemalloc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from PIL import Image

from hypereal_lab.gateway.outbound import Outbound, OutboundLimits, OutboundRefused
from hypereal_lab.gateway.outbound_http import Downloads
from tests.gateway.strangers import PUBLIC, Detour, LyingNames, Strangers, answer, redirect, strangers
from tests.media.pictures import encode, noise, png_bomb

PICTURE = encode(noise(), "PNG")
PHOTO = encode(noise(200, 150), "JPEG")


class World:
    """A door with the public internet around it, all of it on this machine."""

    def __init__(self, web: Strangers, **options: Any) -> None:
        self.web = web
        self.names = LyingNames(a_example=[[PUBLIC]], b_example=[[PUBLIC]])
        self.detour = Detour(web.port)
        self.door = Outbound(**{"resolve": self.names, "dial": self.detour, **options})

    async def fetch(self, path: str = "/a.png") -> bytes:
        return (await self.door.fetch_image(f"http://a.example{path}")).data

    async def refusal(self, url: str) -> OutboundRefused:
        url = f"http://a.example{url}" if url.startswith("/") else url
        with pytest.raises(OutboundRefused) as caught:
            await self.door.fetch_image(url)
        assert caught.value.reason.endswith(".")
        assert PUBLIC not in caught.value.reason and "127.0.0.1:" not in caught.value.reason
        return caught.value


@asynccontextmanager
async def make_world(**options: Any) -> AsyncIterator[World]:
    async with strangers() as web:
        world = World(web, **options)
        try:
            yield world
        finally:
            await world.door.close()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with make_world() as made:
        yield made


async def test_a_public_picture_is_fetched_with_the_name_kept(world: World) -> None:
    world.web.says["/a%20b.png?sig=x%2Fy"] = answer(PICTURE, "Content-Type: text/plain")
    found = await world.door.fetch_image("http://a.example/a%20b.png?sig=x%2Fy#part")
    assert found.data == PICTURE
    assert (found.facts.width, found.facts.height, found.facts.media_type) == (60, 40, "image/png")
    assert world.detour.dialled == [(PUBLIC, 80)]
    headers = world.web.headers()
    assert headers["host"] == "a.example"
    assert headers["accept-encoding"] == "identity"
    assert not {"cookie", "authorization", "referer", "proxy-authorization"} & set(headers)


async def test_tls_names_the_host_and_goes_to_the_checked_address(world: World) -> None:
    hello = asyncio.get_running_loop().create_future()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello.set_result(await reader.read(2000))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    world.detour.port = server.sockets[0].getsockname()[1]
    assert (await world.refusal("https://a.example/a.png")).why == "unreachable"
    assert b"a.example" in await hello
    assert world.detour.dialled == [(PUBLIC, 443)]
    server.close()


async def test_proxy_settings_of_the_environment_are_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
    world.web.says["/a.png"] = answer(PICTURE)
    assert await world.fetch() == PICTURE


async def test_cookies_are_not_kept(world: World) -> None:
    world.web.says["/a.png"] = answer(PICTURE, "Set-Cookie: who=me; Path=/")
    await world.fetch()
    await world.fetch()
    assert "cookie" not in world.web.headers()


# --- names -----------------------------------------------------------------------------------------------------------


async def test_a_name_that_changes_its_answer_is_asked_once_per_connection(world: World) -> None:
    world.names = LyingNames(a_example=[[PUBLIC], ["127.0.0.1"]])
    async with make_world(resolve=world.names) as made:
        made.web.says["/a.png"] = answer(PICTURE)
        assert await made.fetch() == PICTURE
        assert made.names.asked == [] and world.names.asked == ["a.example"]
        assert made.detour.dialled == [(PUBLIC, 80)]
        assert (await made.refusal("/a.png")).why == "private_address"
        assert made.detour.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        [PUBLIC, "127.0.0.1"],
        ["10.0.0.7", PUBLIC],
        [PUBLIC] * 40 + ["192.168.0.1"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],
        ["100.64.0.1"],
        ["not an address"],
    ],
)
async def test_one_answer_that_is_not_public_refuses_the_name(answers: Sequence[str]) -> None:
    async with make_world(resolve=LyingNames(a_example=[answers])) as world:
        error = await world.refusal("/a.png")
        assert error.why == "private_address"
        assert "a.example" in error.reason
        assert not any(text in error.reason for text in answers)
        assert world.detour.dialled == []
        assert world.web.heard == []


async def test_a_name_without_answer_is_unreachable(world: World) -> None:
    assert (await world.refusal("https://nowhere.example/a.png")).why == "unreachable"
    async with make_world(resolve=LyingNames(a_example=[[]])) as silent:
        assert (await silent.refusal("/a.png")).why == "unreachable"


class UncheckedNames(AbstractResolver):
    """A library that goes somewhere else than it was told."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0),
        ]

    async def close(self) -> None: ...


async def test_the_connection_itself_is_checked_too() -> None:
    async with strangers() as web:
        web.says["/a.png"] = answer(PICTURE)
        detour = Detour(web.port)
        strict = Downloads(OutboundLimits(), allow_private=False, names=UncheckedNames(), dial=detour)
        with pytest.raises(OutboundRefused) as caught:
            await strict.fetch("http://a.example/a.png")
        assert caught.value.why == "private_address"
        assert detour.dialled == []
        open_one = Downloads(OutboundLimits(), allow_private=True, names=UncheckedNames(), dial=detour)
        assert await open_one.fetch("http://a.example/a.png") == PICTURE
        await strict.close()
        await open_one.close()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/a.png", "private_address"),
        ("http://[::1]/a.png", "private_address"),
        ("http://169.254.169.254/latest/meta-data", "private_address"),
        ("http://[::ffff:10.0.0.1]/a.png", "private_address"),
        ("http://localhost/a.png", "private_address"),
        ("http://2130706433/a.png", "host"),
        ("http://0x7f.1/a.png", "host"),
        ("http://127.1/a.png", "host"),
        ("http://0/a.png", "host"),
        ("http://127。0。0。1/a.png", "private_address"),
        ("http://[fe80::1%25eth0]/a.png", "host"),
        ("http://a.example:8080/a.png", "port"),
        ("http://user:secret@a.example/a.png", "credentials"),
        ("ftp://a.example/a.png", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("a.png", "scheme"),
        ("", "link"),
    ],
)
async def test_a_link_that_is_wrong_by_itself_asks_nobody(world: World, url: str, why: str) -> None:
    error = await world.refusal(url if url.startswith("http") else " " + url)
    assert error.why == why
    assert "secret" not in error.reason
    assert world.names.asked == [] and world.detour.dialled == []


async def test_a_connection_is_not_kept_for_the_next_link(world: World) -> None:
    end = asyncio.Event()
    kept_open = (
        f"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: {len(PICTURE)}\r\n\r\n".encode() + PICTURE
    )
    world.web.says["/a.png"] = silent_after(kept_open, end)
    assert [await world.fetch(), await world.fetch()] == [PICTURE, PICTURE]
    end.set()
    assert world.names.asked == ["a.example", "a.example"]
    assert len(world.detour.dialled) == 2


async def test_a_public_address_may_stand_in_the_link(world: World) -> None:
    world.web.says["/a.png"] = answer(PICTURE)
    assert (await world.door.fetch_image(f"http://{PUBLIC}/a.png")).data == PICTURE
    assert world.detour.dialled == [(PUBLIC, 80)] and world.names.asked == []


async def test_a_developer_may_open_loopback_on_any_port_but_not_metadata() -> None:
    door = Outbound(allow_private=True, resolve=LyingNames(meta_example=[["169.254.169.254"]]))
    async with strangers() as web:
        web.says["/a.png"] = answer(PICTURE)
        assert (await door.fetch_image(f"http://127.0.0.1:{web.port}/a.png")).data == PICTURE
        for url in ("http://169.254.169.254/", "http://meta.example/", "http://0.0.0.0/"):
            with pytest.raises(OutboundRefused) as caught:
                await door.fetch_image(url)
            assert caught.value.why == "private_address"
    await door.close()


async def test_the_machines_own_resolver_is_checked_in_the_same_way() -> None:
    async with make_world(resolve=None, dial=None) as world:
        world.web.says["/a.png"] = answer(PICTURE)
        assert (await world.refusal(f"http://localhost:{world.web.port}/a.png")).why == "port"
        assert (await world.refusal("http://localhost/a.png")).why == "private_address"
    async with make_world(resolve=None, dial=None, allow_private=True) as world:
        world.web.says["/a.png"] = answer(PICTURE)
        found = await world.door.fetch_image(f"http://localhost:{world.web.port}/a.png")
        assert found.data == PICTURE


# --- redirects -------------------------------------------------------------------------------------------------------


async def test_three_redirects_are_followed_and_each_name_is_checked(world: World) -> None:
    world.web.says |= {
        "/1": redirect("/2?x=%2F", 301),
        "/2?x=%2F": redirect("http://b.example/3", 307),
        "/3": redirect("//a.example/4", 308),
        "/4": answer(PICTURE),
    }
    assert await world.fetch("/1") == PICTURE
    assert world.names.asked == ["a.example", "a.example", "b.example", "a.example"]
    assert [world.web.headers(number)["host"] for number in range(4)] == world.names.asked
    assert "referer" not in world.web.headers()


async def test_a_fourth_redirect_is_too_many(world: World) -> None:
    world.web.says |= {f"/{number}": redirect(f"/{number + 1}") for number in range(9)}
    assert (await world.refusal("/1")).why == "redirect"
    assert world.web.paths == ["/1", "/2", "/3", "/4"]


async def test_a_redirect_in_a_circle_ends(world: World) -> None:
    world.web.says["/a.png"] = redirect("/a.png")
    assert (await world.refusal("/a.png")).why == "redirect"
    assert len(world.web.heard) == 4


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("http://127.0.0.1/admin", "private_address"),
        ("http://127.0.0.1:6379/admin", "port"),
        ("http://[::1]/admin", "private_address"),
        ("http://169.254.169.254/latest/meta-data/admin", "private_address"),
        ("http://inside.example/admin", "private_address"),
        ("http://nowhere.example/admin-inside", "unreachable"),
        ("//localhost/admin", "private_address"),
        ("http://2130706433/admin", "host"),
        ("http://user:pw@b.example/admin", "credentials"),
        ("file:///etc/admin", "scheme"),
        ("data:image/png;base64,AAAA", "scheme"),
        ("http://[/admin", "redirect"),
    ],
)
async def test_a_redirect_inward_is_refused_without_naming_the_place(place: str, why: str) -> None:
    names = LyingNames(a_example=[[PUBLIC]], inside_example=[["10.0.0.1"]])
    async with make_world(resolve=names) as world:
        world.web.says["/a.png"] = redirect(place)
        error = await world.refusal("/a.png")
        assert error.why == why
        assert "admin" not in error.reason and "127.0.0.1" not in error.reason and "inside" not in error.reason
        assert world.web.paths == ["/a.png"]


# --- answers ---------------------------------------------------------------------------------------------------------


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


# --- size ------------------------------------------------------------------------------------------------------------


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


# --- time ------------------------------------------------------------------------------------------------------------


def silent_after(start: bytes, until: asyncio.Event) -> Callable[[asyncio.StreamWriter], Any]:
    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        await writer.drain()
        await until.wait()

    return act


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
async def test_headers_that_do_not_come_end_the_wait(start: bytes) -> None:
    async with make_world(limits=OutboundLimits(answer=0.05)) as world:
        end = asyncio.Event()
        world.web.says["/a.png"] = silent_after(start, end)
        assert (await world.refusal("/a.png")).why == "timeout"
        end.set()


async def test_a_body_that_stops_ends_the_wait() -> None:
    async with make_world(limits=OutboundLimits(silence=0.05)) as world:
        end = asyncio.Event()
        world.web.says["/a.png"] = silent_after(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nsome", end)
        error = await world.refusal("/a.png")
        end.set()
        assert error.why == "timeout"
        assert "stopped" in error.reason


async def test_a_body_that_drips_ends_with_the_total_time() -> None:
    async with make_world(limits=OutboundLimits(silence=5, total=0.2)) as world:
        end = asyncio.Event()

        async def drip(writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n")
            while not end.is_set():
                writer.write(b".")
                await writer.drain()
                await asyncio.sleep(0.01)

        world.web.says["/a.png"] = drip
        error = await world.refusal("/a.png")
        end.set()
        assert error.why == "timeout"
        assert "0.2 s" in error.reason


async def test_a_name_server_that_does_not_answer_ends_the_wait() -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with make_world(resolve=never, limits=OutboundLimits(answer=0.05)) as world:
        assert (await world.refusal("/a.png")).why == "timeout"


async def test_a_caller_who_leaves_is_not_told_about_time(world: World) -> None:
    end, asked = asyncio.Event(), asyncio.Event()

    async def act(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await end.wait()

    world.web.says["/a.png"] = act
    task = asyncio.create_task(world.fetch())
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    end.set()


@pytest.mark.parametrize(
    "act",
    [
        b"",
        b"\x16\x03\x01 not http",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_a_server_that_breaks_off_or_speaks_nonsense_is_unreachable(world: World, act: bytes) -> None:
    world.web.says["/a.png"] = act
    assert (await world.refusal("/a.png")).why == "unreachable"


async def test_a_closed_port_is_unreachable(world: World) -> None:
    async with strangers() as gone:
        world.detour.port = gone.port
    assert (await world.refusal("/a.png")).why == "unreachable"


# --- own files and data links ----------------------------------------------------------------------------------------


async def test_a_link_of_our_own_files_is_read_from_disk_though_it_is_private() -> None:
    async def own(url: str) -> bytes | None:
        return {"http://127.0.0.1:8787/files/a.png?sig=1": PICTURE, "http://127.0.0.1:8787/files/b": b"<html>"}.get(url)

    async with make_world(own_files=own) as world:
        assert (await world.door.fetch_image("http://127.0.0.1:8787/files/a.png?sig=1")).data == PICTURE
        assert (await world.refusal("http://127.0.0.1:8787/files/b")).why == "not_an_image"
        assert (await world.refusal("http://127.0.0.1:8787/files/other")).why == "port"
        assert (await world.refusal("http://127.0.0.1/files/other")).why == "private_address"
        world.web.says["/a.png"] = answer(PHOTO)
        assert await world.fetch() == PHOTO
        assert [len(heard) for heard in (world.web.heard, world.detour.dialled)] == [1, 1]


async def test_own_files_keep_to_the_size_limit_and_may_be_gone() -> None:
    async def own(url: str) -> bytes | None:
        if url.endswith("gone"):
            raise FileNotFoundError("/data/secret/path")
        return PICTURE

    async with make_world(own_files=own, limits=OutboundLimits(max_bytes=100)) as world:
        assert (await world.refusal("/big")).why == "too_large"
        error = await world.refusal("/gone")
        assert error.why == "unreachable"
        assert "secret" not in error.reason


async def test_a_link_that_the_file_store_cannot_read_is_refused_like_any_other() -> None:
    async def own(url: str) -> bytes | None:
        raise ValueError(f"{urlsplit(url)}")

    async with make_world(own_files=own) as world:
        assert (await world.refusal("http://[::1/a.png")).why == "link"
        assert (await world.refusal("http://127.0.0.1/a.png")).why == "private_address"


async def test_a_redirect_does_not_reach_our_own_files() -> None:
    inside = "http://127.0.0.1/files/a.png"

    async def own(url: str) -> bytes | None:
        return PICTURE if url == inside else None

    async with make_world(own_files=own) as world:
        world.web.says["/a.png"] = redirect(inside)
        assert (await world.refusal("/a.png")).why == "private_address"


def data_url(data: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


async def test_a_data_url_is_a_picture_too_and_judged_by_its_bytes(world: World) -> None:
    found = await world.door.fetch_image(data_url(PHOTO, "image/png"))
    assert (found.data, found.facts.media_type) == (PHOTO, "image/jpeg")
    assert (await world.refusal(data_url(b"<html></html>"))).why == "not_an_image"
    assert (await world.refusal(data_url(png_bomb(50_000, 50_000)))).why == "too_large"
    assert (await world.refusal("data:image/png;base64,AA A")).why == "data_url"
    assert (await world.refusal("DATA:image/png,raw")).why == "data_url"
    assert world.names.asked == [] and world.web.heard == []


async def test_a_data_url_that_is_too_large_is_never_decoded() -> None:
    async with make_world(limits=OutboundLimits(max_bytes=1_000_000)) as world:
        text = "data:image/png;base64," + "A" * 30_000_000
        tracemalloc.start()
        try:
            error = await world.refusal(text)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert error.why == "too_large"
        assert peak < 500_000


# --- together --------------------------------------------------------------------------------------------------------


async def test_only_so_many_fetches_run_at_once() -> None:
    async with make_world(limits=OutboundLimits(at_once=2)) as world:
        running = most = 0
        both = asyncio.Event()

        async def act(writer: asyncio.StreamWriter) -> None:
            nonlocal running, most
            running += 1
            most = max(most, running)
            if running == 2:
                both.set()
            await both.wait()
            for _ in range(200):  # turns of the loop in which a third one could come in
                await asyncio.sleep(0)
            running -= 1
            writer.write(answer(PICTURE))
            await writer.drain()

        world.web.says["/a.png"] = act
        assert await asyncio.gather(*(world.fetch() for _ in range(9))) == [PICTURE] * 9
        assert most == 2
        assert len(world.web.heard) == 9


async def test_a_place_is_free_again_after_a_refusal() -> None:
    async with make_world(limits=OutboundLimits(at_once=1)) as world:
        for _ in range(3):
            assert (await world.refusal("/missing.png")).why == "status"
            assert (await world.refusal("http://127.0.0.1/")).why == "private_address"
        world.web.says["/a.png"] = answer(PICTURE)
        assert await world.fetch() == PICTURE


async def test_a_door_that_was_never_used_closes_and_closes_twice() -> None:
    door = Outbound()
    await door.close()
    await door.close()


async def test_nothing_is_fetched_after_closing() -> None:
    async with make_world() as world:
        world.web.says["/a.png"] = answer(PICTURE)
        assert await world.fetch() == PICTURE
        await world.door.close()
        with pytest.raises(RuntimeError, match="closed"):
            await world.fetch()
        assert len(world.web.heard) == 1


def test_a_door_is_made_without_a_running_loop_and_starts_no_thread() -> None:
    before = threading.active_count()
    door = Outbound()
    assert threading.active_count() == before
    asyncio.run(door.close())
