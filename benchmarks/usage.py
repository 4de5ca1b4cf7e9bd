"""What views of usage cost beside the same by hand: SQL for DuckDB on Parquet, pandas on a pandas frame.

    python -m benchmarks.usage                 # 10 million calls, 250 models, 90 days
    python -m benchmarks.usage --rows 1000000

By hand and by view the same columns come out; rounds go in turn. In DuckDB every measurement is a process of its own,
the ratio is the median of the rounds' ratios of CPU, peak memory is that of the process. In pandas one process loads
the frame, which takes longest, and the least CPU of either side counts: the first look at fresh memory may take half as
long again.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS, LEAST, MOST_MEMORY = 3, {"duckdb": 1.3, "pandas": 1.1}, 450
SENT, BAD = "NOT replayed", "status IN ('failed', 'cancelled', 'expired', 'unknown')"
DONE = f"status = 'succeeded' AND {SENT}"
SUMS = f"""COUNT(*) FILTER ({SENT}) AS calls, COUNT(*) FILTER (replayed) AS replayed,
    COUNT(*) FILTER ({BAD} AND {SENT}) AS failed, SUM(units) FILTER ({DONE}) AS units,
    COUNT(*) - COUNT(credits_micros) AS unknown, SUM(credits_micros) AS credits, SUM(refunded_micros) AS refunded,
    SUM(avoided_micros) AS avoided"""
BY_HAND = {
    "by_model": f"""SELECT model, MIN(kind) AS kind, {SUMS},
        SUM(credits_micros) / SUM(SUM(credits_micros)) OVER () AS share,
        QUANTILE_CONT(latency, 0.5) FILTER ({DONE}) AS median FROM calls GROUP BY model ORDER BY credits DESC, model""",
    "daily": f"""SELECT date_trunc('day', make_timestamp(time_us)) AS day, model, {SUMS} FROM calls
        GROUP BY day, model ORDER BY day, model""",
    "top": """SELECT time_us, run, model, kind, provider, endpoint, status, latency, units, credits_micros, notebook,
        cell, "user", prompt, error FROM calls WHERE credits_micros IS NOT NULL
        ORDER BY credits_micros DESC, time_us, run LIMIT 10""",
    "latency": f"""SELECT model, COUNT(*) AS calls, QUANTILE_CONT(latency, 0.5) AS p50,
        QUANTILE_CONT(latency, 0.95) AS p95,
        QUANTILE_CONT(latency, 0.99) AS p99, MAX(latency) AS longest,
        SUM(output_tokens) AS tokens, SUM(pixels) AS pixels,
        SUM(media_ms) AS media FROM calls WHERE {DONE} AND latency IS NOT NULL GROUP BY model ORDER BY model""",
}


def generate(path: Path, rows: int) -> None:
    """Calls of 250 models over 90 days, some dear, some failed, a tenth replayed."""
    import duckdb

    from hypereal_lab.usage.schema import CALLS

    made = {
        "time_us": "1767225600000000 + CAST(random() * 90 * 86400 * 1e6 AS BIGINT)",
        "run": "'run' || i",
        "model": "'model-' || CAST(floor(250 * random() * random()) AS INTEGER)",
        "kind": "CASE WHEN i % 3 = 0 THEN 'image' WHEN i % 3 = 1 THEN 'chat' ELSE 'video' END",
        "provider": "CASE WHEN i % 2 = 0 THEN 'sandbox' ELSE 'hypereal' END",
        "status": "CASE WHEN random() < 0.97 THEN 'succeeded' ELSE 'failed' END",
        "latency": "-ln(1 - random()) * 8",
        "units": "1 + CAST(floor(random() * 4) AS BIGINT)",
        "output_tokens": "CAST(floor(random() * 900) AS BIGINT)",
        "credits_micros": "CAST(exp(random() * 12) * 1000 AS BIGINT)",
        "refunded_micros": "CAST(0 AS BIGINT)",
        "avoided_micros": "CAST(0 AS BIGINT)",
        "replayed": "random() < 0.1",
        "notebook": "'notebook-' || (i % 40)",
    }
    kinds = {"str": "VARCHAR", "float64": "DOUBLE", "bool": "BOOLEAN"}
    nothing = {one.computed: f"CAST(NULL AS {kinds.get(one.dtype, 'BIGINT')})" for one in CALLS}
    chosen = [f'{made.get(name, null)} AS "{name}"' for name, null in nothing.items()]
    query = f"SELECT {', '.join(chosen)} FROM range({rows}) AS t(i)"
    duckdb.sql("SELECT setseed(0.7)")
    duckdb.sql(query).write_parquet(str(path), compression="zstd")


def one(how: str, view: str, path: str) -> dict[str, float]:
    """CPU seconds and peak MiB of one view in DuckDB; importing is not counted."""
    work = duckdb_work(how, view, path)
    cpu, found = cpu_of(work)
    return {"cpu": cpu, "rows": found, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def cpu_of(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds, and what it gives."""
    begin = time.process_time()
    found = work()
    return time.process_time() - begin, found


def duckdb_work(how: str, view: str, path: str) -> Callable[[], int]:
    import duckdb

    import hypereal_lab.usage as usage

    if how == "hand":
        connection = duckdb.connect()
        query = BY_HAND[view].replace("FROM calls", f"FROM read_parquet('{path}')")
        return lambda: len(connection.sql(query).fetchall())
    return lambda: len(view_of(usage.read(path), view).fetchall())


