"""`POST /v1/images/edits`, OpenAI's form or the same as JSON, and the older `POST /v1/images/edit`."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.forms import FormFile, read_form
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, unknown_field
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.images import Brought, Images
from hypereal_lab.gateway.routes.orders import Order
from hypereal_lab.gateway.routing import one_of
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.images import EditsBody
from hypereal_lab.wire.routes import IMAGES_EDIT, IMAGES_EDITS

__all__ = ["ImageEdits"]

_json = msgspec.json.Decoder(EditsBody)
_texts = msgspec.json.Decoder(EditsBody, strict=False)
"""Every value of a form is text, numbers too."""
_FIELDS = EditsBody.__struct_fields__
_UNUSED = {"stream": ("false",), "partial_images": ("0",)}
"""Fields of OpenAI's form whose only value here is what leaving them out means."""


class _Wish(NamedTuple):
    body: EditsBody
    brought: Brought
    fingerprint: bytes
    """Of what was asked for: the boundary of a form differs each time it is sent."""


class ImageEdits:
    """The same corridor as `/images/generations`; at least one picture has to be there."""

    def __init__(self, parts: Parts, images: Images) -> None:
        self._parts = parts
        self._images = images

    async def newest(self, visit: Visit) -> Reply:
        """OpenAI's path: a form with files, or JSON with links."""
        return await self._answer(visit, IMAGES_EDITS, older=False)

    async def older(self, visit: Visit) -> Reply:
        """The same in the older shape, with a default model."""
        return await self._answer(visit, IMAGES_EDIT, older=True)

    async def _answer(self, visit: Visit, endpoint: str, *, older: bool) -> Reply:
        parts = self._parts
        asking = Asking(visit, parts.gate.admit(visit), endpoint)
        raw = await read_body(visit)
        try:
            wish = _of_form(visit, raw) if _is_form(visit) else _of_json(raw)
            if not wish.body.references and not wish.brought.files:
                raise bad_request("image: a picture to be edited is required.", param="image")
        except Refused as refusal:
            await parts.corridor.refuse(asking, refusal)
            raise
        return await self._images.answer(Order(asking, wish.body, older), wish.fingerprint, wish.brought)


def _is_form(visit: Visit) -> bool:
    return (visit.header(b"content-type") or "").strip().lower().startswith("multipart/")


def _of_json(raw: bytes) -> _Wish:
    body = parse(raw, _json, _FIELDS)
    return _Wish(_sized(body), Brought(mask=body.mask), raw)


def _of_form(visit: Visit, raw: bytes) -> _Wish:
    files, masks, links, fields = list[bytes](), list[bytes](), list[str](), dict[str, str]()
    for name, value in read_form(visit, raw):
        field = name.removesuffix("[]")
        if field not in _FIELDS and field not in _UNUSED:
            raise unknown_field(name, _FIELDS)
        if isinstance(value, FormFile):
            {"image": files, "mask": masks}.get(field, []).append(_file(field, value))
        elif field == "image":
            links.append(value)
        elif field in _UNUSED:
            one_of(field, value.lower(), _UNUSED[field])
        else:
            fields[field] = value
    if files and links:
        raise bad_request("image: some are files and some are links; send all as files or all as links.", param="image")
    body = parse(msgspec.json.encode({**fields, **({"image": links} if links else {})}), _texts, _FIELDS)
    mask = masks[-1] if masks else body.mask
    sums = [hashlib.sha256(one).hexdigest() for one in (*files, *masks)]
    told = msgspec.json.encode([sorted(fields.items()), links, len(files), sums])
    return _Wish(_sized(body), Brought(tuple(files), mask), told)


def _file(field: str, value: FormFile) -> bytes:
    if field not in ("image", "mask"):
        raise bad_request(f"{field}: a text is needed here, not a file.", param=field, code="invalid_type")
    if not value.data:
        raise bad_request(f"{field}: the file is empty; send a picture.", param=field)
    return value.data


def _sized(body: EditsBody) -> EditsBody:
    """`auto` is what no size means."""
    return msgspec.structs.replace(body, size=None) if body.size == "auto" else body
