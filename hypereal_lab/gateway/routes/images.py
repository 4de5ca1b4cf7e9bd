"""`POST /v1/images/generations` and the older `POST /v1/images/generate`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from hypereal_lab.catalog import Card, Quantity, Violation, check_image
from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.corridor import Delivery, PaidCall
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.meter import tariff
from hypereal_lab.gateway.outbound import OutboundRefused
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.providers import ImagesOrder
from hypereal_lab.gateway.refusals import Refused, bad_request
from hypereal_lab.gateway.routes.bodies import json, parse, read_body
from hypereal_lab.gateway.routing import choose_image_model
from hypereal_lab.gateway.storage import RETENTION
from hypereal_lab.gateway.visit import Visit, visit_of
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.images import REFERENCE_FIELDS, ImageItem, ImagesAnswer, ImagesBody
from hypereal_lab.wire.money import Credits
from hypereal_lab.wire.routes import IDEMPOTENCY_KEY, IMAGES_GENERATE, IMAGES_GENERATIONS

__all__ = ["Images"]

_decoder = msgspec.json.Decoder(ImagesBody)
_FIELDS = ImagesBody.__struct_fields__
_MODES = ("auto", "fast")
_RESPONSE_FORMATS = ("url", "b64_json")
_MOST_AT_ONCE = 10


class Images:
    """Both generations of the route; they differ in their default model and in the shape of the answer."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def newest(self, request: Request) -> Response:
        """OpenAI-like."""
        return await self._answer(request, older=False)

    async def older(self, request: Request) -> Response:
        """With `intent`, `mode` and a default model."""
        return await self._answer(request, older=True)

    async def _answer(self, request: Request, *, older: bool) -> Response:
        visit = visit_of(request.scope)
        key = self._parts.gate.admit(visit)
        raw = await read_body(request)
        body = parse(raw, _decoder, _FIELDS)
        named = request.headers.get(IDEMPOTENCY_KEY)
        base = f"{request.url.scheme}://{request.headers.get('host') or request.url.netloc}"
        make = _Make(self._parts, visit, key, body, older=older, base=base)
        if named is None:
            return json(await make.run(None))
        attempt = attempt_of(key.wallet, make.endpoint, named, raw)
        answer, earlier = await self._parts.answers.once(attempt, lambda: make.run(attempt))
        return json(answer, {"idempotency-replayed": "true"} if earlier else None)


class _Make:
    """One request on its way to the corridor."""

    def __init__(self, parts: Parts, visit: Visit, key: Key, body: ImagesBody, *, older: bool, base: str) -> None:
        self._parts = parts
        self._visit = visit
        self._key = key
        self._body = body
        self._older = older
        self._base = base
        self.endpoint = IMAGES_GENERATE if older else IMAGES_GENERATIONS

    async def run(self, attempt: Attempt | None) -> bytes:
        body = self._body
        card = choose_image_model(self._parts.catalog, body, older=self._older)
        count = _clamp(body.n)
        self._check(card, count)
        price = tariff(card, _quantity(body))
        if price is None:
            raise bad_request(
                f"{card.id} has no price yet, so it cannot be charged; choose another model.", param="model"
            )
        width, height = card.limits.pixels(size=body.size, aspect_ratio=body.aspect_ratio, resolution=body.resolution)
        order = ImagesOrder(
            card=card,
            prompt=body.prompt or "",
            width=width,
            height=height,
            n=count,
            seed=body.seed or 0,
            references=await self._references(),
            format=body.output_format or "png",
        )
        call = PaidCall(self._visit, self._key, self.endpoint, card, price, count)
        return await self._parts.corridor.images(
            call,
            order,
            lambda made, charged: self._render(card, made, charged),
            lambda answer: () if attempt is None else (self._parts.answers.row(attempt, answer),),
        )

    def _check(self, card: Card, count: int) -> None:
        body = self._body
        _one_of("mode", body.mode, _MODES)
        _one_of("response_format", body.response_format, _RESPONSE_FORMATS)
        violations = check_image(
            card,
            prompt=body.prompt,
            size=body.size,
            aspect_ratio=body.aspect_ratio,
            resolution=body.resolution,
            n=count,
            reference_count=len(body.references),
            reference_forms=[self._form(url) for url in body.references],
            output_format=body.output_format,
        )
        if violations:
            raise _violated(violations[0], body.reference_field or card.limits.reference_field)

    def _form(self, url: str) -> str:
        """How the model sees it: this gateway's own links count as public ones."""
        if url[:5].lower() == "data:":
            return "data-url"
        if url[:8].lower() == "https://" or self._parts.allow_private_network or self._parts.files.is_own(url):
            return "https"
        return "other"

    async def _references(self) -> tuple[bytes, ...]:
        """All reference images, fetched before anything is held."""
        fetched = await asyncio.gather(*(self._fetch(number, url) for number, url in enumerate(self._body.references)))
        return tuple(fetched)

    async def _fetch(self, number: int, url: str) -> bytes:
        try:
            return (await self._parts.outbound.fetch_image(url)).data
        except OutboundRefused as error:
            field = f"{self._body.reference_field}[{number}]"
            raise bad_request(f"{field}: {error}", param=self._body.reference_field, code=error.why) from None

    def _render(self, card: Card, made: Sequence[Delivery], charged: Credits) -> bytes:
        wanted = self._body.response_format or ("url" if self._older else None)
        items = [
            ImageItem(
                url=self._link(one) if wanted != "b64_json" else None,
                b64_json=one.base64 if wanted != "url" and one.data else None,
                model=card.id if self._older else None,
            )
            for one in made
        ]
        now = self._parts.clock()
        return encode(
            ImagesAnswer(
                created=int(now),
                data=items,
                credits_used=charged.decimal,
                model=card.id,
                result_id=f"res_{self._visit.id.removeprefix('req_')}" if self._older else None,
                expires_at=int(now + RETENTION),
            )
        )

    def _link(self, one: Delivery) -> str | None:
        return self._base + one.file.link if one.file else one.url


def _clamp(n: int | None) -> int:
    """1 to 10; more or less than that is brought back (gap of the API pages, our choice)."""
    return 1 if n is None else max(1, min(_MOST_AT_ONCE, n))


def _quantity(body: ImagesBody) -> Quantity:
    return Quantity(size=body.size, resolution=body.resolution, references=len(body.references))


def _one_of(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise bad_request(f"{field} {value!r} is not one of {', '.join(allowed)}.", param=field, allowed=list(allowed))


def _violated(violation: Violation, reference_field: str | None) -> Refused:
    """A rule of the model, with the caller's own name for reference images."""
    field = violation.field if violation.field != "references" else reference_field or REFERENCE_FIELDS[0]
    return bad_request(f"{field}: {violation.message}", param=field, allowed=list(violation.allowed))
