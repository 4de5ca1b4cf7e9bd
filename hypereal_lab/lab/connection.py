"""Which server a lab talks to: the hosted service when there is a key, else the embedded gateway."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import httpx

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.client.settings import Settings, key_in_environment, resolve
from hypereal_lab.lab.embedded import Embedded

__all__ = ["Connection"]


class Connection:
    """One client at a time; an embedded gateway that went to sleep is started again."""

    def __init__(
        self,
        home: Path,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        environ: Mapping[str, str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        honours_idempotency: bool = False,
    ) -> None:
        hosted = api_key is not None or key_in_environment(environ)
        self._hosted: Settings | None = (
            resolve(api_key, base_url, environ=environ, honours_idempotency=honours_idempotency) if hosted else None
        )
        self._embedded = None if hosted else Embedded(home)
        self._transport = transport
        self._client: AsyncHypereal | None = None
        self._lock = asyncio.Lock()

    @property
    def embedded(self) -> bool:
        """Whether this is the gateway on this machine, where everything is made by simple engines."""
        return self._embedded is not None

    @property
    def provider(self) -> str:
        """Who makes it, as the journal says: play and real results never stand in for each other."""
        return "sandbox" if self.embedded else "hypereal"

    @property
    def honours_idempotency(self) -> bool:
        """Whether a repeated call is known to be answered without being done or charged again."""
        return self._hosted is None or self._hosted.honours_idempotency

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be in nothing that leaves this process: for searches before something is given away."""
        known = (self._client.settings if self._client else None, self._hosted)
        return tuple({settings.key for settings in known if settings is not None})

    @property
    def root(self) -> str | None:
        """Where it is, once that is known."""
        return self._client.settings.root if self._client else self._hosted.root if self._hosted else None

    async def client(self) -> AsyncHypereal:
        """A client for a server that is there. Raises `GatewayNotStarted`."""
        async with self._lock:
            settings = self._hosted or await self._embedded.ensure()  # type: ignore[union-attr]
            if self._client is None or self._client.settings != settings:
                await self._close()
                self._client = AsyncHypereal(
                    settings.key,
                    settings.v1,
                    timeouts=settings.timeouts,
                    honours_idempotency=settings.honours_idempotency,
                    environ={},
                    transport=self._transport,
                )
            return self._client

    async def close(self) -> None:
        """Give the connections back. The embedded gateway stays for the other kernels and ends itself when idle."""
        async with self._lock:
            await self._close()

    async def _close(self) -> None:
        if self._client is not None:
            await self._client.close()
            self._client = None
