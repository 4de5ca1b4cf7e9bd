"""How long the door waits, and how many go through it at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from hypereal_lab.gateway.outbound import Outbound, OutboundLimits
from tests.gateway.outbound.world import PICTURE, World, make_world, silent_after
from tests.gateway.strangers import answer, strangers


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
