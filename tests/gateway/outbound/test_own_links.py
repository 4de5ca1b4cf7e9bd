"""Links that need no network: our own files, and data URLs."""

from __future__ import annotations

import base64
import tracemalloc
from urllib.parse import urlsplit

from hypereal_lab.gateway.outbound import OutboundLimits
from tests.gateway.outbound.world import PHOTO, PICTURE, World, make_world
from tests.gateway.strangers import answer, redirect
from tests.media.pictures import png_bomb


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
