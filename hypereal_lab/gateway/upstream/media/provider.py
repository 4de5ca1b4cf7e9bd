"""Pictures, sounds, transcripts and 3D models from the providers of a config file: for each model its targets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from aiohttp.abc import AbstractResolver

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.providers.base import (
    Errand,
    ImagesOrder,
    ImagesProvider,
    Mesh,
    MeshesProvider,
    MeshOrder,
    Picture,
    ProviderFailed,
    Sound,
    SpeechOrder,
    SpeechProvider,
    TranscriptOrder,
    TranscriptProvider,
    VideosProvider,
    VoiceOrder,
    VoiceProvider,
)
from hypereal_lab.gateway.store import Store
from hypereal_lab.gateway.upstream.breaker import Breaker
from hypereal_lab.gateway.upstream.config import SANDBOX, Config, ProviderRow, TargetRow, row_of, secrets_of
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.caller import Caller
from hypereal_lab.gateway.upstream.media.films import UpstreamFilms
from hypereal_lab.gateway.upstream.media.hypereal import HyperealMedia
from hypereal_lab.gateway.upstream.media.openai import OpenaiMedia
from hypereal_lab.gateway.upstream.media.outcomes import Result
from hypereal_lab.gateway.upstream.media.results import Guard, Results
from hypereal_lab.gateway.upstream.media.target import FarTarget, MediaUpstream
from hypereal_lab.gateway.upstream.media.wire import MediaWire
from hypereal_lab.gateway.upstream.media.works import able, work_of
from hypereal_lab.gateway.upstream.transport import Transport
from hypereal_lab.gateway.upstream.turns import Link, Patience, Turns
from hypereal_lab.wire.route import RouteTarget
from hypereal_lab.wire.transcripts import TranscriptAnswer

__all__ = ["Engines", "UpstreamMedia"]

log = logging.getLogger("hypereal_lab.gateway")

Waited = ImagesOrder | SpeechOrder | VoiceOrder | TranscriptOrder | MeshOrder


class Engines(NamedTuple):
    """The provider `sandbox`: what this machine can make."""

    images: ImagesProvider
    speech: SpeechProvider
    voices: VoiceProvider
    transcripts: TranscriptProvider
    meshes: MeshesProvider
    films: VideosProvider

    async def do(self, order: Waited) -> Result:
        """Raises `ProviderFailed`."""
        match order:
            case ImagesOrder():
                return await self.images.images(order)
            case SpeechOrder():
                return await self.speech.speech(order)
            case VoiceOrder():
                return (await self.voices.clone(order))._replace(note=self.voices.says)
            case TranscriptOrder():
                return await self.transcripts.transcribe(order)
            case MeshOrder():
                return await self.meshes.mesh(order)


class UpstreamMedia:
    """All media providers of a gateway with a config. Close it at the end."""

    name = "upstream"
    sandbox = False
    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    says: str | None = None
    longest = 4 * 3600.0
    """Seconds of a recording; each provider has a limit of its own."""

    def __init__(
        self,
        config: Config,
        engines: Engines,
        patience: Patience,
        *,
        allow_private: bool = False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`allow_private` opens links to private hosts other than a provider's own; `resolver` asks for addresses in
        place of the system. Raises `ConfigError` where a secret is missing.
        """
        self._config = config
        self._engines = engines
        self._patience = patience
        self._guard = Guard(allow_private=allow_private)
        self._upstreams = {
            name: self._upstream(name, row, resolver)
            for name, row in config.providers.items()
            if able(row.kind, "image")
        }
        self._breakers: dict[tuple[str, str], Breaker] = {}
        self._chains: dict[str, Turns[Any]] = {}

    def films(self, store: Store) -> UpstreamFilms:
        """The maker of films, whose rows are in this store."""
        return UpstreamFilms(store, self.chain, self.target, self._engines.films, self._patience)

    def target(self, provider: str, model: str) -> FarTarget | None:
        """A model at a provider; None where the config does not name that any more."""
        upstream = self._upstreams.get(provider)
        return None if upstream is None else FarTarget(upstream, model)

    def chain(self, card: Card) -> Turns[Any]:
        """The targets of a model that can do its work; made at its first call."""
        found = self._chains.get(card.id)
        if found is None:
            rows = row_of(self._config, card.id).targets
            links = [link for row in rows if (link := self._link(card, row))]
            found = self._chains[card.id] = Turns(links, self._patience)
        return found

    def targets(self, card: Card) -> Sequence[RouteTarget]:
        """Its chain as it stands, with the state of each breaker."""
        links = self.chain(card).links
        return tuple([RouteTarget(provider=one.name, region=one.region, health=one.breaker.state) for one in links])

    async def images(self, order: ImagesOrder) -> list[Picture]:
        """Raises `ProviderFailed`."""
        return cast(list[Picture], await self._do(order))

    async def speech(self, order: SpeechOrder) -> Sound:
        """Raises `ProviderFailed`."""
        return cast(Sound, await self._do(order))

    async def clone(self, order: VoiceOrder) -> Sound:
        """Raises `ProviderFailed`."""
        return cast(Sound, await self._do(order))

    async def transcribe(self, order: TranscriptOrder) -> TranscriptAnswer:
        """Raises `ProviderFailed`."""
        return cast(TranscriptAnswer, await self._do(order))

    async def mesh(self, order: MeshOrder) -> Mesh:
        """Raises `ProviderFailed`."""
        return cast(Mesh, await self._do(order))

    async def close(self) -> None:
        """Close all connections."""
        for upstream in self._upstreams.values():
            await upstream.caller.transport.close()
        await self._guard.close()

    async def _do(self, order: Waited) -> Result:
        """By the first target that takes it; whoever asked is told which."""
        errand, asked = order.errand or Errand(), list[str]()

        async def ask(link: Link[Any], attempt: int) -> Result:
            asked.append(link.name)
            if isinstance(link.target, FarTarget):
                return await link.target.do(order, f"{errand.id}-{attempt}")
            return await self._engines.do(order)

        try:
            made, link, errand.attempts = await self.chain(order.card).once(ask)
        except ProviderFailed as failure:
            if isinstance(failure.__cause__, UpstreamFailed) and failure.__cause__.begun:
                log.warning("%s: what %s may bill is the house's: %s", errand.id, asked[-1], failure)
            raise
        except asyncio.CancelledError:
            if asked:
                log.warning("%s: broken off; what %s may bill is the house's", errand.id, asked[-1])
            raise
        errand.provider = link.name
        return made

    def _link(self, card: Card, row: TargetRow) -> Link[Any] | None:
        provider, model, weight = row.provider, row.model or card.id, row.weight
        breaker = self._breakers.setdefault((provider, model), Breaker(self._patience.clock))
        if provider == SANDBOX:
            return Link(self._engines, SANDBOX, SANDBOX, None, weight, breaker)
        upstream = self._upstreams.get(provider)
        if upstream is None or not able(upstream.kind, work_of(card)):
            return None
        return Link(FarTarget(upstream, model), upstream.name, upstream.kind, upstream.region, weight, breaker)

    def _upstream(self, name: str, row: ProviderRow, resolver: AbstractResolver | None) -> MediaUpstream:
        key, extra = secrets_of(name, row)
        wire = _wire(row)
        transport = Transport(row.base_url, row.times, extra, resolver, reuse=False)
        caller = Caller(
            transport, wire, wire.headers(key), row.base_url, row.times, self._patience, at_once=row.at_once
        )
        results = Results(caller, self._guard, self._patience)
        return MediaUpstream(name, row.kind, row.region, wire, caller, results, self._patience)


def _wire(row: ProviderRow) -> MediaWire:
    return HyperealMedia() if row.kind == "hypereal" else OpenaiMedia(strict=row.kind == "openai")
