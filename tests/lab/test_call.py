"""A call is a value: priced before, sent once, kept after."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest

from hypereal_lab import Credits, Lab, errors
from hypereal_lab.catalog import Estimate
from tests.lab.conftest import KEY, Server

MODEL = "gemini-3-1-flash-t2i"


async def test_nothing_is_sent_until_the_call_is_awaited(lab: Lab, server: Server) -> None:
    call = lab.images.generate("a chrome teapot", n=2)
    assert call.estimate().expected == Credits.of(8)
    assert "never sent" in repr(call)
    assert "8 credits" in repr(call)
    assert not server.made
    await call
    assert len(server.made) == 1
    assert call.state == "succeeded"


async def test_awaiting_twice_pays_once(lab: Lab, server: Server) -> None:
    call = lab.images.generate("a chrome teapot")
    assert await call == await call
    assert len(server.made) == 1


def test_run_is_the_same_without_await(lab: Lab, server: Server) -> None:
    asset = lab.images.generate("a chrome teapot").run()
    assert asset.cost == Credits.of(4)
    assert len(server.made) == 1


async def test_submit_goes_on_while_the_caller_does_something_else(lab: Lab) -> None:
    runs = [lab.images.generate(f"number {i}").submit() for i in range(5)]
    assets = await asyncio.gather(*runs)
    assert len({asset.digest for asset in assets}) == 5
    assert all(run.done for run in runs)


async def test_several_pictures_of_one_call_share_its_cost_exactly(lab: Lab, server: Server) -> None:
    whole = server.make

    def odd(body: dict[str, object]) -> httpx.Response:
        answer = whole(body).json()
        return httpx.Response(200, json={**answer, "creditsUsed": 1.000001})

    server.answer = odd
    first = await lab.images.generate("a chrome teapot", n=3)
    assert len(first.all) == 3
    assert sum((asset.cost for asset in first.all), Credits(0)) == Credits.of("1.000001")  # type: ignore[misc]


async def test_the_journal_knows_the_call_before_the_server_does(lab: Lab, server: Server) -> None:
    seen: list[str] = []

    def look(body: dict[str, object]) -> httpx.Response:
        seen.extend(run.status for run in lab.journal.runs())
        return server.make(body)

    server.answer = look
    await lab.images.generate("a chrome teapot")
    assert seen == ["running"]
    assert [run.status for run in lab.journal.runs()] == ["succeeded"]


async def test_a_refused_call_costs_nothing_and_stays_in_the_journal(lab: Lab, server: Server) -> None:
    problem = {"error": {"type": "insufficient_credits", "message": "Needs 4."}, "required": 4, "available": 1}
    server.answer = lambda _: httpx.Response(402, json=problem)
    with pytest.raises(errors.InsufficientCredits):
        await lab.images.generate("a chrome teapot")
    (run,) = lab.journal.runs()
    assert (run.status, run.credits) == ("failed", Credits(0))
    assert "Needs 4" in (run.error or "")


async def test_a_lost_answer_is_unknown_not_failed(lab: Lab, server: Server) -> None:
    def lose(_: dict[str, object]) -> httpx.Response:
        raise httpx.ReadError("gone")

    server.answer = lose
    with pytest.raises(errors.ConnectionFailed):
        await lab.images.generate("a chrome teapot")
    (run,) = lab.journal.runs()
    assert run.status == "unknown"
    assert len(server.made) == 1


async def test_asking_again_after_a_failure_is_a_new_attempt_with_a_key_of_its_own(lab: Lab, server: Server) -> None:
    server.answer = lambda _: httpx.Response(502, json={"error": {"type": "upstream_error", "message": "no"}})
    call = lab.images.generate("a chrome teapot")
    with pytest.raises(errors.UpstreamError):
        await call
    server.answer = server.make
    await call
    keys = {request.headers["idempotency-key"] for request in server.made}
    assert len(keys) == 2
    assert [run.status for run in lab.journal.runs()] == ["failed", "succeeded"]


async def test_giving_up_the_waiting_does_not_lose_the_picture(lab: Lab, server: Server) -> None:
    call = lab.images.generate("a chrome teapot")
    waiting = asyncio.ensure_future(_await(call))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await call
    assert len(server.made) == 1
    assert len(lab.shelf.assets()) == 1


async def _await(call: object) -> object:
    return await call  # type: ignore[misc]


async def test_an_unknown_price_needs_a_word(lab: Lab, server: Server) -> None:
    for allowed in (False, True):
        call = lab.images.generate("a chrome teapot", allow_unknown_price=allowed)
        unknown = Estimate.unknown("nobody tells")
        call._plan = replace(call._plan, price=unknown)
        assert "price unknown" in repr(call)
        if allowed:
            await call
        else:
            with pytest.raises(errors.PriceUnknown, match="allow_unknown_price"):
                await call
            assert not server.made
    assert len(server.made) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"prompt": ""}, "prompt"),
        ({"prompt": 5}, "prompt"),
        ({"model": "gemini-3-1-flash-t2j"}, "model"),
        ({"model": "gpt-5.5"}, "model"),
        ({"n": 0}, "n"),
        ({"n": 11}, "n"),
        ({"n": 1.5}, "n"),
        ({"seed": -1}, "seed"),
        ({"aspect_ratio": "4:5"}, "aspect_ratio"),
        ({"resolution": "8K"}, "resolution"),
        ({"model": "gpt-image-2", "size": "2048x1152"}, "size"),
        ({"references": ["no/such/file.png"]}, "references"),
        ({"references": [b"<svg/>"]}, "references"),
        ({"references": 7}, "references"),
    ],
)
def test_bad_input_is_refused_at_once_with_its_field(
    lab: Lab, server: Server, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(errors.InputError) as refused:
        lab.images.generate(**{"prompt": "a cat", **wrong})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not server.requests
    assert not lab.journal.runs()


def test_a_misspelt_model_is_told_its_neighbours(lab: Lab) -> None:
    with pytest.raises(errors.InputError, match=MODEL):
        lab.images.generate("a cat", model="gemini-3-1-flash-t2j")


async def test_python_source_makes_the_same_call(lab: Lab) -> None:
    call = lab.images.generate('it\'s "quoted"\n{braces}', aspect_ratio="16:9", n=2, seed=7)
    asset = await call
    source = asset.to_python()
    again = eval(source.removeprefix("await "), {"lab": lab})
    assert again.recipe == call.recipe


async def test_curl_source_holds_no_key(lab: Lab) -> None:
    call = lab.images.generate("it's a cat")
    assert "$HYPEREAL_API_KEY" in call.to_curl()
    assert KEY not in call.to_curl() + call.to_python() + repr(lab)


async def test_the_balance_and_the_table_agree_to_the_millionth(lab: Lab) -> None:
    before = (await lab.credits()).balance
    await asyncio.gather(*(lab.images.generate(f"number {i}", n=1 + i % 3) for i in range(6)))
    after = (await lab.credits()).balance
    assert (before - after).decimal == lab.usage.total() == Decimal(48)
