"""Links that open without a key: signed by this gateway, for one object, one use and a time."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlencode

__all__ = ["Signer", "Use"]

Use: TypeAlias = Literal["put", "get", "page"]


class Signer:
    """Signs with a secret that never leaves the data folder."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def of(cls, folder: Path) -> Signer:
        """With the secret of a data folder, made with the first look."""
        path = folder / "storage.secret"
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if len(secret := path.read_bytes()) == 32:
                return cls(secret)
            opened = os.open(path, os.O_WRONLY | os.O_TRUNC)  # a crash left it half written: nothing was signed by it
        with os.fdopen(opened, "wb") as file:
            file.write(secret := secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        return cls(secret)

    def query(self, use: Use, object_id: str, expires: float) -> str:
        """What stands behind the question mark of a link."""
        seconds = str(int(expires))
        return urlencode({"expires": seconds, "signature": self.sign(use, object_id, seconds)})

    def expiry(self, use: Use, object_id: str, query: Mapping[str, str]) -> float | None:
        """Until when the link opens, in Unix seconds; None for one that this gateway did not sign."""
        seconds = query.get("expires", "")
        if not self.is_signed(query.get("signature", ""), use, object_id, seconds):
            return None
        return float(seconds)

    def sign(self, use: Use, *words: str) -> str:
        """The signature of some words for one use, as URL-safe text."""
        said = "\n".join((use, *words)).encode("utf-8", "surrogatepass")
        return base64.urlsafe_b64encode(hmac.digest(self._secret, said, hashlib.sha256)).rstrip(b"=").decode()

    def is_signed(self, signature: str, use: Use, *words: str) -> bool:
        """Whether `sign` gave this signature."""
        given = signature.encode("utf-8", "surrogatepass")
        return hmac.compare_digest(given, self.sign(use, *words).encode())

    def __repr__(self) -> str:
        return "<Signer>"
