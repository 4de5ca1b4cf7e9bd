"""The gateway as a proxy for chat, beside LiteLLM's, Portkey's and the least that can stand there.

    python -m benchmarks.proxy [--without litellm,portkey] [--rounds 5] [--dialect messages]

Every target is one process on one processor in front of one constant upstream; upstream and load share the other. The
gateway is run as `serve --config` runs it: keys, a durable hold before and a durable settle after each call, the
request log. The pass-through is Starlette and aiohttp, neither authenticates nor meters. LiteLLM checks its master key,
Portkey checks none; both are installed into the user's cache by the first run and left out where that cannot be. All
targets go in turn, a ratio is taken in each round, and the median of the ratios is what counts.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from benchmarks.load import Load, Seen, request_bytes
from benchmarks.peers import LITELLM_KEY, NotInstalled, litellm, portkey
from benchmarks.processes import LOAD_CPU, SERVER_CPU, Process, free_port, pin, wait_for_port
from benchmarks.served import CHAT_MODEL, MESSAGES_MODEL, serving
from benchmarks.upstream import BODY, CHUNKS, MODEL, constant_upstream

ROUNDS, SECONDS, FIRSTS = 5, 2.0, 60
CALLERS, READERS = 32, 16
OURS, PASS, LITELLM, PORTKEY = "hypereal_lab", "pass-through", "litellm", "portkey"
FIRST_MS = 5.0
_PAUSING = {"role": "user", "content": "How does it end? Answer pausing."}
_PATHS = {"chat": "/v1/chat/completions", "messages": "/v1/messages"}


class Target(NamedTuple):
    """Something that answers."""

    port: int
    process: Process
    path: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]

    def load(self, *, stream: bool, pausing: bool = False) -> Load:
        """Load with the whole answer, or with a stream, whose upstream pauses after the first words where asked."""
        more: dict[str, Any] = {"stream": True} if stream else {}
        if pausing:
            more["messages"] = [*self.body["messages"][:-1], _PAUSING]
        if stream and self.path.endswith("completions"):
            more["stream_options"] = {"include_usage": True}
        return Load(self.port, request_bytes(self.port, self.path, {**self.body, **more}, self.headers))


class Figures(NamedTuple):
    """One target in one round."""

    calls: Seen
    call_cpu: float
    """Microseconds of the server's CPU for a whole answer."""
    streams: Seen
    chunk_cpu: float
    """The same for a chunk of a stream."""
    first: Seen


class Upstream(NamedTuple):
    """The constant upstream itself, without anything in front."""

    port: int

    def first(self, path: str) -> Seen:
        """One stream after the other."""
        request = request_bytes(self.port, path, {"model": MODEL, "messages": [_PAUSING], "stream": True}, {})
        return Load(self.port, request).run(1, 10.0, FIRSTS)


