"""Run one gateway: claim the folder, mend what a crash left, listen, drain, let go."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime

import filelock
import uvicorn

from hypereal_lab.catalog import load
from hypereal_lab.engines.text.tokens import ready
from hypereal_lab.engines.workers import Workers
from hypereal_lab.gateway.announce import Announcement
from hypereal_lab.gateway.app import build_app
from hypereal_lab.gateway.memory import settle_memory
from hypereal_lab.gateway.parts import Parts, assemble
from hypereal_lab.gateway.providers.sandbox import Sandbox
from hypereal_lab.gateway.providers.sandbox_cache import SandboxCache
from hypereal_lab.gateway.providers.sandbox_films import SandboxFilms
from hypereal_lab.gateway.providers.sandbox_meshes import SandboxMeshes
from hypereal_lab.gateway.providers.sandbox_speech import SandboxSpeech
from hypereal_lab.gateway.providers.sandbox_text import SandboxText
from hypereal_lab.gateway.providers.sandbox_transcripts import SandboxTranscripts
from hypereal_lab.gateway.providers.sandbox_voices import SandboxVoices
from hypereal_lab.gateway.settings import Settings
from hypereal_lab.gateway.storage import StorageRow
from hypereal_lab.gateway.store import DataDirBusy, Store, claim
from hypereal_lab.gateway.upstream.chain import Patience
from hypereal_lab.gateway.upstream.config import Config, ConfigError, read_config, storage_of
from hypereal_lab.gateway.upstream.media.provider import Engines, UpstreamMedia
from hypereal_lab.gateway.upstream.models import configured
from hypereal_lab.gateway.upstream.text import UpstreamText

__all__ = ["serve"]

PORT_TAKEN, FOLDER_BUSY, CONFIG_BROKEN = 2, 3, 4
"""Exit statuses."""

_SWEEP = 600.0
"""Seconds between two looks for what is left lying."""
_LOOK = 1.0
"""Seconds between two looks whether an embedded gateway is idle."""

log = logging.getLogger("hypereal_lab.gateway")


def serve(settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT. Returns the exit status: 0, or 2 to 4 with a sentence on standard error."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    try:
        config = None if settings.config is None else read_config(settings.config)
    except ConfigError as error:
        return _say(str(error), CONFIG_BROKEN)
    try:
        claimed = _claim(settings)
    except DataDirBusy as error:
        return _say(str(error), FOLDER_BUSY)
    try:
        listening = _listen(settings.host, settings.port)
    except OSError as error:
        claimed.release()
        words = f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another --port."
        return _say(words, PORT_TAKEN)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_run(settings, config, listening))
    except ConfigError as error:
        return _say(str(error), CONFIG_BROKEN)
    finally:
        listening.close()
        claimed.release()
    return 0


def _claim(settings: Settings) -> filelock.BaseFileLock:
    """An embedded gateway waits for one that is just ending: a lab starts it as soon as the other answers no more."""
    patience = time.monotonic() + settings.grace + 5.0 if settings.embedded else 0.0
    while True:
        try:
            return claim(settings.data_dir)
        except DataDirBusy:
            if Announcement.stands_in(settings.data_dir) or time.monotonic() >= patience:
                raise
            time.sleep(0.1)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # not made for Windows
        return None
    return uvloop.new_event_loop


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
        return listening
    except OSError:
        listening.close()
        raise


async def _run(settings: Settings, config: Config | None, listening: socket.socket) -> None:
    idle = _Idle(time.monotonic())
    async with _parts(settings, config, idle) as parts:
        idle.touch()  # the start itself may have taken long
        server = _Server(settings, parts)
        base = _base_url(listening)
        tasks = [asyncio.create_task(_sweep(parts))]
        with contextlib.ExitStack() as announced:
            server.before_shutdown = announced.close
            announced.callback(parts.jobs.changes.close)  # who waits for a job is told that it goes on
            if settings.embedded:
                announced.enter_context(await Announcement.make(settings.data_dir, base, parts.keys))
                tasks.append(asyncio.create_task(_end_when_idle(server, parts, idle, settings.idle_exit)))
            if settings.allow_private_network:
                log.warning("links in requests may open private addresses of this network (--allow-private-network)")
            server.stop_on_signals()
            settle_memory()
            print(f"Hypereal gateway ready at {base}", flush=True)
            try:
                await server.serve(sockets=[listening])
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """uvicorn's own signal handling would end the process before its parts are let go."""

    def __init__(self, settings: Settings, parts: Parts) -> None:
        config = uvicorn.Config(
            build_app(parts),
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=int(settings.grace),
        )
        super().__init__(config)
        self.before_shutdown: Callable[[], None] = lambda: None

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop_on_signals(self) -> None:
        """Stop taking requests and drain; a second interrupt stops at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.handle_exit)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell first that nobody shall come any more."""
        self.before_shutdown()
        await super().shutdown(sockets)


