"""The gateway as a process: start, ready line, ports and folders in use, signals, crashes, the embedded one."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from hypereal_lab.gateway.ledger import verify

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and file modes of POSIX")

BODY = {"model": "gemini-3-1-flash-t2i", "prompt": "a lighthouse", "resolution": "0.5K"}
LIMIT = 60.0
"""Seconds that anything may take on a machine that is busy with other tests."""

Start = Callable[..., "Process"]


class Process:
    """A gateway process and the lines it said."""

    def __init__(self, *words: str, module: str = "hypereal_lab.gateway") -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HYPEREAL_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environ,
        )
        self.said: list[str] = []
        self.errors: list[str] = []
        self._ready = threading.Event()
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.said), daemon=True),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: Any, lines: list[str]) -> None:
        with stream:
            for line in stream:
                lines.append(line.rstrip("\n"))
                if "ready at" in line:
                    self._ready.set()
        self._ready.set()

    def base(self) -> str:
        """Its address, when it is ready."""
        assert self._ready.wait(LIMIT)
        assert self.said, self.errors
        return self.said[0].rsplit(" ", 1)[1]

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.status()

    def status(self) -> int:
        status = self.process.wait(LIMIT)
        for reader in self._readers:
            reader.join(LIMIT)
        return status


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Process] = []

    def begin(*words: object, **options: Any) -> Process:
        started.append(Process(*map(str, words), **options))
        return started[-1]

    yield begin
    for one in started:
        one.end(signal.SIGKILL)


def until(true: Callable[[], object]) -> None:
    """Wait for what another process does."""
    deadline = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def announced(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "gateway.json").read_bytes())


def client(folder: Path) -> httpx.Client:
    told = announced(folder)
    return httpx.Client(base_url=told["base_url"], headers={"x-api-key": told["key"]}, timeout=LIMIT)


def books(folder: Path) -> Any:
    with closing(sqlite3.connect(folder / "gateway.sqlite3", isolation_level=None)) as db:
        return verify(db)


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "gateway.sqlite3")) as db:
        try:
            return db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        except sqlite3.OperationalError:
            return 0


def test_it_says_one_line_with_its_address_and_ends_well(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--port", 0)
    base = gateway.base()
    assert httpx.get(f"{base}/healthz").json()["status"] == "ok"
    assert gateway.end() == 0
    assert gateway.said == [f"Hypereal gateway ready at {base}"]
    assert not (tmp_path / "gateway.json").exists()


def test_the_command_serves_with_keys_that_it_made(tmp_path: Path, start: Start) -> None:
    command = [sys.executable, "-m", "hypereal_lab.cli", "keys", "create", "--data-dir", str(tmp_path)]
    gateway = start("serve", "--data-dir", tmp_path, "--port", 0, module="hypereal_lab.cli")
    base = gateway.base()
    made = subprocess.run([*command, "--credits", "7", "--rate-limit", "3"], capture_output=True, check=True)
    headers = {"authorization": f"Bearer {json.loads(made.stdout)['key']}"}
    answer = httpx.post(f"{base}/v1/images/generations", json=BODY, headers=headers, timeout=LIMIT)
    assert answer.status_code == 200, answer.text
    credits = httpx.get(f"{base}/api/credits", headers=headers)
    assert credits.json() == {"balance": 3, "held": 0, "currency": "credits", "usd": 0.03, "sandbox": True}
    assert (credits.headers["x-ratelimit-limit"], credits.headers["x-ratelimit-remaining"]) == ("3", "1")
    picture = httpx.get(answer.json()["data"][0]["url"])
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


def test_a_port_that_is_taken_is_named_with_the_next_step(tmp_path: Path, start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        gateway = start("--data-dir", tmp_path, "--port", port)
        assert gateway.status() == 2
    assert gateway.said == []
    assert f"port {port}" in gateway.errors[-1]
    assert "--port" in gateway.errors[-1]


def test_a_folder_that_another_gateway_serves_is_refused(tmp_path: Path, start: Start) -> None:
    first = start("--data-dir", tmp_path, "--port", 0)
    first.base()
    second = start("--data-dir", tmp_path, "--port", 0)
    assert second.status() == 3
    assert str(tmp_path) in second.errors[-1]
    assert "--data-dir" in second.errors[-1]
    assert first.process.poll() is None


def test_opening_the_private_network_is_said_at_the_start(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--port", 0, "--allow-private-network")
    gateway.base()
    gateway.end()
    assert any("WARNING" in line and "private" in line for line in gateway.errors)
    assert len(gateway.said) == 1


def test_the_embedded_one_announces_itself_to_its_user_alone(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    base = gateway.base()
    told = announced(tmp_path)
    assert (told["base_url"], told["pid"], told["sandbox"]) == (base, gateway.process.pid, True)
    for name in ("gateway.json", "key", "pepper"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    with client(tmp_path) as http:
        credits = http.get("/api/credits")
        assert credits.json()["balance"] == 10_000
        assert credits.json()["sandbox"] is True
        assert credits.headers["x-ratelimit-limit"] == "100000"
    gateway.end()
    assert not (tmp_path / "gateway.json").exists()
    everything = "\n".join([*gateway.said, *gateway.errors])
    assert told["key"].split("_")[2] not in everything


def test_account_and_balance_stay_from_one_start_to_the_next(tmp_path: Path, start: Start) -> None:
    keys = []
    for _ in range(2):
        gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0)
        gateway.base()
        keys.append(announced(tmp_path)["key"])
        with client(tmp_path) as http:
            assert http.post("/v1/images/generations", json=BODY).status_code == 200
            balance = http.get("/api/credits").json()["balance"]
        gateway.end()
    assert keys[0] == keys[1]
    assert balance == 9992
    (tmp_path / "key").unlink()
    start("--data-dir", tmp_path, "--embedded", "--port", 0).base()
    assert announced(tmp_path)["key"] != keys[0]


def test_it_ends_itself_when_nobody_calls(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0, "--idle-exit", 0.2)
    gateway.base()
    assert gateway.status() == 0
    assert not (tmp_path / "gateway.json").exists()


def test_two_started_at_once_leave_one_that_answers(tmp_path: Path, start: Start) -> None:
    both = [start("--data-dir", tmp_path, "--embedded", "--port", 0) for _ in range(2)]
    until(lambda: sum(one.process.poll() is not None for one in both) == 1)
    ended = next(one for one in both if one.process.poll() is not None)
    assert ended.status() == 3
    with client(tmp_path) as http:
        assert http.get("/healthz").status_code == 200


def test_an_embedded_one_waits_for_one_that_is_just_ending(tmp_path: Path, start: Start) -> None:
    first = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    first.base()
    with ThreadPoolExecutor() as threads, client(tmp_path) as http:
        slow = threads.submit(http.post, "/v1/images/generations", json={**BODY, "resolution": "2K", "n": 4})
        until(lambda: count(tmp_path, "holds") == 1)
        first.process.send_signal(signal.SIGTERM)
        until(lambda: not (tmp_path / "gateway.json").exists())
        second = start("--data-dir", tmp_path, "--embedded", "--port", 0)
        assert slow.result().status_code == 200
    assert first.status() == 0
    second.base()
    with client(tmp_path) as http:
        left = http.get("/api/credits").json()
        (row,) = http.get("/api/api-usage").json()["logs"]
        assert (left["balance"], left["held"]) == (10_000 - row["credits"], 0)
        assert row["credits"] > 0


def test_sigterm_lets_running_calls_end_and_takes_no_new_ones(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    base = gateway.base()
    with ThreadPoolExecutor() as threads, client(tmp_path) as http:
        running = threads.submit(http.post, "/v1/images/generations", json={**BODY, "resolution": "1K", "n": 2})
        until(lambda: count(tmp_path, "holds") == 1)
        gateway.process.send_signal(signal.SIGTERM)
        until(lambda: _refused(base))
        assert running.result().status_code == 200
    assert gateway.status() == 0
    proof = books(tmp_path)
    assert (proof.charged.decimal, proof.held.decimal) == (8, 0)


def _refused(base: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(base.rsplit(":", 1)[1]))) != 0


def test_a_second_interrupt_gives_the_holds_back_at_once(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    gateway.base()
    with ThreadPoolExecutor() as threads, client(tmp_path) as http:
        running = threads.submit(http.post, "/v1/images/generations", json={**BODY, "resolution": "4K", "n": 10})
        until(lambda: count(tmp_path, "holds") == 1)
        gateway.process.send_signal(signal.SIGINT)
        until(lambda: not (tmp_path / "gateway.json").exists())
        gateway.process.send_signal(signal.SIGINT)
        status = gateway.status()
        assert running.exception() is not None or running.result().status_code == 503
    assert status == 0
    proof = books(tmp_path)
    assert (proof.charged.decimal, proof.held.decimal) == (0, 0)
    assert count(tmp_path, "resolutions") == 1


def test_a_crash_between_hold_and_settle_is_mended_at_the_next_start(tmp_path: Path, start: Start) -> None:
    gateway = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    gateway.base()
    with ThreadPoolExecutor() as threads, client(tmp_path) as http:
        cut = threads.submit(http.post, "/v1/images/generations", json={**BODY, "resolution": "4K", "n": 10})
        until(lambda: count(tmp_path, "holds") == 1)
        gateway.end(signal.SIGKILL)
        assert isinstance(cut.exception(), httpx.TransportError)
    assert books(tmp_path).held.decimal > 0
    again = start("--data-dir", tmp_path, "--embedded", "--port", 0)
    again.base()
    assert any("1 calls" in line for line in again.errors)
    proof = books(tmp_path)
    assert (proof.held.decimal, proof.charged.decimal, proof.in_wallets.decimal) == (0, 0, 10_000)
    with client(tmp_path) as http:
        assert http.get("/api/credits").json()["balance"] == 10_000
        (row,) = http.get("/api/api-usage").json()["logs"]
        assert (row["statusCode"], row["credits"]) == (503, 0)
        assert http.post("/v1/images/generations", json=BODY).status_code == 200
