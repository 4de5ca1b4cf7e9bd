"""An answer while it is written: `client.chat.stream`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any

import msgspec

from hypereal_lab import errors
from hypereal_lab.client.chat_gathering import Gathering
from hypereal_lab.client.http import Http, Stream
from hypereal_lab.client.loop import LoopThread
from hypereal_lab.wire.chat import ChatAnswer, ChatChunk, ChatChunkChoice, ChatDelta
from hypereal_lab.wire.codec import read
from hypereal_lab.wire.problems import read_problem
from hypereal_lab.wire.routes import CHAT_COMPLETIONS
from hypereal_lab.wire.sse import EventDecoder, EventTooLong

__all__ = ["AsyncChatStream", "ChatStream"]

_DONE = b"[DONE]"
_STATUS = {kind.type: status for status, kind in sorted(errors.BY_STATUS.items(), reverse=True)}
"""Of a problem that came in the middle of a stream, whose own status was 200."""
_UNKNOWN = 502


class AsyncChatStream:
    """Chunks as they come, then the whole answer in `answer`. It is sent by the first look at it, and once.

    `async with` closes the connection when the block is left; so does leaving the loop. What a server does with an
    answer that nobody reads to its end, and what it charges, is its own affair.
    """

    def __init__(self, http: Http, body: Mapping[str, Any], key: str) -> None:
        self._http = http
        self._body = body
        self._key = key
        self._begun = False
        self._gathering = Gathering()
        self._answer: ChatAnswer | None = None
        self._open = AsyncExitStack()

    @property
    def answer(self) -> ChatAnswer:
        """The whole, with usage and charge. Raises `NeverSent` as long as the stream has not come to its end."""
        if self._answer is None:
            raise errors.NeverSent("The answer is not whole yet; read the stream to its end first.")
        return self._answer

    async def whole(self) -> ChatAnswer:
        """Read to the end and give the answer."""
        if self._answer is None:
            async for _ in self:
                pass
        return self.answer

    async def close(self) -> None:
        """Give the connection back."""
        await self._open.aclose()

    async def __aiter__(self) -> AsyncIterator[ChatChunk]:
        """Raises `APIError` for a refusal and for a failure in the middle, `StreamCut` where the end is missing."""
        if self._begun:
            raise errors.InputError("A stream is read once; make a new one, or look at .answer.", field="stream")
        self._begun = True
        try:
            sent = self._http.stream(CHAT_COMPLETIONS, self._body, idempotency_key=self._key)
            stream = await self._open.enter_async_context(sent)
            if stream.media_type == "application/json":
                self._answer = await stream.whole(ChatAnswer)
                yield _as_chunk(self._answer)
                return
            async for said in self._said(stream):
                for data in said:
                    chunk = _chunk(data, stream)
                    self._gathering.add(chunk)
                    yield chunk
            self._answer = self._gathering.answer()
        finally:
            await self.close()

    async def _said(self, stream: Stream) -> AsyncIterator[list[bytes]]:
        """The data of the events that came together, up to the one that ends them."""
        decoder = EventDecoder()
        try:
            async for piece in stream.pieces():
                said = [event.data for event in decoder.feed(piece)]
                if _DONE in said:
                    yield said[: said.index(_DONE)]
                    return
                yield said
        except EventTooLong as error:
            raise errors.UnreadableAnswer(f"{error} Check the base URL.") from error
        except errors.TransportError:
            if not self._gathering.finished:
                raise
        if not self._gathering.finished:
            where = f" [request {stream.request_id}]" if stream.request_id else ""
            raise errors.StreamCut(f"The stream ended before the answer did; ask again with the same call.{where}")

    async def __aenter__(self) -> AsyncChatStream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def __repr__(self) -> str:
        state = "done" if self._answer is not None else "running" if self._begun else "never sent"
        return f"<stream of an answer by {self._body.get('model')}: {state}>"


class ChatStream:
    """The same for code that cannot await: a plain loop over chunks."""

    def __init__(self, behind: AsyncChatStream, loop: LoopThread) -> None:
        self._behind = behind
        self._loop = loop

    @property
    def answer(self) -> ChatAnswer:
        """The whole, with usage and charge. Raises `NeverSent` as long as the stream has not come to its end."""
        return self._behind.answer

    def whole(self) -> ChatAnswer:
        """Read to the end and give the answer."""
        return self._loop.wait(self._behind.whole())

    def close(self) -> None:
        """Give the connection back."""
        self._loop.wait(self._behind.close())

    def __iter__(self) -> Iterator[ChatChunk]:
        chunks = aiter(self._behind)
        try:
            while (chunk := self._loop.wait(_next(chunks))) is not None:
                yield chunk
        finally:
            self.close()

    def __enter__(self) -> ChatStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self._behind)


async def _next(chunks: AsyncIterator[ChatChunk]) -> ChatChunk | None:
    return await anext(chunks, None)


def _chunk(data: bytes, stream: Stream) -> ChatChunk:
    try:
        chunk = read(data, ChatChunk)
    except (msgspec.MsgspecError, AttributeError) as error:
        raise errors.UnreadableAnswer("A piece of the stream is not what this route speaks.") from error
    if chunk.unknown is not msgspec.UNSET and chunk.unknown.get("error"):
        problem = read_problem(_UNKNOWN, data)
        problem = msgspec.structs.replace(problem, status=_STATUS.get(problem.type, _UNKNOWN))
        raise problem.exception(stream.request_id)
    return chunk


def _as_chunk(answer: ChatAnswer) -> ChatChunk:
    choices = [
        ChatChunkChoice(
            index=one.index,
            delta=ChatDelta(role="assistant", content=one.message.content, tool_calls=one.message.tool_calls),
            finish_reason=one.finish_reason,
        )
        for one in answer.choices
    ]
    return ChatChunk(
        id=answer.id,
        created=answer.created,
        model=answer.model,
        choices=choices,
        usage=answer.usage,
        credits_used=answer.credits_used,
    )
