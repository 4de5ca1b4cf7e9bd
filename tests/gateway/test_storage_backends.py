"""One suite for all backends."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hypereal_lab.gateway.storage import Backend, FolderBackend
from tests.gateway.stored import WORDS


@pytest.fixture(params=[FolderBackend], ids=["folder"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Backend:
    made: Backend = request.param(tmp_path / "objects")
    return made


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
