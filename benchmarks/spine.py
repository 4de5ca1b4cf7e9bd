"""What the whole spine adds to a call, what a replay costs, and what a lab of 100,000 calls is like to work with.

    python -m benchmarks.spine

The spine is measured beside the plain client with the same call, against one constant server in its own process: a
small PNG as base64. What is added is journal, budget, files with their story, thumbnail and rows, on disk.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import itertools
import json
import math
import multiprocessing
import resource
import socket
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from hypereal_lab.lab.journal import Journal
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.records import Records

CALLS, AT_ONCE, ROUNDS, CROWD, REPLAYS, ASSETS = 200, 64, 5, 500, 1000, 100_000
ADDED_MS, ADDED_CPU_MS, REPLAY_MS, SEARCH_MS, OPEN_MS = 12.0, 3.0, 2.0, 100.0, 50.0
MODEL = "gemini-3-1-flash-t2i"


def serve(port: int) -> None:
    """Answers everything with the same picture, and what asks for a new one with the next of many."""
    import uvicorn

    same = _answer(0)
    others = itertools.cycle([_answer(number) for number in range(1, ROUNDS * CROWD + 1)])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            part = await receive()
            body += part.get("body", b"")
            if not part.get("more_body"):
                break
        answer = next(others) if b"a new cat" in body else same
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    uvicorn.run(app, port=port, log_level="error", lifespan="off", access_log=False)


def _answer(number: int) -> bytes:
    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (number % 256, number // 256, 160)).save(kept, format="PNG")
    item = {"b64_json": base64.b64encode(kept.getvalue()).decode()}
    return json.dumps({"created": 1, "data": [item], "creditsUsed": 4}).encode()


async def one_by_one(once: Callable[[int], Awaitable[Any]], numbers: range) -> float:
    """Median milliseconds of a call that nothing runs beside."""
    taken = []
    for number in numbers:
        begun = time.perf_counter()
        await once(number)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


async def together(once: Callable[[int], Awaitable[Any]], numbers: range) -> float:
    """Milliseconds of this process's CPU per call, 64 at once."""
    waiting = iter(numbers)

    async def worker() -> None:
        for number in waiting:
            await once(number)

    begun = _cpu()
    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return (_cpu() - begun) / len(numbers) * 1000


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def calls(base: str, home: Path) -> bool:
    """The spine beside the plain client."""
    from hypereal_lab import AsyncHypereal, Lab

    plain = AsyncHypereal("ck_bench", base, environ={})
    lab = Lab("ck_bench", base, home=home, environ={})
    lab.budget(10_000_000, per="session")

    def bare(number: int) -> Awaitable[Any]:
        return plain.images.generate(f"a cat, number {number}", model=MODEL)

    def whole(number: int) -> Awaitable[Any]:
        return lab.images.generate(f"a cat, number {number}", model=MODEL)

    def new(number: int) -> Awaitable[Any]:
        return lab.images.generate(f"a new cat, number {number}", model=MODEL)

    await one_by_one(bare, range(20)), await one_by_one(whole, range(-20, 0))
    quiet = await one_by_one(bare, range(CALLS)), await one_by_one(whole, range(CALLS))
    busy = math.inf, math.inf, math.inf
    for start in range(10_000, 10_000 + ROUNDS * CROWD, CROWD):  # the least of each: what neighbours take is not ours
        numbers = range(start, start + CROWD)
        found = [await together(once, numbers) for once in (bare, whole, new)]
        busy = min(busy[0], found[0]), min(busy[1], found[1]), min(busy[2], found[2])
    added, cpu, looked = quiet[1] - quiet[0], busy[1] - busy[0], busy[2] - busy[0]
    print(
        f"one call           client {quiet[0]:6.2f} ms   spine {quiet[1]:6.2f} ms"
        f"   added {added:6.2f} ms (limit {ADDED_MS})"
    )
    print(
        f"64 at once, CPU    client {busy[0]:6.2f} ms   spine {busy[1]:6.2f} ms"
        f"   added {cpu:6.2f} ms (limit {ADDED_CPU_MS})"
    )
    print(
        f"  each one new     client {busy[0]:6.2f} ms   spine {busy[2]:6.2f} ms"
        f"   added {looked:6.2f} ms (decoded, made small, written)"
    )
    begun = time.perf_counter()
    for number in range(REPLAYS):
        asset = await whole(number % CALLS)
        assert asset.replayed
    replay = (time.perf_counter() - begun) / REPLAYS * 1000
    print(f"replay             {replay:6.2f} ms each (limit {REPLAY_MS})")
    await plain.close()
    lab.close()
    return added < ADDED_MS and cpu < ADDED_CPU_MS and replay < REPLAY_MS


