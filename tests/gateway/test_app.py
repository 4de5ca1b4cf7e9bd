"""What is true of every answer of the whole app, whichever route gave it."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.errors import BY_TYPE
from hypereal_lab.gateway import bodies
from hypereal_lab.gateway.store import StoreFailed
from hypereal_lab.wire.problems import read_problem
from tests.gateway.conftest import FLASH, FakeClock, Gateway, read, running

GENERATIONS = "/v1/images/generations"
EVERYTHING = [
    ("GET", "/healthz", 200),
    ("GET", "/v1/models", 200),
    ("GET", f"/api/v1/models/{FLASH}", 200),
    ("GET", "/api/credits", 200),
    ("GET", "/api/api-usage?days=x", 400),
    ("GET", "/files/none/image.png", 404),
    ("GET", "/nowhere", 404),
    ("GET", GENERATIONS, 405),
    ("DELETE", "/v1/models", 405),
    ("POST", GENERATIONS, 400),
    ("HEAD", "/v1/models", 200),
    ("HEAD", "/", 200),
    ("HEAD", "/api", 200),
    ("HEAD", "/nothing", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), EVERYTHING)
async def test_every_answer_has_an_id_and_the_rate_limit(gateway: Gateway, method: str, path: str, status: int) -> None:
    answer = await gateway.http.request(method, path)
    assert answer.status_code == status
    assert re.fullmatch(r"req_[0-9a-f]{27}", answer.headers["x-request-id"])
    assert answer.headers["request-id"] == answer.headers["x-request-id"]
    limit, left, reset = (int(answer.headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining", "reset"))
    assert (limit, left in (999, 1000)) == (1000, True)
    assert gateway.clock.now <= reset <= gateway.clock.now + 3600
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) == len((await gateway.http.request(method, path)).content or b"") or (
        method == "HEAD"
    )


@pytest.mark.parametrize(
    ("method", "path", "status"), [row for row in EVERYTHING if row[2] >= 400 and row[0] != "HEAD"]
)
async def test_every_error_has_the_one_body(gateway: Gateway, method: str, path: str, status: int) -> None:
    answer = await gateway.http.request(method, path)
    body = read(answer)
    assert body["type"] == "error"
    assert body["request_id"] == answer.headers["x-request-id"]
    assert set(body["error"]) >= {"type", "message", "code", "param"}
    assert body["error"]["type"] in BY_TYPE
    assert read_problem(status, answer.content).exception().status == status
    assert answer.headers["cache-control"] == "private, no-store"


async def test_ids_never_repeat_and_sort_by_time(gateway: Gateway) -> None:
    ids = []
    for _ in range(20):
        ids.append((await gateway.http.get("/healthz")).headers["x-request-id"])
        gateway.clock.forward(1)
    assert sorted(set(ids)) == ids


async def test_a_405_names_the_methods_there_are(gateway: Gateway) -> None:
    answer = await gateway.http.get(GENERATIONS)
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("failing", ["answers", "gate"])
async def test_an_unforeseen_failure_hides_the_inside_and_is_logged_with_its_id(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError("/secret/path of the operator")

    monkeypatch.setattr(type(getattr(gateway.parts, failing)), {"answers": "once", "gate": "admit"}[failing], broken)
    answer = await gateway.make(headers={"idempotency-key": "a"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert read(answer)["error"]["type"] == "upstream_error"
    assert answer.headers["x-request-id"] in read(answer)["error"]["message"]
    logged = next(record for record in caplog.records if record.exc_info)
    assert answer.headers["x-request-id"] in logged.getMessage()


async def test_a_database_in_trouble_is_a_503_that_charges_nothing(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise StoreFailed("the ledger cannot be written (disk full); nothing was charged, try again.")

    monkeypatch.setattr(gateway.parts.store.writer, "submit_to", full)
    error = await gateway.refusal(503)
    assert (error["type"], error["code"]) == ("upstream_unavailable", "store_failed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b"\xff\xfe{}", "invalid_json"),
        (b"[1, 2]", "invalid_json"),
        (b'"text"', "invalid_json"),
        (b'{"prompt": "\\ud800"}', "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"model": ' + b"[" * 100_000, "invalid_type"),
        (b'{"n": "three"}', "invalid_type"),
        (b'{"n": true}', "invalid_type"),
        (b'{"n": 1.5}', "invalid_type"),
        (b'{"image_urls": [1]}', "invalid_type"),
        (b'{"image_urls": {"a": 1}}', "invalid_type"),
        (b'{"promt": "a"}', "unknown_field"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_400_that_says_where(gateway: Gateway, body: bytes, code: str) -> None:
    answer = await gateway.http.post(GENERATIONS, content=body)
    assert answer.status_code == 400, answer.text[:300]
    error = read(answer)["error"]
    assert error["code"] == code, error
    if code == "invalid_type":
        assert error["param"].split("[")[0] in ("n", "image_urls", "model")
        assert error["message"].startswith(error["param"])


async def test_an_unknown_field_is_named_with_the_nearest_known_one(gateway: Gateway) -> None:
    error = await gateway.refusal(promt="a")
    assert error["param"] == "promt"
    assert "Did you mean prompt?" in error["message"]


@pytest.mark.parametrize("number", [-1, 0, 11, 2**70, -(10**400)])
async def test_huge_and_negative_numbers_are_no_500(gateway: Gateway, number: int) -> None:
    body = b'{"model": "%s", "prompt": "a", "n": %d, "seed": %d}' % (FLASH.encode(), number, number)
    answer = await gateway.http.post(GENERATIONS, content=body)
    assert answer.status_code in (200, 400), answer.text


async def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(gateway: Gateway) -> None:
    async def endless():
        raise AssertionError("it was read")
        yield b""

    headers = {"content-length": str(bodies.MOST + 1)}
    answer = await gateway.http.post(GENERATIONS, content=endless(), headers=headers)
    assert (answer.status_code, read(answer)["error"]["type"]) == (413, "payload_too_large")


async def test_a_body_that_turns_out_too_large_is_refused(
    gateway: Gateway, base_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MOST", 300_000)

    async def chunks():
        for _ in range(10):
            yield b" " * 100_000

    async with httpx.AsyncClient(base_url=base_url, headers=gateway.http.headers) as http:
        for content in (chunks(), b" " * 1_000_000):
            answer = await http.post(GENERATIONS, content=content)
            assert (answer.status_code, read(answer)["error"]["code"]) == (413, "body_too_large")
        assert (await http.get("/api/credits")).status_code == 200


async def test_the_log_has_one_line_for_each_request_and_no_secret(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="hypereal_lab.gateway")
    made = read(await gateway.make())
    link = made["data"][0]["url"]
    await gateway.http.get(link)
    await gateway.http.get("/v1/none%0a2026 forged line?key=ck_0000000000000000_hidden")
    lines = [record.getMessage() for record in caplog.records if record.name == "hypereal_lab.gateway"]
    assert len(lines) == 3
    assert lines[0].startswith(f"POST {GENERATIONS} 200 ")
    assert lines[0].endswith(f" {gateway.key.id}")
    everything = "\n".join(lines)
    assert link.split("/")[4] not in everything
    assert "hidden" not in everything
    assert "\n2026 forged" not in everything
    assert gateway.key.key.split("_")[2] not in everything


async def test_every_v1_route_also_answers_under_api(gateway: Gateway) -> None:
    for path in (GENERATIONS, "/v1/images/generate"):
        assert (await gateway.make(f"/api{path}")).status_code == 200
    assert (await gateway.http.get("/api/v1/models")).content == (await gateway.http.get("/v1/models")).content


async def test_a_gateway_that_is_stopping_takes_no_new_call(tmp_path: Path, clock: FakeClock) -> None:
    async with running(tmp_path, clock) as gateway:
        gateway.parts.corridor.stop()
        error = await gateway.refusal(503)
        assert error["code"] == "stopping"


async def test_holds_that_could_not_be_voided_are_given_back_later(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = gateway.parts.store.writer.submit

    def full(*_args: Any) -> None:
        raise StoreFailed("full")

    gateway.provider.fail()
    monkeypatch.setattr(gateway.parts.store.writer, "submit", full)
    assert (await gateway.make()).status_code == 502
    assert gateway.parts.ledger.balance(gateway.key.account).held.decimal == 4
    monkeypatch.setattr(gateway.parts.store.writer, "submit", whole)
    await gateway.parts.sweep()
    assert gateway.parts.ledger.balance(gateway.key.account).held.decimal == 0
