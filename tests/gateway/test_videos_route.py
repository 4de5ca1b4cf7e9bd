"""Ordering films: both shapes of body, what is refused, one hold, one job, one charge."""

from __future__ import annotations

import asyncio
import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hypereal_lab.wire.money import ZERO, Credits
from tests.gateway.conftest import FakeClock, Gateway, read, running
from tests.gateway.providers import png

PATH = "/v1/videos/generate"
CLIP, SECONDS, OLDER = "kling-v3", "gemini_omni_flash", "kling-3-0-pro-i2v"
"""Priced by the clip, by the second, and by clips of some lengths only."""
KEY = {"idempotency-key": "take 2"}


def data_url(width: int = 16, height: int = 9) -> str:
    return "data:image/png;base64," + base64.b64encode(png(width, height)).decode()


async def order(gateway: Gateway, headers: dict[str, str] | None = None, path: str = PATH, **body: Any):
    return await gateway.make(path, headers, **{"model": CLIP, "prompt": "a fox runs", **body})


async def done(gateway: Gateway) -> None:
    await gateway.parts.jobs.drain()


async def test_an_order_is_accepted_held_made_and_charged_once(gateway: Gateway) -> None:
    gateway.films.may_end.clear()
    answer = await order(gateway)
    assert answer.status_code == 202
    told = read(answer)
    assert set(told) == {"jobId", "status", "message", "pollUrl", "creditsUsed"}
    assert (told["status"], told["creditsUsed"]) == ("processing", 85)
    assert told["pollUrl"] == f"http://gateway/v1/jobs/{told['jobId']}?model={CLIP}&type=video"
    balance = gateway.parts.ledger.balance(gateway.key.account)
    assert (balance.held, balance.posted) == (Credits.of(85), Credits.of(1000))
    gateway.films.may_end.set()
    await done(gateway)
    job = read(await gateway.http.get(told["pollUrl"]))
    assert (job["jobId"], job["status"], job["creditsUsed"], job["progress"]) == (told["jobId"], "completed", 85, 1)
    film = await gateway.http.get(job["outputUrl"])
    assert (film.content, film.headers["content-type"]) == (b"film", "video/mp4")
    assert job["outputUrl"].endswith("/video.mp4")
    books = gateway.books()
    assert (books.charged, books.held) == (Credits.of(85), ZERO)
    assert gateway.calls() == [(200, 1, 85_000_000, None)]


async def test_seconds_are_priced_held_made_and_logged(gateway: Gateway) -> None:
    told = read(await order(gateway, model=SECONDS, duration=7))
    await done(gateway)
    assert told["creditsUsed"] == 70
    assert gateway.films.orders[0].seconds == 7
    assert gateway.calls() == [(200, 7, 70_000_000, None)]


async def test_flat_and_nested_bodies_are_the_same_job(gateway: Gateway) -> None:
    wish = {"prompt": "a fox runs", "duration": 5, "aspect_ratio": "9:16", "resolution": "720P", "seed": 3}
    frames = {"image": data_url(), "cfg_scale": 0.5}
    for body in (
        {**wish, **frames, "last_image_url": data_url(4, 4)},
        {"prompt": None, "input": {**wish, **frames, "end_image": data_url(4, 4)}},
        {**wish, "prompt": "a cat", "image": data_url(1, 1), "input": {"prompt": "a fox runs", "image_url": data_url(), "last_image": data_url(4, 4), "cfg_scale": 0.5}},
    ):  # fmt: skip
        assert (await order(gateway, **body)).status_code == 202
    await done(gateway)
    one, two, three = gateway.films.orders
    assert one == two == three
    assert (one.width, one.height, one.seconds, one.seed) == (720, 1280, 5, 3)
    assert (one.first_frame, one.last_frame) == (png(16, 9), png(4, 4))
    assert one.rest == {"cfg_scale": 0.5}


@pytest.mark.parametrize("path", [PATH, f"/api{PATH}"])
async def test_both_prefixes_answer(gateway: Gateway, path: str) -> None:
    assert (await order(gateway, path=path)).status_code == 202


async def test_a_film_takes_the_shape_of_its_first_frame(gateway: Gateway) -> None:
    await order(gateway, prompt=None, image_urls=[data_url(30, 40)])
    await done(gateway)
    made = gateway.films.orders[0]
    assert (made.width, made.height) == (720, 960)


