"""Everything a gateway is made of, passed in; they meet in `app.build_app`."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass, field

from hypereal_lab.catalog import TEXT_KINDS, Card, Catalog, load
from hypereal_lab.gateway.accounts import Keys
from hypereal_lab.gateway.addresses import AllowPrivate
from hypereal_lab.gateway.admission import HOUR, Gate, RateLimiter
from hypereal_lab.gateway.corridor import Corridor
from hypereal_lab.gateway.deliveries import Deliveries
from hypereal_lab.gateway.idempotency import Answers
from hypereal_lab.gateway.jobs import Films, Jobs
from hypereal_lab.gateway.ledger import Ledger, RequestLog
from hypereal_lab.gateway.making import Making
from hypereal_lab.gateway.outbound import Outbound, OwnFiles
from hypereal_lab.gateway.outbound_posts import Posts
from hypereal_lab.gateway.protected import Protected
from hypereal_lab.gateway.providers import (
    FarFilms,
    ImagesProvider,
    MeshesProvider,
    SpeechProvider,
    TextProvider,
    TranscriptProvider,
    VideosProvider,
    VoiceProvider,
)
from hypereal_lab.gateway.providers.sandbox_cache import SandboxCache
from hypereal_lab.gateway.providers.sandbox_films import NoFilms
from hypereal_lab.gateway.providers.sandbox_meshes import SandboxMeshes
from hypereal_lab.gateway.providers.sandbox_speech import SandboxSpeech
from hypereal_lab.gateway.providers.sandbox_text import SandboxText
from hypereal_lab.gateway.providers.sandbox_transcripts import SandboxTranscripts
from hypereal_lab.gateway.providers.sandbox_voices import SandboxVoices
from hypereal_lab.gateway.queue import Queue
from hypereal_lab.gateway.remembered import Remembered
from hypereal_lab.gateway.storage import QUOTA, Backend, FileStore, Objects
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.webhooks import Webhooks
from hypereal_lab.gateway.writing import Writing
from hypereal_lab.wire.route import RouteTarget

__all__ = ["Parts", "assemble"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One gateway's pieces."""

    store: Store
    ledger: Ledger
    log: RequestLog
    keys: Keys
    gate: Gate
    catalog: Catalog
    answers: Answers
    remembered: Remembered
    files: FileStore
    objects: Objects
    outbound: Outbound
    provider: ImagesProvider
    corridor: Corridor
    deliveries: Deliveries
    films: Films
    jobs: Jobs
    webhooks: Webhooks
    writing: Writing
    making: Making
    speech: SpeechProvider
    voices: VoiceProvider
    transcripts: TranscriptProvider
    meshes: MeshesProvider
    protected: Protected
    clock: Callable[[], float]
    media_targets: Callable[[Card], Sequence[RouteTarget]] | None = None
    """Who answers for a model of media; None where the engines of this machine do."""
    allow_private_network: bool = False
    touch: Callable[[], None] = field(default=lambda: None)
    """Told of every request, at its begin and end."""

    def targets(self, card: Card) -> Sequence[RouteTarget]:
        """Who answers for a model."""
        if card.kind in TEXT_KINDS:
            return self.writing.provider.targets(card)
        if self.media_targets is not None:
            return self.media_targets(card)
        return (RouteTarget(provider=self.provider.name),)

    def is_own(self, url: str) -> bool:
        """Whether a link leads to a result or an object of this gateway that still opens."""
        return self.files.is_own(url) or self.objects.is_own(url)

    @property
    def at_work(self) -> tuple[Sized, ...]:
        """What may have work under way when no request is."""
        return self.protected, self.jobs, self.webhooks

    async def sweep(self) -> None:
        """Look after what is left lying: results and answers whose time is over, holds that could not be voided."""
        await self.corridor.mend()
        await self.files.sweep()
        await self.objects.sweep()
        await self.answers.sweep()
        await self.remembered.sweep()
        await self.webhooks.sweep()
        await self.films.sweep()

    async def close(self) -> None:
        """Break off what still runs, which gives its holds back, then let go of files and connections."""
        self.corridor.stop()
        self.jobs.stop()
        await self.outbound.close()
        await self.protected.drain()
        await self.jobs.drain()
        await self.films.close()
        await self.webhooks.close()
        await self.corridor.mend()
        self.files.close()
        await self.store.close()


