"""Disks without room: what was paid for stays until there is some."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from tests.lab.faults.trouble import CLIP, FOUR, books, posts
from tests.lab.servers import Studio


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_with_a_full_disk_the_picture_stays_in_memory_until_there_is_room(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        call = lab.images.generate("a teapot")
        for _ in range(2):
            with pytest.raises(errors.ShelfError, match="Free some space"):
                await call
    assert len(lab.shelf) == 0
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    sent = len(studio.requests)
    asset = await call
    assert len(studio.requests) == sent
    assert asset.data
    assert books(lab) == [("succeeded", Credits(0), FOUR)]
    assert not list((asset.path.parent).glob(".*"))


def fill(lab: Lab) -> Callable[[], None]:
    """No more room for rows, as SQLite itself finds it; returns how to make room again."""
    writer = lab._records._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages}")
    return lambda: writer.execute("PRAGMA max_page_count = 1000000") and None


async def test_with_no_room_for_the_intent_nothing_is_sent(lab: Lab, studio: Studio) -> None:
    room = fill(lab)
    with pytest.raises(errors.ShelfError, match="free some space"):
        await lab.images.generate("a teapot " * 2000)
    assert not posts(studio)
    room()
    await lab.images.generate("a teapot " * 2000)
    assert books(lab) == [("succeeded", Credits(0), FOUR)]


def no_room(*_: Any, **__: Any) -> Any:
    raise errors.ShelfError("lab.sqlite3 cannot be written (database or disk is full); free some space and try again.")


async def test_with_no_room_for_the_end_the_work_is_kept_and_written_later(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    for make in (lambda: lab.images.generate("a teapot"), lambda: lab.videos.generate("it pours")):
        call = make()
        with monkeypatch.context() as disk:
            disk.setattr(lab.journal, "settle", no_room)
            with pytest.raises(errors.ShelfError):
                await call
        sent = len(studio.requests)
        asset = await call
        assert len(studio.requests) == sent
        assert asset.cost is not None
    assert books(lab) == [("succeeded", Credits(0), FOUR), ("succeeded", Credits(0), CLIP)]


async def test_with_no_room_for_any_row_after_the_order_the_job_still_comes_home(
    lab: Lab, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = lab.videos.generate("it pours")
    with monkeypatch.context() as disk:
        for name in ("accepted", "answered", "settle", "fail"):
            disk.setattr(lab.journal, name, no_room)
        with pytest.raises(errors.ShelfError):
            await call
    asset = await call
    assert asset.cost == CLIP
    assert len(posts(studio)) == 1
    assert books(lab) == [("succeeded", Credits(0), CLIP)]


async def test_with_no_room_for_a_failure_the_call_is_settled_by_asking_again(
    open_lab: Callable[..., Lab], studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = open_lab(honours_idempotency=True)
    studio.answer = lambda _: httpx.Response(400, json={"error": "no"})
    call = lab.images.generate("a teapot")
    with monkeypatch.context() as disk:
        disk.setattr(lab.journal, "fail", no_room)
        with pytest.raises(errors.ShelfError):
            await call
    with pytest.raises(errors.BadRequest):
        await call
    assert books(lab) == [("failed", Credits(0), Credits(0))]