@pytest.mark.parametrize(
    ("body", "code", "param", "words"),
    [
        ({"model": None}, "model_required", "model", "Model is required"),
        ({"model": "kling-v9"}, "model_not_found", "model", "Unsupported video model"),
        ({"model": "gpt-image-2"}, "model_not_found", "model", "Unsupported video model"),
        ({"prompt": None}, "invalid_value", "prompt", "prompt and image are both missing"),
        ({"prompt": "  "}, "invalid_value", "prompt", "both missing"),
        ({"model": OLDER, "duration": 4}, "invalid_value", "duration", "3, 5, 10, 15"),
        ({"model": OLDER, "duration": 15}, "price_unknown", "duration", "it has one for 5, 10 seconds"),
        ({"duration": 0}, "invalid_value", "duration", "duration 0"),
        ({"duration": "long"}, "invalid_type", "duration", "duration"),
        ({"input": {"duration": "long"}}, "invalid_type", "input.duration", "duration"),
        ({"model": SECONDS, "aspect_ratio": "1:1"}, "invalid_value", "aspect_ratio", "16:9, 9:16"),
        ({"model": SECONDS, "resolution": "1080p"}, "invalid_value", "resolution", "720P"),
        ({"mode": "slow"}, "invalid_value", "mode", "auto, fast"),
        ({"image": "http://127.0.0.1/a.png"}, None, "image", "image: "),
        ({"input": {"last_image": "data:text/html;base64,PGI+"}}, None, "last_image", "last_image: "),
        ({"image_urls": ["ftp://example.com/a.png"]}, None, "image_urls", "image_urls[0]: "),
    ],
)
async def test_what_is_refused_names_the_field(
    gateway: Gateway, body: dict[str, Any], code: str | None, param: str, words: str
) -> None:
    error = await gateway.refusal(path=PATH, **{"model": CLIP, "prompt": "a fox runs", **body})
    assert error["type"] == "invalid_request"
    assert error["param"] == param
    assert words in error["message"]
    assert code is None or error["code"] == code
    if param == "model":
        assert CLIP in error["available_models"]
    assert gateway.films.orders == []
    assert len(gateway.calls()) == (0 if error["code"] == "invalid_type" else 1)


async def test_without_a_key_nothing_is_ordered(gateway: Gateway) -> None:
    answer = await gateway.http.post(PATH, json={"model": CLIP}, headers={"authorization": ""})
    assert answer.status_code == 401


async def test_a_poor_account_hears_both_numbers(gateway: Gateway) -> None:
    poor = await gateway.new_key(84)
    headers = {"authorization": f"Bearer {poor.key}"}
    answer = await order(gateway, headers)
    error = read(answer)["error"]
    assert (answer.status_code, error["required"], error["available"]) == (402, 85, Decimal(84))
    assert read(await gateway.http.get("/v1/jobs", headers=headers)) == {"jobs": [], "nextCursor": None}
    assert gateway.films.orders == []
    assert not [path for path in (gateway.parts.store.data_dir / "files").rglob("*") if path.is_file()]


async def test_a_full_hour_refuses_orders_but_lets_jobs_be_looked_at(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path / "data", clock, rate_limit=2) as gateway:
        told = read(await order(gateway))
        assert (await order(gateway)).status_code == 202
        assert (await order(gateway)).status_code == 429
        for _ in range(5):
            assert (await gateway.http.get(told["pollUrl"])).status_code == 200
        await done(gateway)


async def test_a_repeat_with_the_same_key_is_the_same_job(gateway: Gateway) -> None:
    first = await order(gateway, KEY)
    again = await order(gateway, KEY)
    assert first.content == again.content
    assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")
    assert (await order(gateway, KEY, prompt="a cat")).status_code == 409
    await done(gateway)
    assert first.content == (await order(gateway, KEY)).content
    assert len(gateway.films.orders) == 1
    assert gateway.balance == Credits.of(915)


async def test_repeats_at_once_are_one_job(gateway: Gateway) -> None:
    answers = await asyncio.gather(*(order(gateway, KEY, image=data_url()) for _ in range(8)))
    await done(gateway)
    assert len({answer.content for answer in answers}) == 1
    assert len(gateway.films.orders) == 1
    assert gateway.books().charged == Credits.of(85)