def in_pandas(path: str, rounds: int) -> dict[str, tuple[float, float]]:
    """The least CPU seconds of each view by hand and by view; libraries that import on their way do so before."""
    import duckdb

    import hypereal_lab.usage as usage

    frame = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()
    calls, few = usage.read(frame), frame.head(1_000)
    made = {}
    for view, by_hand in PANDAS.items():
        by_hand(few), view_of(usage.read(few), view)
        hands, views = [], []
        for _ in range(rounds):
            hands.append(cpu_of(lambda by_hand=by_hand: len(by_hand(frame))))  # type: ignore[misc]
            views.append(cpu_of(lambda view=view: len(view_of(calls, view))))  # type: ignore[misc]
        assert {rows for _, rows in hands} == {rows for _, rows in views}
        made[view] = min(hands)[0], min(views)[0]
    return made


def view_of(usage: Any, view: str) -> Any:
    return usage.daily("model") if view == "daily" else getattr(usage, view)()


def marked(frame: Any) -> Any:
    sent = ~frame["replayed"]
    done = sent & (frame["status"] == "succeeded")
    failed = sent & frame["status"].isin(("failed", "cancelled", "expired", "unknown"))
    return frame.assign(calls=sent, failed=failed, done=frame["units"].where(done), quick=frame["latency"].where(done))


HAND_SUMS = {
    "calls": ("calls", "sum"), "failed": ("failed", "sum"), "units": ("done", "sum"), "rows": ("replayed", "size"),
    "known": ("credits_micros", "count"), "credits": ("credits_micros", "sum"), "avoided": ("avoided_micros", "sum"),
}  # fmt: skip


def pandas_by_model(frame: Any) -> Any:
    grouped = marked(frame).groupby("model", dropna=False)
    found = grouped.agg(**HAND_SUMS, kind=("kind", "min"), median=("quick", "median"))
    return found.sort_values(["credits", "model"], ascending=[False, True])


def pandas_daily(frame: Any) -> Any:
    day = frame["time_us"] // 86_400_000_000
    marks = marked(frame).assign(day=day)
    return (
        marks.groupby(["day", "model"], dropna=False).agg(**HAND_SUMS, refunded=("refunded_micros", "sum")).sort_index()
    )


def pandas_top(frame: Any) -> Any:
    return frame.nlargest(10, "credits_micros")


def pandas_latency(frame: Any) -> Any:
    done = frame[~frame["replayed"] & (frame["status"] == "succeeded") & frame["latency"].notna()]
    grouped = done.groupby("model", dropna=False)
    quantiles = [grouped["latency"].quantile(share) for share in (0.5, 0.95, 0.99)]
    sums = grouped.agg(
        calls=("latency", "size"), longest=("latency", "max"), tokens=("output_tokens", "sum"),
        pixels=("pixels", "sum"), media=("media_ms", "sum"),
    )  # fmt: skip
    return sums.assign(p50=quantiles[0], p95=quantiles[1], p99=quantiles[2])


PANDAS = {"by_model": pandas_by_model, "daily": pandas_daily, "top": pandas_top, "latency": pandas_latency}


def apart(*words: str) -> Any:
    """What this module prints when it is called with these words."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.usage", *words]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def told(engine: str, view: str, hand: float, made: float, ratio: float, more: str = "") -> bool:
    seconds = f"by hand {hand:6.2f}  view {made:6.2f}"
    print(f"{engine:7} {view:9} {seconds}  ratio {ratio:.2f} (at most {LEAST[engine]}){more}", flush=True)
    return ratio <= LEAST[engine]


def measured_in_duckdb(path: Path, rounds: int) -> bool:
    good = True
    for view in BY_HAND:
        pairs = [
            (apart("--one", "hand", view, str(path)), apart("--one", "view", view, str(path))) for _ in range(rounds)
        ]
        assert all(hand["rows"] == made["rows"] for hand, made in pairs)
        ratio = statistics.median(made["cpu"] / hand["cpu"] for hand, made in pairs)
        hand, made = pairs[-1]
        memory = f", {made['mib']:.0f} MiB (by hand {hand['mib']:.0f})"
        good &= told("duckdb", view, hand["cpu"], made["cpu"], ratio, memory) and made["mib"] < MOST_MEMORY
    return good


def measured_in_pandas(path: Path, rounds: int) -> bool:
    found = apart("--pandas", str(path), "--rounds", str(rounds))
    good = [told("pandas", view, hand, made, made / hand) for view, (hand, made) in found.items()]
    return all(good)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--engine", choices=LEAST, help="only this one")
    parser.add_argument("--one", nargs=3)
    parser.add_argument("--pandas")
    options = parser.parse_args()
    if options.one or options.pandas:
        print(json.dumps(one(*options.one) if options.one else in_pandas(options.pandas, options.rounds)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calls.parquet"
        # in a process of its own, since what a process has used counts as the peak of those that it starts
        words = f"from benchmarks.usage import Path, generate; generate(Path({str(path)!r}), {options.rows})"
        subprocess.run([sys.executable, "-c", words], check=True)
        print(f"{options.rows:,} calls, {path.stat().st_size / 2**20:.0f} MiB of Parquet; CPU seconds")
        measures = {"duckdb": measured_in_duckdb, "pandas": measured_in_pandas}
        chosen = [options.engine] if options.engine else measures
        good = [measures[engine](path, options.rounds) for engine in chosen]
        return int(not all(good))


if __name__ == "__main__":
    sys.exit(main())
