"""The receiver of a notebook."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import httpx
import pytest

from hypereal_lab import Lab, errors
from hypereal_lab.lab.webhooks import WebhookReceiver
from hypereal_lab.wire.webhooks import signed_headers, write_secret
from tests.lab.servers import Dead, lab_at
from tests.lab.test_embedded import home

__all__ = ["home"]

KEY = bytes(range(32))
BODY = b'{"jobId":"job_1","status":"completed"}'


def send(url: str, event: str = "msg_1", key: bytes = KEY, body: bytes = BODY) -> int:
    return httpx.post(url, content=body, headers=signed_headers([key], event, int(time.time()), body)).status_code


def test_genuine_events_are_collected_once_and_others_are_counted() -> None:
    with WebhookReceiver(lambda: write_secret(KEY)) as hooks:
        assert [send(hooks.url), send(hooks.url), send(hooks.url, "msg_2")] == [204, 204, 204]
        assert send(hooks.url, "msg_3", bytes(32)) == 400
        assert send(hooks.url + "x", "msg_4") == 404
        assert httpx.get(hooks.url).status_code == 501
        assert [event.webhook_id for event in hooks.wait(2)] == ["msg_1", "msg_2"]
        assert hooks.refused == 1
        with pytest.raises(TimeoutError, match="2 of 3"):
            hooks.wait(3, timeout=0.01)
        url = hooks.url
    with pytest.raises(httpx.ConnectError):
        send(url)
    with pytest.raises(errors.InputError, match="inside"):
        _ = hooks.url
    assert hooks.events[0].state == "succeeded"


def test_a_body_that_is_too_large_or_has_no_length_is_not_read() -> None:
    with WebhookReceiver(lambda: write_secret(KEY)) as hooks:
        place = httpx.URL(hooks.url)
        with socket.create_connection((place.host, place.port)) as line:
            line.sendall(f"POST {place.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n".encode())
            assert b"404" in line.recv(100)
        assert httpx.post(hooks.url, content=iter([b"x"])).status_code == 404


def test_the_embedded_gateway_tells_the_notebook_that_a_film_is_done(home: Path) -> None:
    lab = Lab(home=home, environ={})
    try:
        with lab.webhooks() as hooks:

            async def order() -> str:
                client = await lab.connection.client()
                call = client.videos.generate("a boat", model="gemini_omni_flash", duration=1, webhook_url=hooks.url)
                return (await call).id

            job = lab.loop.wait(order())
            (event,) = hooks.wait()
        assert (event.id, event.state, event.type) == (job, "succeeded", "video")
        assert event.output.startswith(lab.root.removesuffix("/api"))
    finally:
        lab.close()


def test_a_film_of_the_lab_tells_its_receiver_and_its_recipe_does_not_know(home: Path) -> None:
    lab = Lab(home=home, environ={})
    try:
        with lab.webhooks() as hooks:
            wish = {"prompt": "a boat", "model": "gemini_omni_flash", "duration": 1}
            told = lab.videos.generate(**wish, webhook_url=hooks.url)
            assert told.recipe_hash == lab.videos.generate(**wish).recipe_hash
            asset = told.run()
            (event,) = hooks.wait()
            assert event.state == "succeeded"
            assert hooks.url not in str(asset.recipe)
            assert lab.videos.generate(**wish, webhook_url=hooks.url).run() == asset
            assert len(hooks.events) == 1
    finally:
        lab.close()


@pytest.mark.parametrize("url", ["example.com/hook", "ftp://example.com", "", 7])
def test_an_address_that_is_none_is_refused_with_nothing_sent(tmp_path: Path, url: object) -> None:
    with lab_at(tmp_path, Dead()) as lab, pytest.raises(errors.InputError, match="webhook_url") as refused:
        lab.videos.generate("a boat", webhook_url=url)  # type: ignore[arg-type]
    assert refused.value.field == "webhook_url"
