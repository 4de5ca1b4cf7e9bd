"""A real server on this machine that makes pictures and clips, for tests with several processes."""

from __future__ import annotations

import base64
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.lab.conftest import picture
from tests.lab.servers import clip

ROOT = Path(__file__).parents[2]


class Bank(ThreadingHTTPServer):
    """Makes pictures and clips, charges before it answers, and remembers keys."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Teller)
        self.lock = threading.Lock()
        self.answers: dict[str, tuple[bytes, bytes]] = {}
        self.charged: dict[str, list[Decimal]] = {}
        self.looks: dict[str, int] = {}
        self.mismatches = 0
        """Requests under a key that was used for another body."""
        self.price: Decimal | None = None
        """Credits of every call; by the words of each where it is None."""

    @contextmanager
    def open(self) -> Iterator[Bank]:
        """Answers until the end of the block."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            thread.join()
            self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def once(self, key: str, body: bytes, path: str) -> bytes:
        with self.lock:
            if key in self.answers:
                self.mismatches += self.answers[key][0] != body
                return self.answers[key][1]
            order = json.loads(body)
            words = order.get("prompt") or order["input"]["prompt"]
            cost = self.price or Decimal(random.Random(words).randrange(1_000_000, 9_000_000)).scaleb(-6)
            self.charged.setdefault(words, []).append(cost)
            answer: dict[str, Any] = {"creditsUsed": float(cost)}
            if path.endswith("/videos/generate"):
                job = f"job_{len(self.answers)}"
                answer |= {"jobId": job, "status": "processing", "pollUrl": f"/v1/jobs/{job}"}
            elif len(words) % 2:
                answer |= {"data": [{"b64_json": base64.b64encode(coloured(words)).decode()}]}
            else:
                answer |= {"data": [{"url": f"{self.url}/files/{words.replace(' ', '_')}"}]}
            self.answers[key] = (body, json.dumps(answer).encode())
            return self.answers[key][1]

    def look(self, job: str) -> bytes:
        with self.lock:
            self.looks[job] = self.looks.get(job, 0) + 1
            done = self.looks[job] > 2
        answer = {"jobId": job, "status": "completed" if done else "processing"}
        return json.dumps(answer | ({"outputUrl": f"{self.url}/files/clip_{job}"} if done else {})).encode()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed hangs up."""


class Teller(BaseHTTPRequestHandler):
    server: Bank
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.say(self.server.once(self.headers["idempotency-key"], body, self.path))

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        if "/jobs/" in self.path:
            self.say(self.server.look(name))
        elif name.startswith("clip_"):
            self.say(clip() + name.encode().join((b"\0\0\0\x18free", b"")).ljust(24, b"\0"))
        else:
            self.say(coloured(name.replace("_", " ")))

    def say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def coloured(words: str) -> bytes:
    """Another small picture for other words."""
    dice = random.Random(words)
    return picture((dice.randrange(256), dice.randrange(256), dice.randrange(256)), (8, 8))
