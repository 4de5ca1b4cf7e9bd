"""What a receiver is given to tell genuine webhooks from others."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from hypereal_lab import AsyncHypereal, verify_webhook
from hypereal_lab.errors import InputError, WebhookInvalid
from hypereal_lab.wire.webhooks import read_secret, sign_event, signed_headers, write_secret

KEY = bytes(range(32))
SECRET = write_secret(KEY)
NOW = 1_790_000_000
BODY = (
    b'{"jobId":"job_1","status":"completed","type":"video","model":"m","creditsUsed":12.5,"outputUrl":"http://x/y.mp4"}'
)


def independent(body: bytes, event: str = "msg_1", at: int = NOW) -> dict[str, str]:
    """Signed by somebody else's code."""
    signature = Webhook(SECRET).sign(event, datetime.fromtimestamp(at, UTC), body.decode())
    return {"webhook-id": event, "webhook-timestamp": str(at), "webhook-signature": signature}


def vendor(body: bytes, at: int = NOW) -> dict[str, str]:
    return {
        "X-Hypereal-Event-Id": "msg_1",
        "X-Hypereal-Timestamp": str(at),
        "X-Hypereal-Signature": sign_event(KEY, at, body),
    }


def test_what_another_library_signed_is_genuine() -> None:
    event = verify_webhook(independent(BODY), BODY, SECRET, now=NOW + 10)
    assert (event.id, event.state, event.output) == ("job_1", "succeeded", "http://x/y.mp4")
    assert (event.webhook_id, event.credits_used) == ("msg_1", Decimal("12.5"))


def test_what_is_signed_here_another_library_finds_genuine() -> None:
    at = int(datetime.now(UTC).timestamp())
    assert Webhook(SECRET).verify(BODY, signed_headers([bytes(32), KEY], "msg_1", at, BODY))["jobId"] == "job_1"


@pytest.mark.parametrize("sign", [independent, vendor])
def test_either_set_of_headers_is_enough_in_any_case(sign: Callable[..., dict[str, str]]) -> None:
    headers = {name.title(): value for name, value in sign(BODY).items()}
    assert verify_webhook(headers, BODY.decode(), SECRET, now=NOW).webhook_id == "msg_1"


@pytest.mark.parametrize("keys", [[KEY, bytes(32)], [bytes(32), KEY]])
def test_one_good_signature_of_two_is_enough(keys: list[bytes]) -> None:
    headers = signed_headers(keys, "msg_1", NOW, BODY)
    assert verify_webhook(headers, BODY, SECRET, now=NOW)
    only = {name: value for name, value in headers.items() if name.startswith("x-")}
    assert verify_webhook(only, BODY, SECRET, now=NOW)


@pytest.mark.parametrize("sign", [independent, vendor])
@given(at=st.integers(0, len(BODY) - 1), other=st.integers(0, 255))
def test_no_byte_can_be_changed(sign: Callable[..., dict[str, str]], at: int, other: int) -> None:
    changed = BODY[:at] + bytes([other]) + BODY[at + 1 :]
    if changed != BODY:
        with pytest.raises(WebhookInvalid):
            verify_webhook(sign(BODY), changed, SECRET, now=NOW)


@pytest.mark.parametrize("sign", [independent, vendor])
@pytest.mark.parametrize("late", [-301, 301, 10**6])
def test_an_old_or_early_one_is_refused(sign: Callable[..., dict[str, str]], late: int) -> None:
    with pytest.raises(WebhookInvalid, match="more than 300 s"):
        verify_webhook(sign(BODY), BODY, SECRET, now=NOW + late)
    assert verify_webhook(sign(BODY), BODY, SECRET, now=NOW + late, tolerance=10**7)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-id": ""},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v2,AAAA nonsense \u00e9"},
    ],
)
def test_headers_that_were_changed_or_lost_are_refused(change: dict[str, str]) -> None:
    with pytest.raises(WebhookInvalid):
        verify_webhook({**independent(BODY), **change}, BODY, SECRET, now=NOW)


def test_a_request_without_signatures_is_no_webhook() -> None:
    with pytest.raises(WebhookInvalid, match="no webhook"):
        verify_webhook({}, BODY, SECRET, now=NOW)


@pytest.mark.parametrize("body", [b"[]", b"nonsense", b"\xff", b'{"jobId":[1]}'])
def test_a_signed_body_that_tells_of_no_job_is_refused(body: bytes) -> None:
    with pytest.raises(WebhookInvalid, match="tells of no job"):
        verify_webhook(signed_headers([KEY], "msg_1", NOW, body), body, SECRET, now=NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_!!!!", "whsec_c2hvcnQ="])
def test_a_secret_that_is_none_is_named_and_not_shown(secret: str) -> None:
    with pytest.raises(InputError, match="whsec_ and a key") as error:
        verify_webhook(independent(BODY), BODY, secret, now=NOW)
    assert error.value.field == "secret"


@given(st.binary(min_size=16, max_size=128))
def test_a_secret_is_read_as_it_was_written(key: bytes) -> None:
    assert read_secret(write_secret(key)) == key
    assert read_secret(base64.b64encode(key).decode()) == key


async def test_the_client_asks_for_secret_log_and_replays() -> None:
    asked: list[str] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        delivery = {"id": "msg_1", "jobId": "job_1", "url": "https://x/", "status": "delivered", "createdAt": 1.0}
        if request.url.path.endswith("/secret"):
            return httpx.Response(200, json={"secret": SECRET, "previousUntil": None})
        if request.url.path.endswith("/deliveries"):
            return httpx.Response(200, json={"deliveries": [delivery], "nextCursor": None})
        return httpx.Response(202, json={**delivery, "status": "waiting"})

    async with AsyncHypereal("ck_k", "http://server", environ={}, transport=httpx.MockTransport(serve)) as client:
        found = await client.webhooks.secret()
        assert (found.secret, SECRET in repr(found)) == (SECRET, False)
        assert (await client.webhooks.rotate()).secret == SECRET
        assert (await client.webhooks.deliveries()).deliveries[0].job_id == "job_1"
        assert (await client.webhooks.replay("msg_1")).status == "waiting"
    assert [line.split("/v1")[1] for line in asked] == [
        "/webhooks/secret",
        "/webhooks/secret",
        "/webhooks/deliveries",
        "/webhooks/msg_1/replay",
    ]
