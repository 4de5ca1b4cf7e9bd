"""Who gets in: four forms of a key, and nobody else."""

from __future__ import annotations

import logging

import httpx
import pytest

from tests.gateway.conftest import Gateway, listening, read

CREDITS = "/api/credits"


@pytest.fixture
async def nobody(gateway: Gateway):
    """The same gateway for callers without a key."""
    transport = httpx.ASGITransport(gateway.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield http


def forms(key: str) -> dict[str, dict[str, dict[str, str]]]:
    return {
        "bearer": {"headers": {"Authorization": f"Bearer {key}"}},
        "x-api-key": {"headers": {"x-api-key": key}},
        "x-goog-api-key": {"headers": {"x-goog-api-key": key}},
        "query": {"params": {"key": key}},
    }


@pytest.mark.parametrize("form", ["bearer", "x-api-key", "x-goog-api-key", "query"])
@pytest.mark.parametrize("path", [CREDITS, "/v1/models", "/api/v1/models", "/api/api-usage"])
async def test_each_form_of_a_key_opens_each_route(
    gateway: Gateway, nobody: httpx.AsyncClient, form: str, path: str
) -> None:
    answer = await nobody.get(path, **forms(gateway.key.key)[form])
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("form", ["bearer", "x-api-key", "x-goog-api-key", "query"])
async def test_each_form_makes_a_picture(gateway: Gateway, nobody: httpx.AsyncClient, form: str) -> None:
    body = {"model": "gpt-image-2", "prompt": "a kite"}
    answer = await nobody.post("/v1/images/generations", json=body, **forms(gateway.key.key)[form])
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("first", "second"), [("bearer", "x-api-key"), ("x-api-key", "x-goog-api-key"), ("x-goog-api-key", "query")]
)
async def test_of_several_forms_the_first_in_order_counts(
    gateway: Gateway, nobody: httpx.AsyncClient, first: str, second: str
) -> None:
    right, wrong = forms(gateway.key.key), forms("ck_0000000000000000_" + "0" * 64)

    def both(one: dict, two: dict) -> dict:
        return {"headers": {**one.get("headers", {}), **two.get("headers", {})}, "params": two.get("params")}

    assert (await nobody.get(CREDITS, **both(right[first], wrong[second]))).status_code == 200
    assert (await nobody.get(CREDITS, **both(wrong[first], right[second]))).status_code == 401


async def test_an_authorization_of_another_kind_leaves_room_for_the_other_forms(
    gateway: Gateway, nobody: httpx.AsyncClient
) -> None:
    headers = {"Authorization": "Basic dXNlcjpwYXNz", "x-api-key": gateway.key.key}
    assert (await nobody.get(CREDITS, headers=headers)).status_code == 200


async def test_bearer_is_read_without_regard_to_case_and_spaces(gateway: Gateway, nobody: httpx.AsyncClient) -> None:
    assert (await nobody.get(CREDITS, headers={"Authorization": f"bEARER   {gateway.key.key} "})).status_code == 200


