"""How the calls of each kind travel: one function per kind, from a recipe to what came back."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.errors import UnreadableAnswer
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.shelf import Made
from hypereal_lab.wire.jobs import JobAnswer

__all__ = ["ORDERS", "SENDERS", "Outcome", "Sent", "fetch", "outcome_of_job", "read_outcome"]

Sent = Sequence[tuple[str | None, str]]
"""Role and text of each reference, as they go into the request."""


_STRIDE = 7919
"""Between the seeds of two takes: neighbours that people try by hand stay apart from takes."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a call made: bytes that came with the answer, or links that are to be followed at once."""

    links: tuple[str | None, ...]
    """One for each asset, None where only bytes came."""
    units: int
    charged: Decimal | None = None
    """As the server says; None where it says nothing."""
    model: str | None = None
    expires: float | None = None
    """Unix seconds at which the links end."""
    data: tuple[bytes | None, ...] = ()
    media_type: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether all bytes came with the answer."""
        return len(self.data) == len(self.links) and None not in self.data

    def without_bytes(self) -> bytes:
        """For the journal, until the links are followed."""
        return msgspec.json.encode(msgspec.structs.replace(self, data=()))


_outcome = msgspec.json.Decoder(Outcome)


def read_outcome(kept: bytes) -> Outcome:
    """What `Outcome.without_bytes` wrote."""
    return _outcome.decode(kept)


def _inputs(recipe: Recipe) -> dict[str, Any]:
    """As they are sent. Another take has another seed, so that it differs also where equal calls make equal things."""
    inputs = dict(recipe.inputs)
    if recipe.take > 1:
        inputs["seed"] = (inputs.get("seed", 0) + (recipe.take - 1) * _STRIDE) % 2**31
    return inputs


async def send_image(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """Pictures come as links, bytes or both."""
    answer = await client.images.generate(
        **_inputs(recipe), model=recipe.model, references=[text for _, text in references], idempotency_key=key
    )
    if not answer.data or not all(item.url or item.b64_json for item in answer.data):
        raise UnreadableAnswer("The server answered without a picture; ask again, or try another model.")
    return Outcome(
        links=tuple(item.url for item in answer.data),
        data=tuple(base64.b64decode(item.b64_json) if item.b64_json else None for item in answer.data),
        units=len(answer.data),
        charged=answer.credits_used,
        model=answer.model,
        expires=answer.expires_at,
    )


async def send_chat(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """What the model wrote, as text."""
    inputs = _inputs(recipe)
    answer = await client.chat.complete(inputs.pop("messages"), model=recipe.model, idempotency_key=key, **inputs)
    if not answer.choices:
        raise UnreadableAnswer("The server answered without a word; ask again, or try another model.")
    return Outcome(
        links=(None,),
        data=(answer.text.encode(),),
        units=answer.usage.total_tokens if answer.usage else 0,
        charged=answer.credits_used,
        model=answer.model or None,
        media_type="text/markdown",
    )


async def order_video(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> JobAnswer:
    """The job of a film."""
    roles = {role: text for role, text in references if role}
    return await client.videos.generate(
        **_inputs(recipe),
        model=recipe.model,
        image=roles.get("first_frame"),
        last_image=roles.get("last_frame"),
        references=[text for role, text in references if not role],
        idempotency_key=key,
    )


def outcome_of_job(answer: JobAnswer) -> Outcome:
    """Where a job that is done put its result. Raises `UnreadableAnswer` where it does not say."""
    if not answer.output:
        raise UnreadableAnswer(f"The job {answer.id} is done and names no result; ask for it again in a moment.")
    return Outcome(
        links=(answer.output,),
        units=1,
        charged=answer.credits_used,
        model=answer.model,
        expires=_seconds(answer.expires_at),
    )


async def fetch(client: AsyncHypereal, outcome: Outcome) -> tuple[Made, ...]:
    """The bytes of everything that was made; links are followed at once, since they expire."""
    given = outcome.data or (None,) * len(outcome.links)

    async def one(data: bytes | None, link: str | None) -> Made:
        found = await client.download(link or "") if data is None else data
        return Made(found, link=link, link_expires=outcome.expires, media_type=outcome.media_type)

    return tuple(await asyncio.gather(*map(one, given, outcome.links)))


def _seconds(time: Any) -> float | None:
    return float(time) if isinstance(time, int | float) else None


SENDERS: Mapping[str, Callable[[AsyncHypereal, Recipe, Sent, str], Awaitable[Outcome]]] = {
    "image": send_image,
    "chat": send_chat,
}
"""Kinds that answer at once."""

ORDERS: Mapping[str, Callable[[AsyncHypereal, Recipe, Sent, str], Awaitable[JobAnswer]]] = {
    "video": order_video,
}
"""Kinds that answer with a job."""
