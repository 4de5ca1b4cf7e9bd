"""A served gateway that is killed between the end of a job and its webhook: the next one sends it."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.gateway.test_serve import LIMIT, Start, announced, books, client, start, until

__all__ = ["start"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

BODY = {"model": "gemini_omni_flash", "prompt": "a boat on a lake", "duration": 1, "seed": 7}


class Slow:
    """A receiver that keeps everybody waiting until it is told to answer."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.may_answer = threading.Event()
        self.url = ""


@contextmanager
def slow() -> Iterator[Slow]:
    here = Slow()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            here.posts.append((dict(self.headers.items()), body))
            here.may_answer.wait(LIMIT)
            try:
                self.send_response_only(204)
                self.end_headers()
            except OSError:  # the sender was killed
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield here
    finally:
        here.may_answer.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_webhook_survives_kill_9_between_the_end_of_its_job_and_its_delivery(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    options = ("--data-dir", folder, "--port", 0, "--embedded")
    first = start(*options)
    first.base()
    with slow() as receiver:
        with client(folder) as http:
            told = http.post("/v1/videos/generate", json={**BODY, "webhook_url": receiver.url})
            job = told.raise_for_status().json()["jobId"]
            until(lambda: receiver.posts)
            assert http.get(f"/v1/jobs/{job}").json()["status"] == "completed"
        first.end(signal.SIGKILL)
        receiver.may_answer.set()

        start(*options).base()
        until(lambda: announced(folder)["base_url"] != first.base())
        with client(folder) as http:
            until(lambda: len(receiver.posts) == 2)

            def log() -> dict[str, object]:
                return http.get("/v1/webhooks/deliveries").raise_for_status().json()["deliveries"][0]

            until(lambda: log()["status"] == "delivered")
            secret = http.get("/v1/webhooks/secret").json()["secret"]
        (headers, body), (again, same) = receiver.posts
        assert body == same
        assert Webhook(secret).verify(body, headers) == Webhook(secret).verify(same, again) == json.loads(body)
        assert (json.loads(body)["jobId"], json.loads(body)["creditsUsed"]) == (job, 10)
        assert headers["webhook-id"] == again["webhook-id"]
    assert books(folder).charged.micros == 10_000_000
