"""How the calls of each kind travel: one function per kind, from a recipe to what came back."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec

from hypereal_lab.client.hypereal import AsyncHypereal
from hypereal_lab.errors import Conflict, JobFailed, UnreadableAnswer
from hypereal_lab.lab.keeping import Made
from hypereal_lab.lab.recipe import Recipe
from hypereal_lab.lab.reference import TOLD
from hypereal_lab.lab.value import in_written_order
from hypereal_lab.lab.words import Words
from hypereal_lab.lab.written import CALLS, kept_answer, kept_transcript, with_pictures
from hypereal_lab.wire.chat import ChatAnswer, ChatUsage
from hypereal_lab.wire.images import ImagesAnswer
from hypereal_lab.wire.jobs import JobAnswer
from hypereal_lab.wire.made import MadeAnswer
from hypereal_lab.wire.money import Credits

__all__ = ["SENDERS", "Outcome", "Sent", "fetch", "outcome_of_job", "read_charge", "read_outcome", "send"]

Sent = Sequence[tuple[str | None, str]]
"""Role and text of each reference, as they go into the request."""


_STRIDE = 7919
"""Between the seeds of two takes: neighbours that people try by hand stay apart from takes."""


_MOST = 10**12
"""Credits, tokens or milliseconds: no single call was ever near it."""


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
    media_ms: int | None = None
    """Length of the sound that was listened to."""
    tokens: tuple[int, int] | None = None
    """Read and written."""

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


def read_charge(reported: Decimal | None) -> Credits | None:
    """What a server says it charged; None where it says nothing, or nothing that can be an amount."""
    if reported is None or not reported.is_finite() or not 0 <= reported <= _MOST:
        return None
    return Credits.read(reported)


def _count(reported: float | None) -> int | None:
    """A number of things as a server tells it; None for what no count can be."""
    return None if reported is None or not 0 <= reported <= _MOST else round(reported)


def _inputs(recipe: Recipe) -> dict[str, Any]:
    """As they are sent, in canonical order: a body that is sent again has to be the same in each byte.

    Another take has another seed, so that it differs also where equal calls make equal things.
    """
    inputs: dict[str, Any] = msgspec.json.decode(recipe.canonical)["inputs"]
    if recipe.take > 1:
        inputs["seed"] = (inputs.get("seed", 0) + (recipe.take - 1) * _STRIDE) % 2**31
    return inputs


async def send(
    client: AsyncHypereal, recipe: Recipe, references: Sent, key: str, words: Words | None, *, again: bool
) -> Outcome | JobAnswer:
    """What was made, or the job that makes it. Words are told to `words` while they are written.

    Words that are asked for again may have been asked for in the other way before, which the server tells by a
    conflict, as one key belongs to one body.
    """
    ask = partial(SENDERS[recipe.kind], client, recipe, references, key)
    if recipe.kind != "chat":
        return await ask()
    stream = partial(_stream_chat, client, recipe, references, key, words or Words())
    first, other = (ask, stream) if words is None else (stream, ask)
    try:
        return await first()
    except Conflict:
        if not again:
            raise
        return await other()


async def send_image(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """Pictures come as links, bytes or both."""
    pictures = [text for _, text in references]
    return _pictures(
        await client.images.generate(**_inputs(recipe), model=recipe.model, references=pictures, idempotency_key=key)
    )


async def send_edit(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """The same for a picture that is changed, with the mask under its own name."""
    pictures = [text for role, text in references if role != "mask"]
    mask = next((text for role, text in references if role == "mask"), None)
    return _pictures(
        await client.images.edit(**_inputs(recipe), model=recipe.model, image=pictures, mask=mask, idempotency_key=key)
    )


def _pictures(answer: ImagesAnswer) -> Outcome:
    if not answer.data or not all(item.url or item.b64_json for item in answer.data):
        raise UnreadableAnswer("The server answered without a picture; ask again, or try another model.")
    return Outcome(
        links=tuple(item.url for item in answer.data),
        data=tuple(_decoded(item.b64_json) if item.b64_json else None for item in answer.data),
        units=len(answer.data),
        charged=answer.credits_used,
        model=answer.model,
        expires=answer.expires_at,
    )


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError as error:
        raise UnreadableAnswer("The server answered with a picture that is not base64; look at the usage.") from error


async def send_chat(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """What the model wrote, as text."""
    messages, inputs = _said(recipe, references)
    return _written(await client.chat.complete(messages, model=recipe.model, idempotency_key=key, **inputs))


async def _stream_chat(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str, words: Words) -> Outcome:
    """The same, each word said as soon as it is there."""
    messages, inputs = _said(recipe, references)
    async with client.chat.stream(messages, model=recipe.model, idempotency_key=key, **inputs) as stream:
        async for chunk in stream:
            words.think(chunk.thought)
            words.say(chunk.text)
        return _written(stream.answer)


def _said(recipe: Recipe, references: Sent) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Messages and the rest; schemas stand as they were written."""
    inputs = _inputs(recipe)
    inputs |= {name: in_written_order(inputs[name]) for name in ("response_format", "tools") if name in inputs}
    return with_pictures(inputs.pop("messages"), [text for _, text in references]), inputs


