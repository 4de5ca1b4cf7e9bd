"""A lab before a scripted server, and pages that talk to its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hypereal_lab import Lab
from tests.lab.conftest import KEY, picture
from tests.lab.conftest import Server as LabServer

__all__ = ["KEY", "Server", "picture"]


class Server(LabServer):
    """The lab's scripted server, which can also refuse the key."""

    refused = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.refused:
            body = {"error": {"message": "No such key.", "type": "authentication_error"}}
            return httpx.Response(401, json=body)
        return super().__call__(request)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def lab(server: Server, tmp_path: Path) -> Iterator[Lab]:
    made = Lab(KEY, "http://server", home=tmp_path / "home", environ={}, transport=httpx.MockTransport(server))
    yield made
    made.close()