@contextlib.contextmanager
def passing(upstream: str) -> Iterator[tuple[int, Process]]:
    """The pass-through."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.pass_through", str(port), upstream]
    with Process(command, cpu=SERVER_CPU) as process:
        wait_for_port(port, process)
        yield port, process


def targets(
    upstream: str, folder: Path, dialect: str, without: Sequence[str], ending: contextlib.ExitStack
) -> dict[str, Target]:
    """All that can be started; `ending` stops them."""
    path, model = _PATHS[dialect], CHAT_MODEL if dialect == "chat" else MESSAGES_MODEL
    body = {**BODY, "model": model}
    if dialect == "messages":
        system, *rest = BODY["messages"]
        body = {**body, "system": system["content"], "messages": rest}
    served = ending.enter_context(serving(upstream, folder / "gateway", SERVER_CPU))
    port, process = ending.enter_context(passing(upstream))
    found = {
        PASS: Target(port, process, path, body, {}),
        OURS: Target(served.port, served.process, path, body, {"Authorization": f"Bearer {served.key}"}),
    }
    host = {"x-portkey-provider": "openai", "x-portkey-custom-host": f"{upstream}/v1", "Authorization": "Bearer none"}
    peers: dict[str, tuple[Callable[[], Any], dict[str, str]]] = {
        LITELLM: (lambda: litellm(model, upstream, folder, SERVER_CPU), {"Authorization": f"Bearer {LITELLM_KEY}"}),
        PORTKEY: (lambda: portkey(upstream, folder, SERVER_CPU), host),
    }
    for name, (start, headers) in peers.items():
        if name in without or dialect != "chat":
            print(f"{name} left out, as asked" if name in without else f"{name} left out: measured on chat only")
            continue
        try:
            port, process = ending.enter_context(start())
            target = Target(port, process, path, body, headers)
            target.load(stream=True).run(1, 30.0, 2)
        except (NotInstalled, RuntimeError) as error:
            print(f"{name} left out: {error}")
            continue
        found[name] = target
    return found


def measure(target: Target, seconds: float) -> Figures:
    """One round of one target."""
    whole, stream = target.load(stream=False), target.load(stream=True)
    before = target.process.cpu_seconds()
    calls = whole.run(CALLERS, seconds)
    between = target.process.cpu_seconds()
    streams = stream.run(READERS, seconds)
    after = target.process.cpu_seconds()
    if streams.words < streams.answers * (CHUNKS - 4):
        raise RuntimeError(f"words are missing: {streams.words} in {streams.answers} streams")
    first = target.load(stream=True, pausing=True).run(1, 5 * seconds, FIRSTS)
    call_cpu, chunk_cpu = (between - before) / calls.answers * 1e6, (after - between) / (streams.answers * CHUNKS) * 1e6
    return Figures(calls, call_cpu, streams, chunk_cpu, first)


def middle(found: Sequence[Figures], figure: Callable[[Figures], float]) -> float:
    """The median of the rounds."""
    return statistics.median(map(figure, found))


def table(found: Mapping[str, Sequence[Figures]], direct: Sequence[Seen], memory: Mapping[str, float]) -> None:
    """What was seen; after each `/` the ratio to the pass-through."""
    heads = ("req/s", "/", "p50 ms", "p99 ms", "us CPU", "/", "chunks/s", "/", "us CPU", "/", "first ms", "idle MiB")
    print(f"{'':<13}" + "".join(f"{head:>9}" for head in heads))
    for name, rounds in found.items():
        figures = (
            f"{middle(rounds, _rate):.0f}",
            f"{ratio(found, name, PASS, _rate):.3f}",
            f"{middle(rounds, lambda one: one.calls.whole_ms()):.1f}",
            f"{middle(rounds, lambda one: one.calls.whole_ms(0.99)):.1f}",
            f"{middle(rounds, _call_cpu):.0f}",
            f"{ratio(found, name, PASS, _call_cpu):.2f}",
            f"{middle(rounds, _chunks):.0f}",
            f"{ratio(found, name, PASS, _chunks):.3f}",
            f"{middle(rounds, _chunk_cpu):.1f}",
            f"{ratio(found, name, PASS, _chunk_cpu):.2f}",
            f"{added(rounds, direct):.2f}",
            f"{memory[name]:.0f}",
        )
        print(f"{name:<13}" + "".join(f"{figure:>9}" for figure in figures))


def added(rounds: Sequence[Figures], direct: Sequence[Seen]) -> float:
    """Milliseconds to the first chunk beyond what the upstream itself takes, each at its lower quartile.

    One that waits for a neighbour on this machine waits longer than for all that is measured here.
    """
    return _quiet_ms([one.first for one in rounds]) - _quiet_ms(direct)


def _quiet_ms(seen: Sequence[Seen]) -> float:
    return statistics.quantiles([first for one in seen for first in one.first], n=4)[0] * 1000


def ratio(found: Mapping[str, Sequence[Figures]], one: str, other: str, figure: Callable[[Figures], float]) -> float:
    """The median of the rounds' own ratios."""
    pairs = zip(found[one], found[other], strict=True)
    return statistics.median(figure(mine) / figure(theirs) for mine, theirs in pairs)


def verdict(found: Mapping[str, Sequence[Figures]], direct: Sequence[Seen]) -> bool:
    """Every promise with what was reached."""
    held = True
    for peer, figure, least, what in (
        (LITELLM, _rate, 10.0, "requests/s"),
        (PORTKEY, _rate, 3.0, "requests/s"),
        (PASS, _rate, 0.35, "requests/s"),
        (PASS, _chunks, 0.6, "chunks/s"),
    ):
        if peer in found:
            reached = ratio(found, OURS, peer, figure)
            held = _say(f"{what} / {peer}", reached, reached >= least, f"at least {least:g}") and held
    more = added(found[OURS], direct)
    return _say("ms added to the first chunk", more, more < FIRST_MS, f"below {FIRST_MS:g}") and held


def _rate(one: Figures) -> float:
    return one.calls.rate


def _call_cpu(one: Figures) -> float:
    return one.call_cpu


def _chunk_cpu(one: Figures) -> float:
    return one.chunk_cpu


def _chunks(one: Figures) -> float:
    """Chunks of the upstream that arrived, joined or not."""
    return one.streams.rate * CHUNKS


def _say(what: str, reached: float, fits: bool, limit: str) -> bool:
    print(f"{what}: {reached:.2f} ({limit}){'' if fits else '   NOT HELD'}")
    return fits


def main() -> int:
    """Start, measure in turn, print; 1 where a promise is not held."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--without", default="", help="peers to leave out, with commas: litellm,portkey")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--dialect", choices=sorted(_PATHS), default="chat")
    options = parser.parse_args()
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        upstream = ending.enter_context(constant_upstream(LOAD_CPU))
        running = targets(upstream, folder, options.dialect, options.without.split(","), ending)
        memory = {name: target.process.memory_mib()[0] for name, target in running.items()}
        pin(LOAD_CPU)
        bare = Upstream(urlsplit(upstream).port or 0)
        found: dict[str, list[Figures]] = {name: [] for name in running}
        direct: list[Seen] = []
        for number in range(options.rounds + 1):
            seen = bare.first(_PATHS[options.dialect])
            round_of = {name: measure(target, options.seconds) for name, target in running.items()}
            if number:  # the first warms up
                direct.append(seen)
                for name, figures in round_of.items():
                    found[name].append(figures)
        table(found, direct, memory)
        return 0 if verdict(found, direct) else 1


if __name__ == "__main__":
    sys.exit(main())