def _written(answer: ChatAnswer) -> Outcome:
    data, media_type = kept_answer(answer)
    return Outcome(
        links=(None,),
        data=(data,),
        units=_count(answer.usage.total_tokens if answer.usage else None) or 0,
        charged=answer.credits_used,
        model=answer.model or None,
        media_type=media_type,
        tokens=_tokens(answer.usage),
    )


def _tokens(usage: ChatUsage | None) -> tuple[int, int] | None:
    if usage is None:
        return None
    read, written = _count(usage.prompt_tokens), _count(usage.completion_tokens)
    return None if read is None or written is None else (read, written)


async def order_video(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> JobAnswer:
    """The job of a film."""
    roles = {role: text for role, text in references if role}
    return await client.videos.generate(
        **_inputs(recipe),
        model=recipe.model,
        image=roles.get("first_frame"),
        last_image=roles.get("last_frame"),
        webhook_url=roles.get(TOLD),
        references=[text for role, text in references if not role],
        idempotency_key=key,
    )


async def send_speech(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome | JobAnswer:
    """A sound behind a link."""
    inputs = _inputs(recipe)
    answer = await client.audio.speak(inputs.pop("text"), model=recipe.model, idempotency_key=key, **inputs)
    return _made(answer)


async def send_clone(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome | JobAnswer:
    """A sound behind a link, in the voice of a recording."""
    inputs, voice = _inputs(recipe), next(text for role, text in references if role == "voice")
    text = inputs.pop("text")
    return _made(await client.audio.clone(text, audio=voice, model=recipe.model, idempotency_key=key, **inputs))


async def send_transcript(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome:
    """What is said in a recording, with its times."""
    audio = next(text for role, text in references if role == "audio")
    inputs = {name: value for name, value in _inputs(recipe).items() if name != "seed"}
    answer = await client.audio.transcribe(audio, model=recipe.model, idempotency_key=key, **inputs)
    if answer.text is None:
        raise UnreadableAnswer("The server answered without a text; look at the account's usage.")
    return Outcome(
        links=(None,),
        data=(kept_transcript(answer),),
        units=1,
        charged=answer.credits_used,
        model=answer.model,
        media_type=CALLS,
        media_ms=_count(None if answer.duration is None else answer.duration * 1_000),
    )


async def send_model3d(client: AsyncHypereal, recipe: Recipe, references: Sent, key: str) -> Outcome | JobAnswer:
    """A GLB behind a link."""
    roles = {role: text for role, text in references if role}
    answer = await client.models3d.generate(
        **_inputs(recipe),
        model=recipe.model,
        image=roles.pop("image", None),
        views=roles or None,
        idempotency_key=key,
    )
    return _made(answer)


def _made(answer: MadeAnswer) -> Outcome | JobAnswer:
    """One file, at once or by the job that the server made of it where it takes longer."""
    if answer.job is not None:
        return answer.job
    if answer.state in ("failed", "cancelled", "expired"):
        said = f" It says: {answer.message}" if answer.message else ""
        raise JobFailed(f"The server answered that it {answer.state}.{said}", job=answer.job_id or "", status="failed")
    if not answer.link:
        raise UnreadableAnswer("The server answered without a link to what it made; look at the account's usage.")
    return Outcome(
        links=(answer.link,),
        units=1,
        charged=answer.credits_used,
        model=answer.model,
        expires=answer.expires_at,
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


SENDERS: Mapping[str, Callable[[AsyncHypereal, Recipe, Sent, str], Awaitable[Outcome | JobAnswer]]] = {
    "image": send_image,
    "edit": send_edit,
    "chat": send_chat,
    "speech": send_speech,
    "clone": send_clone,
    "transcript": send_transcript,
    "model3d": send_model3d,
    "video": order_video,
}
"""By kind of recipe. The answer is what was made, or the job that makes it."""
