"""Steps of an upload, as a test takes them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx

from tests.gateway.conftest import Gateway

__all__ = ["WORDS", "begin", "bearer", "complete", "digest_header", "keep", "ranged", "refusal"]

WORDS = b"a kite over the lake, a heron under it"


async def begin(gateway: Gateway, size: int = len(WORDS), headers: dict[str, str] | None = None, **body: Any) -> Any:
    """The ticket of an upload."""
    asked = {"filename": "words.txt", "contentType": "text/plain", "kind": "dataset", "size": size, **body}
    answer = await gateway.http.post("/v1/storage/upload", json=asked, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def complete(gateway: Gateway, ticket: Any, **body: Any) -> httpx.Response:
    return await gateway.http.post(f"/v1/storage/{ticket['id']}/complete", json=body)


async def keep(gateway: Gateway, data: bytes = WORDS, headers: dict[str, str] | None = None, **body: Any) -> Any:
    """An object that is stored."""
    ticket = await begin(gateway, len(data), headers, **body)
    sent = await gateway.http.put(ticket["uploadUrl"], content=data)
    assert sent.status_code == 200, sent.text
    done = await gateway.http.post(f"/v1/storage/{ticket['id']}/complete", headers=headers)
    assert done.status_code == 200, done.text
    return done.json()


def ranged(first: int, data: bytes, size: int = len(WORDS)) -> dict[str, str]:
    return {"content-range": f"bytes {first}-{first + len(data) - 1}/{size}"}


def digest_header(data: bytes) -> dict[str, str]:
    return {"content-digest": f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"}


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def refusal(answer: httpx.Response, status: int, code: str) -> Any:
    """The `error` of a refusal."""
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code, error
    return error
