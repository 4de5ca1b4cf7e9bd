"""Local pictures and recordings for models that take only links: each is uploaded once a session."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

from hypereal_lab.errors import NotFound, UnreadableAnswer
from hypereal_lab.media import ending

if TYPE_CHECKING:
    from hypereal_lab.client.hypereal import AsyncHypereal
    from hypereal_lab.lab.asset import Asset
    from hypereal_lab.wire.storage import ObjectAnswer

__all__ = ["Uploads"]


class Uploads:
    """Knows what it has sent to which server. The files stay in storage until they are deleted there."""

    def __init__(self) -> None:
        self._sent: dict[tuple[str, str], str] = {}
        self._alone = asyncio.Lock()

    async def link(self, client: AsyncHypereal, asset: Asset) -> str:
        """A fresh signed link to the bytes of an asset. Raises what `client.storage` raises."""
        async with self._alone:  # two calls of a sweep share one upload
            found = await self._found(client, asset) or await self._upload(client, asset)
        if not found.url:
            raise UnreadableAnswer("The server stored the file and gave no link to it; nothing was charged.")
        return found.url

    async def _found(self, client: AsyncHypereal, asset: Asset) -> ObjectAnswer | None:
        known = self._sent.get((client.settings.root, asset.digest))
        try:
            return await client.storage.get(known) if known else None
        except NotFound:  # deleted meanwhile
            return None

    async def _upload(self, client: AsyncHypereal, asset: Asset) -> ObjectAnswer:
        data = await asyncio.to_thread(lambda: asset.original)
        name = f"reference-{hashlib.sha256(data).hexdigest()[:12]}{ending(asset.media_type)}"  # a local name is private
        sent = await client.storage.upload(data, filename=name, content_type=asset.media_type)
        self._sent[client.settings.root, asset.digest] = sent.id
        return sent if sent.url else await client.storage.get(sent.id)