def fill(home: Path) -> None:
    """100,000 assets as rows; their files do not matter for a search."""
    home.mkdir()
    records = Records(home / "lab.sqlite3")
    Journal(records)
    things = itertools.cycle(["teapot", "fox", "lighthouse", "rocket", "snowman"])
    with records.transaction() as db:
        for number in range(ASSETS):
            recipe = Recipe.of("image", MODEL, {"prompt": f"a {next(things)} number {number} in the snow", "n": 1})
            run, digest = f"{number:032x}", f"{number:064x}"
            db.execute(
                "INSERT INTO runs (id, time, status, kind, model, provider, recipe, recipe_hash, idempotency_key,"
                " credits) VALUES (?, ?, 'succeeded', 'image', ?, 'sandbox', ?, ?, ?, 4000000)",
                (run, float(number), MODEL, recipe.canonical.decode(), recipe.hash, run),
            )
            row = db.execute(
                "INSERT INTO assets (digest, time, kind, media_type, width, height, size, run)"
                " VALUES (?, ?, 'image', 'image/png', 64, 48, 100, ?)",
                (digest, float(number), run),
            ).lastrowid
            db.execute("INSERT INTO made (run, position, digest) VALUES (?, 0, ?)", (run, digest))
            db.execute("INSERT INTO asset_words (rowid, words) VALUES (?, ?)", (row, f"{recipe.prompt} {MODEL}"))
    records.close()


def shelf(home: Path) -> bool:
    """Search and first page, and what opening the lab on them adds to opening it on nothing."""
    fill(home / "full")
    opened = {name: statistics.median(_open(home / name) for _ in range(7)) for name in ("empty", "full")}
    added = opened["full"] - opened["empty"]
    from hypereal_lab import Lab

    lab = Lab("ck_bench", "http://127.0.0.1:9", home=home / "full", environ={})
    worst = 0.0
    for words, asked in (
        (None, {}),
        ("teapot", {}),
        ("lighthouse snow", {"model": MODEL}),
        ("number 777", {"max_cost": 5}),
    ):
        begun = time.perf_counter()
        found = lab.shelf.search(words, limit=48, **asked)
        taken = (time.perf_counter() - begun) * 1000
        worst = max(worst, taken)
        print(f"search {words or 'all':<18} {taken:6.1f} ms, {len(found)} of the first page (limit {SEARCH_MS})")
    usage(lab, home / "full" / "lab.sqlite3")
    lab.close()
    _say("opening the lab", "empty", opened["empty"], "full", opened["full"], added, OPEN_MS)
    return worst < SEARCH_MS and added < OPEN_MS


def usage(lab: Any, path: Path) -> None:
    """What each model cost, with every size and length that was asked for, beside pandas that reads the rows alone."""
    import sqlite3

    import pandas

    from hypereal_lab import Credits
    from hypereal_lab.usage import sample

    def by_hand() -> Any:
        with contextlib.closing(sqlite3.connect(path)) as db:
            return pandas.read_sql("SELECT * FROM runs", db).groupby("model")["credits"].sum()

    def after_a_call() -> Any:
        ((run,),) = lab._records.read("SELECT id FROM runs LIMIT 1")
        lab.journal.correct(run, Credits(-1))
        return lab.usage.by_model()

    sample().by_model()  # imports what it needs
    taken = []
    for work in (by_hand, lab.usage.by_model, lab.usage.by_model, after_a_call):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    hand, made, again, changed = taken
    cpu = f"pandas {hand:.2f} s of CPU   lab.usage {made:.2f}, the next view {again:.2f}, after a call {changed:.2f}"
    print(f"usage by model     {cpu}   ratio {made / hand:.2f}")


def _say(what: str, first: str, one: float, second: str, two: float, added: float, limit: float) -> None:
    print(f"{what:<18} {first} {one:6.2f} ms   {second} {two:6.2f} ms   added {added:6.2f} ms (limit {limit:g})")


def _open(home: Path) -> float:
    from hypereal_lab import Lab

    begun = time.perf_counter()
    lab = Lab("ck_bench", "http://127.0.0.1:9", home=home, environ={})
    lab._repr_mimebundle_()
    taken = (time.perf_counter() - begun) * 1000
    lab.close()
    return taken


def main() -> None:
    """Measure all of it; ends with 1 where a promise is not held."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        with tempfile.TemporaryDirectory() as folder:
            held = asyncio.run(calls(f"http://127.0.0.1:{port}", Path(folder) / "calls"))
            held = shelf(Path(folder)) and held
    finally:
        server.terminate()
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
