"""`lab.storage`: files that the account keeps on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypereal_lab.client.storage import FileLike, Kind
from hypereal_lab.lab.asset import Asset
from hypereal_lab.media import ending
from hypereal_lab.wire.storage import ObjectAnswer

if TYPE_CHECKING:
    from hypereal_lab.client.storage import AsyncStorage
    from hypereal_lab.lab.session import Session

__all__ = ["Storage"]


class Storage:
    """Uploads, lists, gives links and deletes. Nothing here goes through the price book: no price is known for it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def upload(
        self,
        file: FileLike | Asset,
        *,
        kind: Kind | str = "other",
        filename: str | None = None,
        content_type: str | None = None,
    ) -> ObjectAnswer:
        """Keep a file: a path, bytes, an open file, or an asset of the shelf as it was made.

        It goes in parts, with checksums, and from disk, so that its size does not matter to memory. Raises `InputError`
        for what is no file, `PayloadTooLarge` when the account has no room.
        """
        if isinstance(file, Asset):
            filename = filename or file.name or f"{file.kind}-{file.digest[:12]}{ending(file.media_type)}"
            content_type = content_type or file.media_type
        given = file.original if isinstance(file, Asset) else file

        async def work() -> ObjectAnswer:
            return await (await self._client()).upload(given, filename=filename, content_type=content_type, kind=kind)

        return self._session.loop.wait(work())

    def list(self, *, kind: Kind | str | None = None) -> list[ObjectAnswer]:
        """Everything the account keeps, the newest first; of one kind where one is named."""

        async def work() -> list[ObjectAnswer]:
            storage, cursor = await self._client(), None
            found: list[ObjectAnswer] = []
            while True:
                page = await storage.list(kind=kind, cursor=cursor)
                found += page.objects
                if (cursor := page.next_cursor) is None or not page.objects:
                    return found

        return self._session.loop.wait(work())

    def get(self, item: ObjectAnswer | str, *, expires_in: int | None = None) -> ObjectAnswer:
        """One object by itself or its id, with a fresh signed `url` that opens for `expires_in` seconds (an hour).

        Raises `NotFound` for one that is not of this account.
        """

        async def work() -> ObjectAnswer:
            return await (await self._client()).get(_id(item), expires_in=expires_in)

        return self._session.loop.wait(work())

    def delete(self, item: ObjectAnswer | str) -> None:
        """Delete an object. Raises `NotFound` for one that is not of this account."""

        async def work() -> None:
            await (await self._client()).delete(_id(item))

        self._session.loop.wait(work())

    async def _client(self) -> AsyncStorage:
        return (await self._session.connection.client()).storage


def _id(item: ObjectAnswer | str) -> str:
    return item if isinstance(item, str) else item.id
