"""One suite for all backends: a folder, and a bucket of a real server of the S3 protocol on this machine."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from aiohttp import web

from hypereal_lab.gateway.storage import Backend, FolderBackend, S3Backend
from tests.gateway.buckets import SECRET, Server, bucket, misbehaving, s3_server
from tests.gateway.conftest import GPT, FakeClock, Gateway, listening, running
from tests.gateway.providers import png
from tests.gateway.stored import WORDS, bearer, begin, complete, keep, ranged, refusal

SHA256 = hashlib.sha256(WORDS).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[Server]:
    with s3_server() as server:
        yield server


@pytest.fixture(params=["folder", "s3"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    if request.param == "folder":
        return FolderBackend(tmp_path / "objects")
    server: Server = request.getfixturevalue("s3")
    return server.bucket()


@pytest.fixture
async def gateway(backend: Backend, tmp_path: Path, clock: FakeClock) -> AsyncIterator[Gateway]:
    async with running(tmp_path / "data", clock, storage=backend) as found:
        yield found


def source(folder: Path, data: bytes = WORDS) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path


async def read(backend: Backend, object_id: str, first: int = 0, length: int = len(WORDS)) -> bytes:
    return b"".join([piece async for piece in backend.pieces(object_id, first, length)])


# the bytes


async def test_what_is_kept_is_read_and_the_file_stays(backend: Backend, tmp_path: Path) -> None:
    path = source(tmp_path)
    await backend.keep("obj_a", path, "text/plain")
    assert (await backend.size("obj_a"), await read(backend, "obj_a")) == (len(WORDS), WORDS)
    assert path.read_bytes() == WORDS


@pytest.mark.parametrize(("first", "length"), [(0, 1), (3, 7), (len(WORDS) - 1, 1), (5, len(WORDS) - 5)])
async def test_a_part_is_read_alone(backend: Backend, tmp_path: Path, first: int, length: int) -> None:
    await backend.keep("obj_a", source(tmp_path), "text/plain")
    assert await read(backend, "obj_a", first, length) == WORDS[first : first + length]


async def test_keeping_again_takes_the_place_of_the_first(backend: Backend, tmp_path: Path) -> None:
    await backend.keep("obj_b", source(tmp_path), "text/plain")
    await backend.keep("obj_b", source(tmp_path, b"other"), "text/plain")
    assert await read(backend, "obj_b", 0, 5) == b"other"


async def test_a_file_of_several_parts_arrives_whole_and_comes_in_small_pieces(
    backend: Backend, tmp_path: Path
) -> None:
    data = hashlib.sha256(b"a").digest() * (20_000_000 // 32)
    await backend.keep("obj_c", source(tmp_path, data), "model/gltf-binary")
    pieces = [piece async for piece in backend.pieces("obj_c", 0, len(data))]
    assert max(map(len, pieces)) <= 1 << 20
    assert hashlib.sha256(b"".join(pieces)).digest() == hashlib.sha256(data).digest()


async def test_removing_is_fine_twice_and_leaves_nothing(backend: Backend, tmp_path: Path) -> None:
    await backend.keep("obj_d", source(tmp_path), "text/plain")
    await backend.remove("obj_d")
    await backend.remove("obj_d")
    assert await backend.size("obj_d") is None
    with pytest.raises(FileNotFoundError):
        await read(backend, "obj_d")


async def test_a_file_that_is_not_there_is_an_os_error(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await backend.keep("obj_e", tmp_path / "nothing", "text/plain")
    assert await backend.size("obj_e") is None


async def test_fewer_bytes_than_there_should_be_are_an_os_error(backend: Backend, tmp_path: Path) -> None:
    await backend.keep("obj_f", source(tmp_path), "text/plain")
    with pytest.raises(OSError):
        await read(backend, "obj_f", 0, len(WORDS) + 1)


# what a reader sees


async def test_a_whole_object_comes_with_its_name_type_and_tag(gateway: Gateway) -> None:
    kept = await keep(gateway, filename="größe 1.txt")
    answer = await gateway.http.get(kept["url"])
    assert (answer.status_code, answer.content) == (200, WORDS)
    told = answer.headers
    assert told["content-type"].startswith("text/plain")
    assert told["content-disposition"] == f"attachment; filename*=UTF-8''{quote('größe 1.txt')}"
    assert (told["etag"], told["accept-ranges"]) == (f'"{SHA256}"', "bytes")
    assert (told["content-length"], told["x-content-type-options"]) == (str(len(WORDS)), "nosniff")
    assert told["cache-control"] == "private, max-age=3600"


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=2-5", 2, 6), ("bytes=-4", -4, None), ("bytes=30-", 30, None), ("bytes=3-999", 3, None)],
)
async def test_a_range_comes_alone(gateway: Gateway, asked: str, first: int, end: int | None) -> None:
    kept = await keep(gateway)
    answer = await gateway.http.get(kept["url"], headers={"range": asked})
    wanted = WORDS[first:end]
    assert (answer.status_code, answer.content) == (206, wanted)
    at = WORDS.index(wanted)
    assert answer.headers["content-range"] == f"bytes {at}-{at + len(wanted) - 1}/{len(WORDS)}"
    assert answer.headers["content-length"] == str(len(wanted))


@pytest.mark.parametrize("asked", ["bytes=0-1,4-5", "lines=1-2", "bytes=x-y"])
async def test_ranges_that_are_not_one_range_of_bytes_get_the_whole(gateway: Gateway, asked: str) -> None:
    kept = await keep(gateway)
    answer = await gateway.http.get(kept["url"], headers={"range": asked})
    assert (answer.status_code, answer.content) == (200, WORDS)


async def test_a_range_outside_is_refused(gateway: Gateway) -> None:
    kept = await keep(gateway)
    answer = await gateway.http.get(kept["url"], headers={"range": "bytes=999-"})
    refusal(answer, 416, "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(WORDS)}"


async def test_tags_save_reading_again_and_keep_ranges_of_one_version(gateway: Gateway) -> None:
    kept = await keep(gateway)
    again = await gateway.http.get(kept["url"], headers={"if-none-match": f'"{SHA256}"'})
    assert (again.status_code, again.content) == (304, b"")
    for tag, status in ((f'"{SHA256}"', 206), ('"other"', 200)):
        answer = await gateway.http.get(kept["url"], headers={"range": "bytes=0-1", "if-range": tag})
        assert answer.status_code == status


async def test_a_look_without_the_bytes_tells_the_same(gateway: Gateway) -> None:
    kept = await keep(gateway)
    whole, look = await gateway.http.get(kept["url"]), await gateway.http.head(kept["url"])
    assert (look.status_code, look.content) == (200, b"")
    for name in ("content-length", "content-type", "etag", "content-disposition"):
        assert look.headers[name] == whole.headers[name]


async def test_a_link_ends_and_a_deleted_object_is_gone(gateway: Gateway) -> None:
    kept, other = await keep(gateway), await keep(gateway)
    await gateway.http.delete(f"/v1/storage/{other['id']}")
    refusal(await gateway.http.get(other["url"]), 404, "object_not_found")
    gateway.clock.forward(3600)
    refusal(await gateway.http.get(kept["url"]), 410, "expired")


async def test_bytes_that_were_lost_are_said_to_be(gateway: Gateway, backend: Backend) -> None:
    kept = await keep(gateway)
    await backend.remove(kept["id"])
    refusal(await gateway.http.get(kept["url"]), 410, "lost")


async def test_an_upload_is_gone_on_with_and_kept_once(gateway: Gateway, backend: Backend) -> None:
    ticket = await begin(gateway)
    for first in (0, 10, 20, 30):
        part = WORDS[first : first + 10]
        await gateway.http.put(ticket["uploadUrl"], content=part, headers=ranged(first, part))
    assert (await complete(gateway, ticket, sha256=SHA256)).status_code == 200
    assert await read(backend, ticket["id"]) == WORDS
    assert not list((gateway.parts.store.data_dir / "storage" / "uploads").rglob("obj_*"))


async def test_a_picture_in_storage_can_be_edited(gateway: Gateway) -> None:
    kept = await keep(gateway, png(), contentType="image/png", filename="a.png")
    answer = await gateway.make("/v1/images/edit", model=GPT, image=kept["url"])
    assert answer.status_code == 200, answer.text
    assert gateway.provider.orders[0].references == (png(),)


# a bucket that fails


def fixed(status: int, body: str = "") -> web.Response:
    return web.Response(status=status, text=body, content_type="application/xml")


async def forbidden(request: web.Request) -> web.StreamResponse:
    return fixed(403, "<Error><Code>AccessDenied</Code><Message>canary</Message></Error>")


async def down(request: web.Request) -> web.StreamResponse:
    return fixed(503, "<Error><Code>SlowDown</Code></Error>")


async def unknown(request: web.Request) -> web.StreamResponse:
    return fixed(404, "<Error><Code>NoSuchBucket</Code></Error>")


async def slow(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3600)
    return fixed(200)


async def hung_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return fixed(200)


FAULTS = [forbidden, down, unknown, slow, hung_up]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
async def test_a_bucket_that_fails_loses_nothing_that_was_sent(
    tmp_path: Path, clock: FakeClock, s3: Server, fault: object, caplog: pytest.LogCaptureFixture
) -> None:
    fails = misbehaving(fault, patience=0.3)  # type: ignore[arg-type]
    async with fails as broken, running(tmp_path / "data", clock, storage=broken) as gateway:
        ticket, mine = await begin(gateway), bearer(gateway.key.key)
        await gateway.http.put(ticket["uploadUrl"], content=WORDS)
        error = refusal(await complete(gateway, ticket), 503, "storage_failed")
        assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == len(WORDS)
        assert not any(word in f"{error} {caplog.text} {broken!r}" for word in (SECRET, "canary", "127.0.0.1:"))
    async with running(tmp_path / "data", clock, storage=s3.bucket()) as gateway:  # the bucket was mended
        done = await gateway.http.post(f"/v1/storage/{ticket['id']}/complete", headers=mine)
        assert done.json()["sha256"] == SHA256


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
async def test_reading_from_a_bucket_that_fails_is_a_503_and_a_call_with_it_costs_nothing(
    tmp_path: Path, clock: FakeClock, s3: Server, fault: object
) -> None:
    async with running(tmp_path / "data", clock, storage=s3.bucket()) as gateway:
        kept = await keep(gateway, png(), contentType="image/png")
    fails = misbehaving(fault, patience=0.3)  # type: ignore[arg-type]
    async with fails as broken, running(tmp_path / "data", clock, storage=broken) as gateway:
        answer = await gateway.http.get(kept["url"])
        assert refusal(answer, 503, "storage_failed") and answer.headers["retry-after"]
        before = gateway.books()
        refused = await gateway.make("/v1/images/edit", model=GPT, image=kept["url"])
        assert (refused.status_code, refused.json()["error"]["param"]) == (400, "image")
        assert gateway.books() == before
        assert not gateway.provider.orders


async def test_bytes_that_break_off_never_look_whole(tmp_path: Path, clock: FakeClock, s3: Server) -> None:
    data = bytes(range(256)) * 12_000

    async def cut(request: web.Request) -> web.StreamResponse:
        first, last = map(int, request.headers["range"].removeprefix("bytes=").split("-"))
        answer = web.StreamResponse(status=206)
        answer.content_length = last - first + 1
        answer.headers["content-range"] = f"bytes {first}-{last}/{len(data)}"
        answer.headers["etag"] = '"a"'
        answer.headers["last-modified"] = "Sat, 21 Nov 2026 12:00:00 GMT"
        await answer.prepare(request)
        await answer.write(data[first : last + 1 - (first > 0)])
        if first > 0:
            assert request.transport is not None
            request.transport.close()
        return answer

    async with running(tmp_path / "data", clock, storage=s3.bucket()) as gateway:
        kept = await keep(gateway, data)
    async with misbehaving(cut) as broken, running(tmp_path / "data", clock, storage=broken) as gateway:
        path = kept["url"].partition("/stored/")[2]
        async with listening(gateway) as base, httpx.AsyncClient() as anybody:
            with pytest.raises(httpx.RemoteProtocolError):
                await anybody.get(f"{base}/stored/{path}")


async def test_an_object_that_cannot_be_removed_now_is_removed_later(
    tmp_path: Path, clock: FakeClock, s3: Server
) -> None:
    good = s3.bucket()
    async with running(tmp_path / "data", clock, storage=good) as gateway:
        kept = await keep(gateway)
    async with misbehaving(down) as broken, running(tmp_path / "data", clock, storage=broken) as gateway:
        item = gateway.parts.objects.rows.find(kept["id"])
        assert item is not None
        await gateway.parts.objects.remove(item)
        refusal(await gateway.http.get(kept["url"]), 404, "object_not_found")
    assert await good.size(kept["id"]) == len(WORDS)
    async with running(tmp_path / "data", clock, storage=good) as gateway:
        await gateway.parts.sweep()
    assert await good.size(kept["id"]) is None


async def test_a_bucket_that_is_not_there_is_an_os_error_without_secrets(s3: Server, tmp_path: Path) -> None:
    missing = bucket(s3.address, "nowhere")
    with pytest.raises(OSError, match="bucket") as caught:
        await missing.keep("obj_f", source(tmp_path), "text/plain")
    assert SECRET not in str(caught.value) + repr(missing)
    assert "127.0.0.1" not in str(caught.value)


async def test_what_is_in_the_bucket_stands_under_its_prefix_and_id_alone(s3: Server, tmp_path: Path) -> None:
    s3.make("plain")
    made = S3Backend("plain", prefix="lab/one", endpoint=s3.address, access_key_id="a", secret_access_key="b")
    await made.keep("obj_ab", source(tmp_path), "text/plain")
    assert "<Key>lab/one/ab/obj_ab</Key>" in httpx.get(f"{s3.address}/plain").text
