"""Links to pictures of this gateway in a conversation: whoever answers is given the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Image
from hypereal_lab.media import parse_data_url
from tests.gateway.conftest import Gateway, read
from tests.gateway.texts.way import Way
from tests.gateway.texts.ways import WAYS
from tests.gateway.writers import Scripted

CHAT, OLDER, MESSAGES, RESPONSES, GEMINI = WAYS
ELSEWHERE = "https://pictures.example/fox.png"


class Reads(Scripted):
    """Takes every request untouched."""

    def takes(self, card: Card, dialect: str) -> bool:
        return True


@pytest.fixture
def writer() -> Reads:
    return Reads()


def chat(link: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": link}}]}]}


def messages(link: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": link}}]}]}


def responses(link: str) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": link}]}], "store": False}


def gemini(link: str) -> dict[str, Any]:
    part = {"fileData": {"mimeType": "image/png", "fileUri": link}}
    return {"contents": [{"role": "user", "parts": [part]}]}


BODIES = [(CHAT, chat), (OLDER, chat), (MESSAGES, messages), (RESPONSES, responses), (GEMINI, gemini)]
EACH = pytest.mark.parametrize(("way", "body"), BODIES, ids=[str(way) for way, _ in BODIES])


async def a_picture(gateway: Gateway) -> str:
    """The link of one that was made here."""
    return str(read(await gateway.make())["data"][0]["url"])


@EACH
async def test_a_picture_made_here_goes_along_itself(
    gateway: Gateway, writer: Reads, way: Way, body: Callable[[str], dict[str, Any]]
) -> None:
    link = await a_picture(gateway)
    heard = await way.asked(gateway, writer, **body(link))
    (part,) = [part for message in heard.messages for part in message.parts if isinstance(part, Image)]
    assert parse_data_url(part.url, max_bytes=10_000_000)[1] == (await gateway.http.get(link)).content
    assert writer.orders[-1].asked is None, "the request has only its link and must not be passed on as it came"


@EACH
async def test_a_link_to_elsewhere_goes_on_as_it_came(
    gateway: Gateway, writer: Reads, way: Way, body: Callable[[str], dict[str, Any]]
) -> None:
    heard = await way.asked(gateway, writer, **body(ELSEWHERE))
    assert [part for message in heard.messages for part in message.parts] == [Image(ELSEWHERE)]


async def test_it_costs_what_its_link_costs(gateway: Gateway, writer: Reads) -> None:
    one = await CHAT.asked(gateway, writer, **chat(await a_picture(gateway)))
    other = await CHAT.asked(gateway, writer, **chat(ELSEWHERE))
    assert one.count() == other.count()
