"""`POST /v1/videos/generate`: a film is ordered, its price held, and the job that makes it answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from hypereal_lab.gateway.accounts import Key
from hypereal_lab.gateway.asking import Asking
from hypereal_lab.gateway.bodies import parse, read_body
from hypereal_lab.gateway.corridor import PaidCall
from hypereal_lab.gateway.idempotency import Attempt, attempt_of
from hypereal_lab.gateway.jobs import FilmPlan, KeptFrames, NewJob
from hypereal_lab.gateway.outbound import FetchedImage, OutboundRefused
from hypereal_lab.gateway.parts import Parts
from hypereal_lab.gateway.refusals import Refused, bad_request, refused
from hypereal_lab.gateway.replies import Reply
from hypereal_lab.gateway.routes.fetching import fetch_picture
from hypereal_lab.gateway.routing import VideosPlan, plan_video
from hypereal_lab.gateway.visit import Visit
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.routes import JOBS, VIDEOS_GENERATE
from hypereal_lab.wire.videos import NestedVideosBody, VideosBody, merged, unknown_keys

__all__ = ["Videos"]

_decoder = msgspec.json.Decoder(NestedVideosBody)
_whole = msgspec.json.Decoder(dict[str, Any])
"""Also what no struct names."""
_FIELDS = NestedVideosBody.__struct_fields__
_ASKED = ("aspect_ratio", "resolution", "duration")
"""What a provider elsewhere is told in the caller's own words."""
_MOST_OPEN = 100
"""Jobs of one account that wait or run at the same time."""


class _Order(NamedTuple):
    """What is asked for."""

    asking: Asking
    body: VideosBody
    rest: dict[str, Any]


class Videos:
    """Both shapes of the body, one kind of job."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def generate(self, visit: Visit) -> Reply:
        """202 with the job's id and where to ask for it."""
        parts = self._parts
        key = parts.gate.admit(visit)
        raw = await read_body(visit)
        body, whole = merged(parse(raw, _decoder, _FIELDS)), parse(raw, _whole, ())
        order = _Order(Asking(visit, key, VIDEOS_GENERATE), body, unknown_keys(whole))
        attempt = attempt_of(order.asking, raw)
        once = parts.answers.once(attempt, lambda: self._order(order, attempt))
        answer, earlier = await parts.protected.run(once)
        return Reply(answer, status=202, replayed=earlier)

    async def _order(self, order: _Order, attempt: Attempt | None) -> bytes:
        try:
            self._check_room(order.asking.key)
            plan = plan_video(self._parts.catalog, order.body)
            _check_webhook(self._parts, order.body.webhook_url)
            frames = await self._fetch_all(order.body)
        except Refused as refusal:
            await self._parts.corridor.refuse(order.asking, refusal)
            raise
        kept = await self._parts.films.keep(frames)
        try:
            return await self._admit(order, attempt, plan, frames, kept)
        except BaseException:
            await self._parts.films.drop(kept)
            raise

    async def _admit(
        self,
        order: _Order,
        attempt: Attempt | None,
        plan: VideosPlan,
        frames: Sequence[FetchedImage | None],
        kept: KeptFrames,
    ) -> bytes:
        """Hold, job, frames and the answer for repeats are on disk together, or not at all."""
        parts = self._parts
        call = PaidCall.of(order.asking, plan.card.id, parts.provider.name, plan.tariff.of(1), plan.tariff)
        job = _new_job(call, plan, _film(order, plan, frames, kept))
        answer = _accepted(job, call, order.body)
        rows = parts.answers.rows(attempt, lambda: answer)
        also = [parts.jobs.rows.new(job), *parts.films.rows(kept, order.asking.visit.id), *rows]
        if order.body.webhook_url is not None:
            also.append(parts.webhooks.order(job.id, order.body.webhook_url, call.visit.base))
        await parts.corridor.hold(call, also)
        parts.jobs.start(job.id)
        return answer

    def _check_room(self, key: Key) -> None:
        if self._parts.jobs.rows.count_open(key.wallet) >= _MOST_OPEN:
            raise refused(
                429,
                "rate_limit_error",
                f"The account has {_MOST_OPEN} jobs that wait or run; order more when some of them are done.",
                code="queue_full",
                headers={"retry-after": "5"},
                retry_after=5,
            )

    async def _fetch_all(self, body: VideosBody) -> Sequence[FetchedImage | None]:
        """First frame, last frame and references: a bad one costs nothing."""
        return await asyncio.gather(*map(self._fetch, (body.first_frame, body.last_frame, *body.references)))

    async def _fetch(self, frame: tuple[str, str] | None) -> FetchedImage | None:
        if frame is None:
            return None
        return await fetch_picture(self._parts.outbound, *frame)


def _check_webhook(parts: Parts, url: str | None) -> None:
    if url is not None:
        try:
            parts.webhooks.check(url)
        except OutboundRefused as error:
            raise bad_request(f"webhook_url: {error.reason}", param="webhook_url", code=error.why) from None


def _film(order: _Order, plan: VideosPlan, frames: Sequence[FetchedImage | None], kept: KeptFrames) -> FilmPlan:
    first = frames[0]
    width, height = plan.pixels(order.body, (first.facts.width, first.facts.height) if first else None)
    return FilmPlan(
        model=plan.card.id,
        prompt=order.body.prompt or "",
        width=width,
        height=height,
        seconds=plan.seconds,
        seed=order.body.seed or 0,
        first_frame=kept.first.link if kept.first else None,
        last_frame=kept.last.link if kept.last else None,
        references=tuple([file.link for file in kept.references]),
        sound=order.body.with_sound,
        format=order.body.output_format or "mp4",
        rest=order.rest,
        asked={name: str(value) for name in _ASKED if (value := getattr(order.body, name)) is not None},
    )


def _new_job(call: PaidCall, plan: VideosPlan, film: FilmPlan) -> NewJob:
    return NewJob(
        id=f"job_{call.visit.id.removeprefix('req_')}",
        hold=call.visit.id,
        wallet=call.key.wallet,
        kind="video",
        model=call.model,
        provider=call.provider,
        basis=call.basis,
        units=plan.units,
        work=encode(film),
        created=call.visit.started,
    )


def _accepted(job: NewJob, call: PaidCall, body: VideosBody) -> bytes:
    query = urlencode({"model": job.model, "type": job.kind})
    return encode(
        JobAnswer(
            job_id=job.id,
            status="processing",
            message="accepted; webhook_url is told how it ends" if body.webhook_url else "accepted",
            poll_url=f"{call.visit.base}{JOBS}/{job.id}?{query}",
            credits_used=call.amount.decimal,
        )
    )
