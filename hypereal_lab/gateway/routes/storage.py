"""`/v1/storage`: tickets for uploads, and what the account keeps."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.queries import read_query, whole_number
from hypereal_lab.gateway.routes.uploads import PART, refusing
from hypereal_lab.gateway.storage import NoRoom, StoredObject, TooManyUploads
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.routes import STORAGE
from hypereal_lab.wire.storage import KINDS, CompleteBody, ObjectAnswer, ObjectsAnswer, TicketAnswer, TicketBody

__all__ = ["Storage"]

_tickets = msgspec.json.Decoder(TicketBody)
_completes = msgspec.json.Decoder(CompleteBody)
_USUAL, _MOST = 20, 100
"""Objects on one page."""
_HOUR, _WEEK = 3600, 7 * 24 * 3600
"""Seconds that a link opens: usually, and at most."""
_LONGEST = 200
"""Characters of a file name."""
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,90}", re.ASCII | re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII | re.IGNORECASE)


class Storage:
    """Nobody sees an object of another account, not even that it is there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._objects = parts.objects

    async def begin(self, visit: Visit) -> Reply:
        """A ticket: where the bytes go, and until when."""
        key = self._parts.gate.admit(visit)
        body = parse(await read_body(visit), _tickets, TicketBody.__struct_encode_fields__)
        _check_ticket(body)
        try:
            item = await self._objects.begin(key.wallet, body)
        except NoRoom as error:
            raise self._no_room(body, error.used) from None
        except TooManyUploads:
            words = "Too many uploads of this account wait for their bytes; complete or delete some."
            raise refused(409, "conflict", words, code="too_many_uploads") from None
        ticket = TicketAnswer(
            id=item.id,
            key=item.key,
            upload_url=visit.base + self._objects.upload_path(item),
            headers={"content-type": item.media_type},
            expires_at=int(item.expires),
            part_size=PART,
        )
        return Reply(encode(ticket), status=201)

    async def complete(self, visit: Visit) -> Reply:
        """All bytes were sent: keep them. Doing it twice is fine."""
        item = self._find(visit)
        raw = await read_body(visit)
        body = parse(raw, _completes, CompleteBody.__struct_encode_fields__) if raw.strip() else CompleteBody()
        _check_sha256(body.sha256)
        if item.state == "waiting" and item.expires <= self._parts.clock():
            raise refused(410, "gone", "The time of this upload is over; begin another one.", code="expired")
        with refusing(item):
            item = await self._parts.protected.run(self._objects.complete(item, body.sha256))
        return Reply(encode(self._answer(item, visit, _HOUR)))

    async def one(self, visit: Visit) -> Reply:
        """One object, with a signed link for `expiresIn` seconds."""
        item = self._find(visit)
        seconds = whole_number(read_query(visit, ("expiresIn",)), "expiresIn", _HOUR, 1, _WEEK)
        if item.state != "stored":
            received = self._objects.received(item)
            words = f"{received} of {item.size} bytes of this upload came; send the others and complete it."
            raise refused(409, "conflict", words, code="not_complete", received=received, size=item.size)
        return Reply(encode(self._answer(item, visit, seconds)))

    async def all(self, visit: Visit) -> Reply:
        """What the account keeps, newest first."""
        key = self._parts.gate.admit(visit)
        asked = read_query(visit, ("kind", "limit", "cursor"))
        limit, kind = whole_number(asked, "limit", _USUAL, 1, _MOST), asked.get("kind")
        if kind is not None:
            _check_kind(kind)
        before = None
        if (cursor := asked.get("cursor")) is not None and (before := self._objects.place(key.wallet, cursor)) is None:
            words = "cursor is not one of this list; take nextCursor of the page before, or leave it out."
            raise bad_request(words, param="cursor")
        found = self._objects.rows.page(key.wallet, limit=limit + 1, before=before, kind=kind)
        page = [self._answer(item, visit, _HOUR) for item in found[:limit]]
        following = self._objects.cursor(found[limit - 1]) if len(found) > limit else None
        return Reply(encode(ObjectsAnswer(objects=page, next_cursor=following)))

    async def remove(self, visit: Visit) -> Reply:
        """Delete an object, or give up an upload."""
        item = self._find(visit)
        with refusing(item):
            await self._parts.protected.run(self._objects.remove(item))
        return Reply(encode({"id": item.id, "deleted": True}))

    def _find(self, visit: Visit) -> StoredObject:
        key = self._parts.gate.admit(visit, counted=False)
        item = self._objects.rows.find(visit.place("object"), key.wallet)
        if item is None:
            words = f"Object not found. GET {STORAGE} lists the objects of this account."
            raise refused(404, "not_found", words, code="object_not_found")
        return item

    def _answer(self, item: StoredObject, visit: Visit, seconds: int) -> ObjectAnswer:
        expires = int(self._parts.clock()) + seconds
        return ObjectAnswer(
            id=item.id,
            key=item.key,
            kind=item.kind,
            filename=item.name,
            size=item.size,
            content_type=item.media_type,
            sha256=item.sha256,
            created_at=item.created,
            url=visit.base + self._objects.path(item, expires),
            url_expires_at=float(expires),
        )

    def _no_room(self, body: TicketBody, used: int) -> Refused:
        quota = self._objects.quota
        words = (
            f"The account may keep {quota} bytes and {used} are taken, uploads under way included: {body.size} more do "
            "not fit. Delete something first; nothing was changed."
        )
        return refused(413, "payload_too_large", words, code="quota_exceeded", param="size", quota=quota, used=used)


def _check_ticket(body: TicketBody) -> None:
    if body.size < 1:
        raise bad_request("size must be the number of bytes, at least 1.", param="size")
    _check_kind(body.kind)
    _check_name(body.filename)
    if not _TYPE.fullmatch(body.content_type):
        raise bad_request("contentType must be a media type such as image/png.", param="contentType")
    _check_sha256(body.sha256)


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise bad_request(f"kind may be one of {', '.join(KINDS)}.", param="kind", allowed=list(KINDS))


def _check_name(name: str) -> None:
    """A name and no path, with nothing in it that a terminal or a file system would act upon."""
    odd = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name)
    if odd or name != name.strip() or name.strip(".") == "" or any(sign in name for sign in "/\\:"):
        words = "filename must be a name without slashes, colons, control characters and spaces around it."
        raise bad_request(words, param="filename")
    if len(name) > _LONGEST:
        raise bad_request(f"filename may have {_LONGEST} characters, not {len(name)}.", param="filename")


def _check_sha256(text: str | None) -> None:
    if text is not None and not _SHA256.fullmatch(text):
        raise bad_request("sha256 must be 64 hexadecimal digits.", param="sha256")
