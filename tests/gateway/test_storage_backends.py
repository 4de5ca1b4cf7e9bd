"""One suite for all backends: a folder, and a bucket of a real server of the S3 protocol on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hypereal_lab.gateway.storage import Backend, FolderBackend, S3Backend
from tests.gateway.conftest import FakeClock, running
from tests.gateway.stored import WORDS, keep, refusal


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 server with an empty bucket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    httpx.put(f"{address}/things").raise_for_status()
    yield address
    server.stop()


def bucket(address: str, name: str = "things") -> S3Backend:
    return S3Backend(
        name,
        endpoint=address,
        region="us-east-1",
        access_key_id="test",
        secret_access_key="canary-secret",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


@pytest.fixture(params=["folder", "s3"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    return FolderBackend(tmp_path / "objects") if request.param == "folder" else bucket(request.getfixturevalue("s3"))


def source(folder: Path, data: bytes = WORDS) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path


def test_what_is_kept_is_read_and_the_file_stays(backend: Backend, tmp_path: Path) -> None:
    path = source(tmp_path)
    backend.keep("obj_a", path, "text/plain")
    assert (backend.size("obj_a"), backend.read("obj_a")) == (len(WORDS), WORDS)
    assert path.read_bytes() == WORDS


def test_keeping_again_takes_the_place_of_the_first(backend: Backend, tmp_path: Path) -> None:
    backend.keep("obj_b", source(tmp_path), "text/plain")
    backend.keep("obj_b", source(tmp_path, b"other"), "text/plain")
    assert backend.read("obj_b") == b"other"


def test_a_file_of_several_parts_arrives_whole(backend: Backend, tmp_path: Path) -> None:
    data = hashlib.sha256(b"a").digest() * (20_000_000 // 32)
    backend.keep("obj_c", source(tmp_path, data), "model/gltf-binary")
    assert hashlib.sha256(backend.read("obj_c")).digest() == hashlib.sha256(data).digest()


def test_removing_is_fine_twice_and_leaves_nothing(backend: Backend, tmp_path: Path) -> None:
    backend.keep("obj_d", source(tmp_path), "text/plain")
    backend.remove("obj_d")
    backend.remove("obj_d")
    assert backend.size("obj_d") is None
    with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
        backend.read("obj_d")


def test_a_file_that_is_not_there_is_an_os_error(backend: Backend, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backend.keep("obj_e", tmp_path / "nothing", "text/plain")
    assert backend.size("obj_e") is None


def test_a_bucket_that_is_not_there_is_an_os_error_without_secrets(s3: str, tmp_path: Path) -> None:
    missing = bucket(s3, "nowhere")
    with pytest.raises(OSError, match="bucket") as caught:
        missing.keep("obj_f", source(tmp_path), "text/plain")
    assert "canary" not in str(caught.value) + repr(missing)
    assert "127.0.0.1" not in str(caught.value)


async def test_a_gateway_over_a_bucket_sends_readers_there_with_a_link_that_ends(
    s3: str, tmp_path: Path, clock: FakeClock
) -> None:
    async with running(tmp_path, clock, storage=bucket(s3)) as gateway, httpx.AsyncClient() as anybody:
        kept = await keep(gateway)
        way = await gateway.http.get(kept["url"])
        assert way.status_code == 302
        assert "X-Amz-Signature" in way.headers["location"]
        assert "canary-secret" not in way.headers["location"]
        opened = await anybody.get(way.headers["location"])
        assert (opened.content, opened.headers["content-type"]) == (WORDS, "text/plain")
        assert opened.headers["content-disposition"] == "attachment"
        assert not list((tmp_path / "storage").rglob("obj_*"))
        await gateway.http.delete(f"/v1/storage/{kept['id']}")
        refusal(await gateway.http.get(kept["url"]), 404, "object_not_found")
        assert (await anybody.get(way.headers["location"])).status_code == 404


async def test_a_bucket_out_of_reach_loses_nothing_that_was_sent(tmp_path: Path, clock: FakeClock, s3: str) -> None:
    async with running(tmp_path, clock, storage=bucket(s3, "nowhere")) as gateway:
        asked = {"filename": "words.txt", "size": len(WORDS)}
        ticket = (await gateway.http.post("/v1/storage/upload", json=asked)).json()
        await gateway.http.put(ticket["uploadUrl"], content=WORDS)
        refusal(await gateway.http.post(f"/v1/storage/{ticket['id']}/complete"), 503, "storage_failed")
        assert (await gateway.http.get(ticket["uploadUrl"])).json()["received"] == len(WORDS)
        httpx.put(f"{s3}/nowhere").raise_for_status()
        assert (await gateway.http.post(f"/v1/storage/{ticket['id']}/complete")).status_code == 200
