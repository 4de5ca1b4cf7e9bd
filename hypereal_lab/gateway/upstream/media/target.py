"""One model at one provider: create, look, cancel, fetch."""

from __future__ import annotations

from typing import NamedTuple

from hypereal_lab.gateway.providers.base import (
    ImagesOrder,
    Mesh,
    MeshOrder,
    Picture,
    Sound,
    SpeechOrder,
    TranscriptOrder,
    VoiceOrder,
)
from hypereal_lab.gateway.upstream.failures import UpstreamFailed
from hypereal_lab.gateway.upstream.media.caller import Caller
from hypereal_lab.gateway.upstream.media.lending import Loan
from hypereal_lab.gateway.upstream.media.outcomes import (
    Accepted,
    Done,
    Ended,
    Made,
    Order,
    Result,
    Standing,
    Unclear,
    Unknown,
    Working,
)
from hypereal_lab.gateway.upstream.media.results import Results
from hypereal_lab.gateway.upstream.media.wire import MediaWire
from hypereal_lab.gateway.upstream.turns import Patience
from hypereal_lab.gateway.upstream.wire import Sending

__all__ = ["FarTarget", "MediaUpstream", "Prepared", "next_look"]


class MediaUpstream(NamedTuple):
    """One provider, ready to be asked."""

    name: str
    kind: str
    region: str | None
    wire: MediaWire
    caller: Caller
    results: Results
    patience: Patience


class Prepared(NamedTuple):
    """A create that can be sent."""

    sending: Sending
    loan: Loan


def next_look(looks: int, asked: float | None, *, first: float = 1.0, slowest: float = 30.0) -> float:
    """Seconds until work is looked at again: what the provider asked for, else slower each time."""
    return min(max(asked, 0.1), 600.0) if asked is not None else min(slowest, first * 1.5 ** min(looks, 20))


class FarTarget:
    """Asks for one model. Has no state of its own."""

    def __init__(self, upstream: MediaUpstream, model: str) -> None:
        self.upstream = upstream
        self.model = model

    async def do(self, order: Order, token: str) -> Result:
        """Have it done while somebody waits. Raises `UpstreamFailed`."""
        prepared = await self.prepare(order)
        try:
            made = await self.create(order, prepared.sending, token)
            if isinstance(made, Accepted):
                made = await self._waited(made)
            return await self.fetch(order, made)
        finally:
            await prepared.loan.take_back()

    async def prepare(self, order: Order) -> Prepared:
        """The create, with its files lent. Raises `UpstreamFailed`; nothing was begun."""
        loan = Loan(self.upstream.caller)
        try:
            return Prepared(await self.upstream.wire.sending(order, self.model, loan.lend), loan)
        except BaseException:
            await loan.take_back()
            raise

    async def create(self, order: Order, sending: Sending, token: str) -> Made | Accepted:
        """Give the order once. Raises `UpstreamFailed` where nothing was begun, and `Unknown`."""
        caller = self.upstream.caller
        return self.upstream.wire.made(order, await caller.create(sending, token), caller.base_url)

    async def submit(self, sending: Sending, token: str, *, again: bool = False) -> Accepted:
        """The same for the order of a job; `again` for one that was perhaps given before."""
        caller = self.upstream.caller
        heard = await (caller.repeat if again else caller.create)(sending, token)
        return self.upstream.wire.accepted(heard, caller.base_url)

    async def look(self, accepted: Accepted, looks: int) -> Standing:
        """How accepted work stands. A failure to ask is no verdict."""
        try:
            heard = await self.upstream.caller.ask(self.upstream.wire.status(accepted))
        except UpstreamFailed:
            return Unclear()
        if heard.status == 200:
            return self.upstream.wire.standing(heard, looks)
        if heard.status in (429, 503):
            return Working(None, heard.retry_after)
        return Unclear(lost=heard.status in (404, 410), retry_after=heard.retry_after)

    async def cancel(self, accepted: Accepted) -> bool:
        """Have accepted work stopped; True where the provider gave a definite answer."""
        caller = self.upstream.caller
        try:
            heard = await caller.ask(self.upstream.wire.cancel(accepted, caller.base_url))
        except UpstreamFailed:
            return False
        return 200 <= heard.status < 300 or heard.status in (404, 409, 410)

    async def fetch(self, order: Order, made: Made) -> Result:
        """What was made, brought here and judged. Raises `UpstreamFailed`."""
        files = self.upstream.results
        match order:
            case ImagesOrder():
                found = [await files.file(one, "image") for one in made.files[: order.n]]
                return [Picture(one.facts.media_type, one.data) for one in found]
            case TranscriptOrder() if made.transcript is not None:
                return made.transcript
            case SpeechOrder() | VoiceOrder():
                sound = await files.file(made.files[0], "audio")
                return Sound(sound.facts.media_type, sound.data, seconds=sound.facts.seconds, note=made.note)
            case MeshOrder():
                return Mesh("model/gltf-binary", (await files.file(made.files[0], "model3d")).data)
        raise AssertionError(f"{type(order).__name__} is no order that somebody waits for")

    async def _waited(self, accepted: Accepted) -> Made:
        """The end of a job whose caller waits."""
        patience, looks = self.upstream.patience, 0
        end = patience.clock() + patience.deadline
        while patience.clock() < end:
            looks += 1
            standing = await self.look(accepted, looks)
            match standing:
                case Done(made):
                    return made
                case Ended(reason):
                    raise UpstreamFailed(reason, why="empty", begun=True)
            await patience.sleep(next_look(looks, standing.retry_after))
        raise Unknown("The provider took the work on and did not end it in time.", status=504)
