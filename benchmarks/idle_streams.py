"""Memory of the gateway while 1,000 streams stand open that got one chunk and then nothing.

    python -m benchmarks.idle_streams

The gateway runs as `serve --config` runs it; each stream has a connection in and one to the upstream, its key, its hold
and its keep-alive. Counted is resident memory and its proportional share above the gateway that has just answered a
few whole streams. A second thousand after the first shows whether what those took is used again.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
import tempfile
from pathlib import Path

from benchmarks.load import Load, request_bytes
from benchmarks.processes import LOAD_CPU, SERVER_CPU
from benchmarks.served import CHAT_MODEL, Served, serving
from benchmarks.upstream import BODY, constant_upstream

STREAMS, LIMIT, AT_ONCE = 1000, 60.0, 50
PATH = "/v1/chat/completions"


def request_for(served: Served, words: str) -> bytes:
    """A stream with these as its last words."""
    told = [*BODY["messages"], {"role": "user", "content": words}]
    body = {**BODY, "model": CHAT_MODEL, "stream": True, "messages": told}
    return request_bytes(served.port, PATH, body, {"Authorization": f"Bearer {served.key}"})


async def hold_open(served: Served, count: int) -> tuple[float, float]:
    """Memory in MiB, resident and proportional, while so many streams stand open, each after its first chunk."""
    request, gate = request_for(served, "silent"), asyncio.Semaphore(AT_ONCE)

    async def one() -> asyncio.StreamWriter:
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(request)
            head = await asyncio.wait_for(reader.readuntil(b"data:"), 60)
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode("utf-8", "replace")[:400])
            return writer

    opened = await asyncio.gather(*(one() for _ in range(count)))
    await asyncio.sleep(2)  # what the opening itself took is let go
    memory = served.process.memory_mib()
    for writer in opened:
        writer.close()
    return memory


def main() -> int:
    """Print what 1,000 streams take; 1 above the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--streams", type=int, default=STREAMS)
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8 * options.streams)), hard))  # children take it on
    with (
        tempfile.TemporaryDirectory() as folder,
        constant_upstream(LOAD_CPU) as upstream,
        serving(upstream, Path(folder), SERVER_CPU) as served,
    ):
        Load(served.port, request_for(served, "And then?")).run(4, 10.0, 20)
        idle = served.process.memory_mib()
        open_ones = asyncio.run(hold_open(served, options.streams))
        again = asyncio.run(hold_open(served, options.streams))
    for name, place in (("resident", 0), ("proportional", 1)):
        then = f"{options.streams} streams {open_ones[place]:6.1f}   as many again {again[place]:6.1f} MiB"
        print(f"{name:<14} idle {idle[place]:6.1f}   {then}")
    grown = max(open_ones[0] - idle[0], open_ones[1] - idle[1])
    each = grown * 1024 / options.streams
    print(f"{options.streams} idle streams: {grown:.1f} MiB above idle (below {LIMIT:g}), {each:.1f} KiB each")
    return 0 if grown < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