def assemble(
    store: Store,
    provider: ImagesProvider,
    *,
    rate_limit: int = 1000,
    allow_private_network: bool = False,
    time_limit: float = 300.0,
    touch: Callable[[], None] = lambda: None,
    outbound: Outbound | None = None,
    text: TextProvider | None = None,
    catalog: Catalog | None = None,
    video: VideosProvider | None = None,
    far: FarFilms | None = None,
    media_targets: Callable[[Card], Sequence[RouteTarget]] | None = None,
    speech: SpeechProvider | None = None,
    meshes: MeshesProvider | None = None,
    voices: VoiceProvider | None = None,
    transcripts: TranscriptProvider | None = None,
    engines_at_once: int | None = None,
    jobs_at_once: int = 2,
    job_time_limit: float = 900.0,
    job_lease: float = 30.0,
    webhooks_private: AllowPrivate = False,
    posts: Posts | None = None,
    storage: Backend | None = None,
    storage_quota: int = QUOTA,
) -> Parts:
    """Put the pieces of one gateway together around its store and its provider.

    `engines_at_once` is how many calls for pictures, sounds and 3D models are worked on at the same time; the others
    wait in turns. Webhooks go to private addresses as `webhooks_private` says, or everywhere with
    `allow_private_network`.
    """
    clock = store.clock
    keys, ledger, files, log = Keys(store), Ledger(store), FileStore(store), RequestLog(store.reader)
    objects = Objects(store, backend=storage, quota=storage_quota)
    rates = RateLimiter(clock, rate_limit)
    rates.remember(log.times_since(clock() - HOUR))
    corridor = Corridor(store, ledger, time_limit=time_limit)
    queue = Queue(corridor, engines_at_once, time.monotonic)
    catalog = catalog or load()
    films = Films(video or NoFilms(), files, catalog, far)
    webhooks = Webhooks(store, keys, posts or Posts(allow_private=allow_private_network or webhooks_private))
    return Parts(
        store=store,
        ledger=ledger,
        log=log,
        keys=keys,
        gate=Gate(keys, rates, clock),
        catalog=catalog,
        answers=Answers(store),
        remembered=Remembered(store),
        files=files,
        objects=objects,
        outbound=outbound or Outbound(allow_private=allow_private_network, own_files=_own_files(files, objects)),
        provider=provider,
        corridor=corridor,
        deliveries=Deliveries(corridor, queue, provider, files),
        films=films,
        jobs=Jobs(
            store,
            ledger,
            files,
            {"video": films},
            owner=secrets.token_hex(8),
            at_once=jobs_at_once,
            lease=job_lease,
            time_limit=job_time_limit,
            touch=touch,
            hearer=webhooks,
        ),
        writing=Writing(corridor, ledger, keys, text or SandboxText(cache=SandboxCache(clock))),
        webhooks=webhooks,
        making=Making(corridor, queue, files),
        speech=speech or SandboxSpeech(),
        meshes=meshes or SandboxMeshes(),
        voices=voices or SandboxVoices(),
        transcripts=transcripts or SandboxTranscripts(),
        protected=Protected(),
        clock=clock,
        media_targets=media_targets,
        allow_private_network=allow_private_network,
        touch=touch,
    )


def _own_files(files: FileStore, objects: Objects) -> OwnFiles:
    async def own(url: str) -> bytes | None:
        data = await asyncio.to_thread(files.own, url)
        return await objects.own(url) if data is None else data

    return own
