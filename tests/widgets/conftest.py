"""A lab before a scripted server that can also refuse the key."""

from __future__ import annotations

import httpx
import pytest

from tests import labs
from tests.labs import KEY, lab, picture

__all__ = ["KEY", "Server", "lab", "picture", "server"]


class Server(labs.Server):
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