async def test_no_key_says_where_to_put_one(nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(CREDITS)
    assert answer.status_code == 401
    error = read(answer)["error"]
    assert (error["type"], error["code"]) == ("authentication_error", "missing_key")
    assert "Authorization: Bearer" in error["message"]


async def test_a_key_without_the_prefix_is_refused(gateway: Gateway, nobody: httpx.AsyncClient) -> None:
    answer = await nobody.get(CREDITS, headers={"x-api-key": gateway.key.key.removeprefix("ck_")})
    assert answer.status_code == 401
    assert "ck_" in read(answer)["error"]["message"]


async def test_unknown_wrong_disabled_and_expired_keys_get_the_same_answer(
    gateway: Gateway, nobody: httpx.AsyncClient
) -> None:
    disabled, expired = await gateway.new_key(), await gateway.new_key()
    await gateway.parts.keys.disable(disabled.id)
    await gateway.parts.keys.expire(expired.id, gateway.clock.now)
    wrong = gateway.key.key[:-1] + ("0" if gateway.key.key[-1] != "0" else "1")
    bodies = set()
    for key in (disabled.key, expired.key, wrong, "ck_unknown", "ck_" + "é" * 3, f"ck_{'0' * 16}_{'0' * 64}"):
        answer = await nobody.get(CREDITS, headers={"x-api-key": key.encode("latin-1")})
        assert answer.status_code == 401
        bodies.add(read(answer)["error"]["message"])
    assert len(bodies) == 1


async def test_a_disabled_key_is_refused_from_the_next_request_on(gateway: Gateway) -> None:
    assert (await gateway.http.get(CREDITS)).status_code == 200
    await gateway.parts.keys.disable(gateway.key.id)
    assert (await gateway.http.get(CREDITS)).status_code == 401


async def test_a_key_disabled_by_another_process_is_refused_from_the_next_request_on(gateway: Gateway) -> None:
    from hypereal_lab.gateway.accounts import Keys
    from hypereal_lab.gateway.store import Store

    assert (await gateway.http.get(CREDITS)).status_code == 200
    beside = Store(gateway.parts.store.data_dir)
    await Keys(beside).disable(gateway.key.id)
    await beside.close()
    assert (await gateway.http.get(CREDITS)).status_code == 401


async def test_a_key_expires_to_the_second(gateway: Gateway) -> None:
    await gateway.parts.keys.expire(gateway.key.id, gateway.clock.now + 10)
    gateway.clock.forward(9.5)
    assert (await gateway.http.get(CREDITS)).status_code == 200
    gateway.clock.forward(0.5)
    assert (await gateway.http.get(CREDITS)).status_code == 401


@pytest.mark.parametrize(
    "query", ["key={key}", "a=1&key={key}&b=2", "key={key}&key={key}", "%6Bey={key}", "k%65y={key}"]
)
async def test_a_key_in_the_address_reaches_no_log(
    gateway: Gateway, nobody: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, query: str
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = gateway.key.key.split("_")[2]
    seen: list[bytes] = []

    async def spy(scope, receive, send) -> None:
        try:
            await gateway.app(scope, receive, send)
        finally:
            seen.append(scope["query_string"])

    transport = httpx.ASGITransport(spy, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        for path in ("/v1/models", "/v1/nowhere", "/files/x/y", "/api/api-usage"):
            await http.get(f"{path}?{query.format(key=gateway.key.key)}")
    ours = [record for record in caplog.records if record.name.startswith(("hypereal_lab", "uvicorn"))]
    assert ours and all(secret not in record.getMessage() for record in ours)
    assert len(seen) == 4 and all(secret.encode() not in one for one in seen)


async def test_the_access_log_of_the_server_sees_no_key(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with listening(gateway, access_log=True) as url, httpx.AsyncClient() as http:
        answer = await http.get(f"{url}/api/api-usage?days=3&key={gateway.key.key}")
    assert answer.status_code == 200
    told = [record.getMessage() for record in caplog.records if record.name == "uvicorn.access"]
    assert len(told) == 1 and "days=3" in told[0]
    assert "ck_" not in told[0]


async def test_no_error_repeats_a_key(gateway: Gateway, nobody: httpx.AsyncClient) -> None:
    secret = gateway.key.key.split("_")[2]
    for form in forms(gateway.key.key).values():
        for path in ("/v1/nowhere", "/v1/images/generations", "/v1/models/none"):
            answer = await nobody.get(path, **form)
            assert answer.status_code >= 400, path
            assert secret not in answer.text and secret not in str(answer.headers)


async def test_answers_to_a_key_are_kept_by_nobody(gateway: Gateway) -> None:
    for answer in (await gateway.http.get(CREDITS), await gateway.make(), await gateway.make(model="x")):
        assert answer.headers["cache-control"] == "private, no-store"


async def test_health_and_unknown_paths_need_no_key(nobody: httpx.AsyncClient) -> None:
    assert read(await nobody.get("/healthz"))["status"] == "ok"
    lost = await nobody.get("/v1/nowhere")
    assert (lost.status_code, read(lost)["error"]["type"]) == (404, "not_found")
    wrong = await nobody.get("/v1/images/generations")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert read(wrong)["error"]["type"] == "invalid_request"
