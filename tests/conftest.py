"""For every test: no network beyond this machine, and no key, address or folder of the person who runs it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# a machine that does other work besides is slow, not wrong
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")

_TOLD = 3_000
"""Characters of a failure that are told at once; all of it stands at the end."""

REAL_CONNECT = socket.socket.connect


class NetworkUsed(AssertionError):
    """A test tried to leave this machine."""


def _local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a path of this machine
    host = str(address[0])
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def _guarded(self: socket.socket, address: Any) -> None:
    if not _local(address):
        raise NetworkUsed(f"a test tried to connect to {address}")
    REAL_CONNECT(self, address)


class Failures:
    """Tells a failure when it happens: a run that somebody ends early has said what was wrong."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._terminal.write_line(f"\n{report.nodeid} failed in its {report.when} after {report.duration:.0f} s")
            self._terminal.write_line(report.longreprtext[-_TOLD:])


def pytest_sessionstart(session: pytest.Session) -> None:
    plugins = session.config.pluginmanager
    terminal = plugins.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(session.config, "workerinput"):
        plugins.register(Failures(terminal))


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HYPEREAL_API_KEY", "HYPEREAL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HYPEREAL_LAB_HOME", str(tmp_path / "lab-home"))
