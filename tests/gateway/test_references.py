"""Reference images: fetched before anything is held, and refused by the caller's own name for them."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from hypereal_lab.catalog import Catalog
from hypereal_lab.gateway.outbound import Outbound, OutboundLimits
from hypereal_lab.wire.money import Credits
from tests.gateway.conftest import FLASH, GPT, FakeClock, Gateway, read, running
from tests.gateway.providers import png
from tests.gateway.strangers import PUBLIC, Detour, LyingNames, Strangers, answer, redirect, strangers
from tests.media.pictures import png_bomb

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
HTML = b"<!doctype html><html><body>no picture</body></html>"


class World(Gateway):
    """A gateway whose internet is one server of strangers, which speaks no TLS, and whose model takes plain links."""

    web: Strangers


@pytest.fixture
async def world(tmp_path: Path, clock: FakeClock) -> AsyncIterator[World]:
    async with strangers() as web:
        outbound = Outbound(
            resolve=LyingNames(pictures_example=[[PUBLIC]]),
            dial=Detour(web.port),
            limits=OutboundLimits(answer=0.2, silence=0.2, total=0.5),
        )
        async with running(tmp_path, clock, outbound=outbound) as made:
            card = made.parts.catalog.card(FLASH)
            free = msgspec.structs.replace(card, limits=msgspec.structs.replace(card.limits, reference_forms=None))
            world = World(dataclasses.replace(made.parts, catalog=Catalog([free])), made.provider, clock, made.key)
            world.web = web
            yield world
            await world.http.aclose()


async def stall(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


@pytest.mark.parametrize("field", ["image_urls", "reference_images", "images", "image"])
@pytest.mark.parametrize(
    ("says", "word"),
    [
        (answer(HTML, "Content-Type: image/png"), "picture"),
        (answer(SVG, "Content-Type: image/svg+xml"), "SVG"),
        (answer(png_bomb(30_000, 30_000), "Content-Type: image/png"), "pixels"),
        (redirect("http://127.0.0.1:9/secret"), "address"),
        (redirect("http://localhost/secret"), ""),
        (answer(b"", status="404 Not Found"), "404"),
        (stall, "s"),
    ],
    ids=["html", "svg", "bomb", "redirect to loopback", "redirect to localhost", "404", "too slow"],
)
async def test_a_bad_reference_is_a_400_that_names_the_field_and_holds_nothing(
    world: World, field: str, says, word: str
) -> None:
    world.web.says["/a.png"] = says
    link = "http://pictures.example/a.png"
    error = await world.refusal(**{field: link if field == "image" else [link]})
    assert error["param"] == field
    assert error["message"].startswith(field)
    assert word.casefold() in error["message"].casefold()
    assert world.balance == Credits.of(1000)


async def test_a_good_link_is_fetched_and_drawn_from(world: World) -> None:
    world.web.says["/a.png"] = answer(png())
    made = await world.make(image_urls=["http://pictures.example/a.png"])
    assert made.status_code == 200, made.text
    assert world.provider.orders[0].references == (png(),)


async def test_references_keep_the_order_of_the_prompt(world: World) -> None:
    pictures = [png(colour=(0, 0, shade)) for shade in range(4)]
    for number, picture in enumerate(pictures):
        world.web.says[f"/{number}.png"] = answer(picture)
    await world.make(image_urls=[f"http://pictures.example/{number}.png" for number in range(4)])
    assert list(world.provider.orders[0].references) == pictures


async def test_the_bad_one_of_several_is_named_by_its_number(world: World) -> None:
    world.web.says["/a.png"] = answer(png())
    links = ["http://pictures.example/a.png", "http://pictures.example/gone.png"]
    error = await world.refusal(image_urls=links)
    assert error["param"] == "image_urls"
    assert error["message"].startswith("image_urls[1]")


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/a.png",
        "http://[::1]/a.png",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.7/a.png",
        "http://0x7f000001/a.png",
        "file:///etc/passwd",
        "ftp://pictures.example/a.png",
        "http://user:pass@pictures.example/a.png",
        "http://pictures.example:22/a.png",
        "not a link",
        "",
        "//pictures.example/a.png",
        "data:text/html;base64,PGI+",
        "data:image/png;base64,####",
    ],
)
async def test_links_that_lead_nowhere_good_are_refused_without_a_word_to_anyone(world: World, link: str) -> None:
    error = await world.refusal(image_urls=[link])
    assert error["param"] == "image_urls"
    assert world.web.heard == []


async def test_a_result_of_this_gateway_is_a_good_reference_also_where_only_https_is(gateway: Gateway) -> None:
    first = read(await gateway.make())["data"][0]["url"]
    assert first.startswith("http://")
    made = await gateway.make(model=GPT, reference_images=[first])
    assert made.status_code == 200, made.text
    assert gateway.provider.orders[1].references == (png(colour=(0, 0, 0)),)


async def test_a_result_whose_time_is_over_is_no_reference_any_more(gateway: Gateway) -> None:
    first = read(await gateway.make())["data"][0]["url"]
    gateway.clock.forward(8 * 86400)
    error = await gateway.refusal(model=GPT, reference_images=[first])
    assert error["param"] == "reference_images"


async def test_private_addresses_open_only_where_the_operator_says_so(tmp_path: Path, clock: FakeClock) -> None:
    async with strangers() as web:
        web.says["/a.png"] = answer(png())
        link = f"http://127.0.0.1:{web.port}/a.png"
        async with running(tmp_path / "open", clock, allow_private_network=True) as gateway:
            assert (await gateway.make(image_urls=[link])).status_code == 200
            assert (await gateway.make(model=GPT, reference_images=[link])).status_code == 200
        async with running(tmp_path / "shut", clock) as gateway:
            assert (await gateway.make(image_urls=[link])).status_code == 400