@contextlib.asynccontextmanager
async def _parts(settings: Settings, config: Config | None, idle: _Idle) -> AsyncIterator[Parts]:
    storage = (config and config.storage) or settings.storage or StorageRow()
    backend = storage_of(storage)
    config = config if config is not None and config.writes else None
    workers = Workers()
    film_workers = Workers(1)  # of their own, so that pictures and words never wait for a film
    sandbox, text = Sandbox(workers), SandboxText(workers, SandboxCache(time.monotonic))
    upstream = None if config is None else UpstreamText(config, text, _patience(config))
    catalog = None if config is None else configured(load(), config, day=datetime.now(UTC).date().isoformat())
    engines = Engines(
        sandbox,
        SandboxSpeech(workers),
        SandboxVoices(workers),
        SandboxTranscripts(workers),
        SandboxMeshes(workers),
        SandboxFilms(film_workers),
    )
    private = settings.allow_private_network
    media = None if config is None else UpstreamMedia(config, engines, _patience(config), allow_private=private)
    store = Store(settings.data_dir)
    parts = assemble(
        store,
        media or engines.images,
        rate_limit=settings.rate_limit,
        allow_private_network=settings.allow_private_network,
        touch=idle.touch,
        text=upstream or text,
        catalog=catalog,
        time_limit=300.0 if config is None else config.deadline,
        video=engines.films,
        far=None if media is None else media.films(store),
        media_targets=None if media is None else media.targets,
        speech=media or engines.speech,
        meshes=media or engines.meshes,
        voices=media or engines.voices,
        transcripts=media or engines.transcripts,
        engines_at_once=workers.count if media is None else None,  # providers elsewhere have queues of their own
        jobs_at_once=film_workers.count,
        webhooks_private="loopback" if settings.embedded else False,
        storage=backend,
        storage_quota=storage.quota,
    )
    try:
        if mended := await parts.ledger.recover():
            log.warning("%d calls of a gateway that was stopped hard were voided", mended)
        await parts.jobs.recover()
        if resumed := parts.jobs.resume():
            log.info("%d jobs of an earlier start go on", resumed)
        warming = [asyncio.create_task(sandbox.warm_up()), asyncio.create_task(asyncio.to_thread(ready))]
        parts.webhooks.start()
        yield parts
        for task in warming:
            task.cancel()
        await asyncio.gather(*warming, return_exceptions=True)
    finally:
        await parts.close()
        if upstream is not None:
            await upstream.close()
        if media is not None:
            await media.close()
        await workers.close()
        await film_workers.close()


def _patience(config: Config) -> Patience:
    return Patience(clock=time.monotonic, deadline=config.deadline)


class _Idle:
    """When the last request began or ended."""

    def __init__(self, now: float) -> None:
        self._last = now

    def touch(self) -> None:
        self._last = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._last


async def _end_when_idle(server: uvicorn.Server, parts: Parts, idle: _Idle, limit: float) -> None:
    while idle.seconds() < limit or server.server_state.tasks or any(map(len, parts.at_work)):
        await asyncio.sleep(min(_LOOK, limit))
    log.info("idle for %.0f s: the embedded gateway ends; a lab starts it again when it needs it", limit)
    server.should_exit = True


async def _sweep(parts: Parts) -> None:
    while True:
        try:
            await parts.sweep()
        except Exception:
            log.exception("looking after old results failed; it is tried again in %.0f s", _SWEEP)
        await asyncio.sleep(_SWEEP)


def _base_url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _say(words: str, status: int) -> int:
    print(f"hypereal-lab serve: {words}", file=sys.stderr)
    return status
