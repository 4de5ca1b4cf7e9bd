"""Result files: opened by a link nobody can guess, in parts too, for seven days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from hypereal_lab.gateway.storage import FileStore
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.providers import png

PICTURE = png(colour=(0, 0, 0))


@pytest.fixture
async def nobody(gateway: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(gateway.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield http


@pytest.fixture
async def link(gateway: Gateway) -> str:
    return read(await gateway.make())["data"][0]["url"]


async def test_a_result_opens_without_a_key(nobody: httpx.AsyncClient, link: str) -> None:
    answer = await nobody.get(link)
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=604800, immutable"


async def test_a_link_leads_to_where_the_caller_reached_the_gateway(gateway: Gateway) -> None:
    answer = await gateway.make(headers={"host": "pictures.lab:8787"})
    assert read(answer)["data"][0]["url"].startswith("http://pictures.lab:8787/files/")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("bytes=0-3", PICTURE[:4]), ("bytes=-4", PICTURE[-4:]), ("bytes=10-", PICTURE[10:]), ("bytes=5-5", PICTURE[5:6])],
)
async def test_a_part_of_a_result_is_a_206(nobody: httpx.AsyncClient, link: str, wanted: str, expected: bytes) -> None:
    answer = await nobody.get(link, headers={"range": wanted})
    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"].endswith(f"/{len(PICTURE)}")
    assert answer.headers["content-type"] == "image/png"


async def test_a_part_beyond_the_end_is_a_416(nobody: httpx.AsyncClient, link: str) -> None:
    answer = await nobody.get(link, headers={"range": "bytes=999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(PICTURE)}"


async def test_a_head_request_gives_the_facts_alone(nobody: httpx.AsyncClient, link: str) -> None:
    answer = await nobody.head(link)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(PICTURE))


async def test_links_cannot_be_guessed(gateway: Gateway) -> None:
    links = [item["url"] for item in read(await gateway.make(n=10))["data"]]
    tokens = {urlsplit(link).path.split("/")[2] for link in links}
    assert len(tokens) == 10
    assert all(len(token) == 43 for token in tokens)


@pytest.mark.parametrize("path", ["/files/x/image.png", "/files/{token}/other.png", "/files/{other}/image.png"])
async def test_what_never_was_is_a_404(nobody: httpx.AsyncClient, link: str, path: str) -> None:
    token = urlsplit(link).path.split("/")[2]
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    answer = await nobody.get(path.format(token=token, other=other))
    assert (answer.status_code, read(answer)["error"]["type"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/files/../pepper", "/files/..%2f..%2fpepper/x", "/files/%2e%2e/pepper", "/files//x"])
async def test_no_path_leads_out_of_the_folder(nobody: httpx.AsyncClient, path: str) -> None:
    assert (await nobody.get(path)).status_code == 404


async def test_after_seven_days_a_result_is_gone_and_says_so(gateway: Gateway, link: str) -> None:
    gateway.clock.forward(7 * 86400 - 1)
    assert (await gateway.http.get(link)).status_code == 200
    gateway.clock.forward(1)
    for _ in range(2):
        answer = await gateway.http.get(link)
        assert (answer.status_code, read(answer)["error"]["type"]) == (410, "gone")
        await gateway.parts.files.sweep()


async def test_sweeping_deletes_what_is_over_and_nothing_else(tmp_path: Path, clock: FakeClock) -> None:
    import time

    clock.now = time.time()
    async with running(tmp_path, clock) as gateway:
        read(await gateway.make(n=3))
        clock.forward(3 * 86400)
        young = read(await gateway.make())["data"][0]["url"]
        clock.forward(4 * 86400)
        assert await gateway.parts.files.sweep() == 3
        assert (await gateway.http.get(young)).status_code == 200
        assert await gateway.parts.files.sweep() == 0
        assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


async def test_a_call_that_fails_leaves_no_file(gateway: Gateway) -> None:
    gateway.provider.gives = 0
    await gateway.make()
    folder = gateway.parts.store.data_dir / "files"
    assert not [path for path in folder.rglob("*") if path.is_file()]


async def test_jpeg_and_webp_have_their_own_types(gateway: Gateway) -> None:
    files = gateway.parts.files
    assert isinstance(files, FileStore)
    from hypereal_lab.gateway.providers import Picture

    for media_type, name in (("image/jpeg", "image.jpg"), ("image/webp", "image.webp")):

        async def images(order, media_type=media_type):
            return [Picture(media_type, b"bytes")]

        gateway.provider.images = images
        link = read(await gateway.make())["data"][0]["url"]
        assert link.endswith(name)
        assert (await gateway.http.get(link)).headers["content-type"] == media_type
