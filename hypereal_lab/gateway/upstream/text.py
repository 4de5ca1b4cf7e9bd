"""Words from the providers of a config file: for each model its chain of targets."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from aiohttp.abc import AbstractResolver

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.dialects import Finish, Piece
from hypereal_lab.gateway.providers.base import TextOrder, TextProvider
from hypereal_lab.gateway.upstream.breaker import Breaker
from hypereal_lab.gateway.upstream.chain import Chain, Link, Patience
from hypereal_lab.gateway.upstream.config import SANDBOX, Config, ProviderRow, TargetRow, row_of, secrets_of
from hypereal_lab.gateway.upstream.target import Target, Upstream
from hypereal_lab.gateway.upstream.transport import Transport
from hypereal_lab.gateway.upstream.wires import wires_of
from hypereal_lab.wire.route import RouteTarget

__all__ = ["UpstreamText"]


class UpstreamText:
    """The `TextProvider` of a gateway with a config. Close it at the end."""

    name = "upstream"

    def __init__(
        self,
        config: Config,
        sandbox: TextProvider,
        patience: Patience,
        *,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """`resolver` asks for the addresses of hosts in place of the system. Raises `ConfigError` where a secret is
        missing.
        """
        self._config = config
        self._sandbox = sandbox
        self._patience = patience
        self._upstreams = {name: _upstream(name, row, resolver) for name, row in config.providers.items()}
        self._breakers: dict[tuple[str, str], Breaker] = {}
        self._chains: dict[str, Chain] = {}

    def chain(self, card: Card) -> Chain:
        """The targets of a model; made at its first call."""
        found = self._chains.get(card.id)
        if found is None:
            row = row_of(self._config, card.id)
            found = self._chains[card.id] = Chain([self._link(card, one) for one in row.targets], self._patience)
        return found

    def takes(self, card: Card, dialect: str) -> bool:
        """Whether all of its targets speak this dialect."""
        targets = [link.target for link in self.chain(card).links]
        return all(isinstance(target, Target) and target.takes(dialect) for target in targets)

    def targets(self, card: Card) -> tuple[RouteTarget, ...]:
        """Its chain as it stands, with the state of each breaker."""
        links = self.chain(card).links
        return tuple([RouteTarget(provider=one.name, region=one.region, health=one.breaker.state) for one in links])

    def text(self, order: TextOrder) -> AsyncGenerator[Piece | Finish]:
        """From the model's chain. Raises `ProviderFailed`."""
        return self.chain(order.card).text(order, order.region)

    async def close(self) -> None:
        """Close all connections."""
        for upstream in self._upstreams.values():
            await upstream.transport.close()

    def _link(self, card: Card, row: TargetRow) -> Link[Target | TextProvider]:
        model = row.model or card.id
        breaker = self._breakers.setdefault((row.provider, model), Breaker(self._patience.clock))
        if row.provider == SANDBOX:
            return Link(self._sandbox, SANDBOX, SANDBOX, None, row.weight, breaker)
        upstream = self._upstreams[row.provider]
        return Link(Target(upstream, model), upstream.name, upstream.kind, upstream.region, row.weight, breaker)


def _upstream(name: str, row: ProviderRow, resolver: AbstractResolver | None) -> Upstream:
    key, extra = secrets_of(name, row)
    transport = Transport(row.base_url, row.times, extra, resolver)
    return Upstream(name, row.kind, row.region, transport, wires_of(row), lambda wire: wire.headers(key))
