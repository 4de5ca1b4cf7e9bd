"""A receiver of webhooks for a notebook: an address on this machine, and what came there, verified."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from hypereal_lab.client.webhooks import verify_webhook
from hypereal_lab.errors import InputError, WebhookInvalid
from hypereal_lab.wire.webhooks import WebhookEvent

__all__ = ["WebhookReceiver"]

_LARGEST = 1_000_000
"""Bytes of a webhook."""
_PATIENCE = 10.0
"""Seconds for a sender that stops in the middle."""


class WebhookReceiver:
    """Listens on loopback inside a `with` block; give `url` to a call as its `webhook_url`.

    Only a server on this machine reaches it, such as the embedded gateway.
    """

    def __init__(self, secret: Callable[[], str], port: int = 0) -> None:
        """`secret` is asked when the block begins. Port 0 takes any free one."""
        self._ask = secret
        self._secret = ""
        self._port = port
        self._path = f"/{secrets.token_urlsafe(16)}"
        self._changed = threading.Condition()
        self._events: dict[str, WebhookEvent] = {}
        self._refused = 0
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where webhooks are to be sent. Raises `InputError` outside of the `with` block."""
        if self._server is None:
            raise InputError("the receiver listens only inside `with lab.webhooks() as hooks:`.", field="url")
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._path}"

    @property
    def events(self) -> list[WebhookEvent]:
        """What came and was genuine, each once, in the order of coming."""
        with self._changed:
            return list(self._events.values())

    @property
    def refused(self) -> int:
        """How many requests were no webhook of this account."""
        return self._refused

    def wait(self, count: int = 1, timeout: float = 60.0) -> list[WebhookEvent]:
        """The events, when there are `count` of them. Raises `TimeoutError` after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._events) >= count, timeout):
                words = f"{len(self._events)} of {count} webhooks came in {timeout:g} s; lab.jobs tells of the jobs."
                raise TimeoutError(words)
            return list(self._events.values())

    def take(self, headers: dict[str, str], body: bytes) -> bool:
        """Keep one request, if it is genuine."""
        try:
            event = verify_webhook(headers, body, self._secret)
        except WebhookInvalid:
            self._refused += 1
            return False
        with self._changed:
            self._events.setdefault(event.webhook_id, event)
            self._changed.notify_all()
        return True

    def __enter__(self) -> WebhookReceiver:
        self._secret = self._ask()
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler(self, self._path))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="webhooks")
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
        self._server = None

    def __repr__(self) -> str:
        return f"<WebhookReceiver, {len(self.events)} events, {'closed' if self._server is None else 'listening'}>"


def _handler(receiver: WebhookReceiver, path: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            if self.path != path or not (size.isascii() and size.isdigit() and int(size) <= _LARGEST):
                self._answer(HTTPStatus.NOT_FOUND)
            elif receiver.take(dict(self.headers.items()), self.rfile.read(int(size))):
                self._answer(HTTPStatus.NO_CONTENT)
            else:
                self._answer(HTTPStatus.BAD_REQUEST)

        def _answer(self, status: HTTPStatus) -> None:
            self.send_response_only(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """A notebook's cell is no place for it."""

    return Handler
