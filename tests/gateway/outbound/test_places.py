"""Whom the door goes to: public names and addresses, checked where the connection is made, redirects too."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from hypereal_lab.gateway.outbound import Outbound, OutboundLimits, OutboundRefused
from hypereal_lab.gateway.outbound_http import Downloads
from tests.gateway.outbound.world import PICTURE, World, make_world, silent_after
from tests.gateway.strangers import PUBLIC, Detour, LyingNames, answer, redirect, strangers


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
