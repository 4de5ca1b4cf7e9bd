"""The answer of an image call: links, base64 or both; and the short form of it that is kept for repeats."""

from __future__ import annotations

import base64

import msgspec

from hypereal_lab.catalog import Card
from hypereal_lab.gateway.deliveries import Delivery
from hypereal_lab.gateway.storage import FileStore
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.images import ImageItem, ImagesAnswer, ImagesBody
from hypereal_lab.wire.money import Credits

__all__ = ["Rendering", "reopen"]


class _Kept(msgspec.Struct):
    """An answer without its base64 text, which is made again from the files."""

    answer: ImagesAnswer
    """With every link, also those that were not asked for."""
    url: bool
    b64: bool


_kept = msgspec.json.Decoder(_Kept)


class Rendering:
    """Writes one call's answer.

    With no `response_format` the newest route gives both, as pages promise links and some SDKs read base64 only; the
    older route gives links.
    """

    def __init__(self, body: ImagesBody, card: Card, visit: Visit, *, older: bool, created: int) -> None:
        wanted = body.response_format or ("url" if older else None)
        self._url = wanted != "b64_json"
        self._b64 = wanted != "url"
        self._card = card
        self._visit = visit
        self._older = older
        self._created = created

    def whole(self, made: list[Delivery], charged: Credits) -> bytes:
        """What is sent."""
        items = [self._item(one, url=self._url, b64=self._b64) for one in made]
        return encode(self._answer(made, items, charged))

    def kept(self, made: list[Delivery], charged: Credits) -> bytes:
        """What `reopen` makes the same answer from."""
        items = [self._item(one, url=True, b64=False) for one in made]
        return encode(_Kept(self._answer(made, items, charged), self._url, self._b64))

    def _item(self, one: Delivery, *, url: bool, b64: bool) -> ImageItem:
        """A link that is all there is, is given also to those who asked for base64."""
        return ImageItem(
            url=self._link(one) if url or one.file is None else None,
            b64_json=one.base64 if b64 and one.file is not None else None,
            model=self._card.id if self._older else None,
        )

    def _link(self, one: Delivery) -> str | None:
        return one.url if one.file is None else self._visit.base + one.file.link

    def _answer(self, made: list[Delivery], items: list[ImageItem], charged: Credits) -> ImagesAnswer:
        ends = [one.file.expires for one in made if one.file is not None]
        return ImagesAnswer(
            created=self._created,
            data=items,
            credits_used=charged.decimal,
            model=self._card.id,
            result_id=f"res_{self._visit.id.removeprefix('req_')}" if self._older else None,
            expires_at=int(min(ends)) if ends else None,
        )


async def reopen(kept: bytes, files: FileStore) -> bytes:
    """The same answer again, byte for byte while its files are there."""
    read = _kept.decode(kept)
    items = [await _again(item, files, url=read.url, b64=read.b64) for item in read.answer.data]
    return encode(msgspec.structs.replace(read.answer, data=items))


async def _again(item: ImageItem, files: FileStore, *, url: bool, b64: bool) -> ImageItem:
    data = await files.read(item.url) if item.url else None
    if data is None:
        return item
    text = base64.b64encode(data).decode() if b64 else None
    return msgspec.structs.replace(item, url=item.url if url else None, b64_json=text)
