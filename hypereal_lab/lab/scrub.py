"""Taking out of a text what must not leave the machine, and finding what was left in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["Scrubber"]

_KEYS = re.compile(
    r"\b(?:ck_[A-Za-z0-9_-]{6,}|sk-[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{16,}|ghp_[A-Za-z0-9]{16,})"
    r"|(?i:bearer)\s+[A-Za-z0-9._~+/=-]{8,}"
)
"""Keys of this API and of those that stand beside it in notebooks."""
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?[^\s\"'<>)\\]*")
_SIGNED = re.compile(
    r"https?://[^\s\"'<>)\\]+[?&](?:sig|signature|token|key|expires|x-amz-[a-z-]+|x-goog-[a-z-]+|awsaccesskeyid)="
    r"[^\s\"'<>)\\]*",
    re.IGNORECASE,
)
_FILE_LINKS = re.compile(r"https?://[^\s\"'<>)\\]+/files/[A-Za-z0-9_-]{12,}/[^\s\"'<>)\\]*")
_ACCOUNTS = re.compile(r"\b(?:acct|org|user|key|wallet|job|req)_(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{12,}\b")
"""Ids as servers make them, which have a digit; names in code seldom do."""


class Scrubber:
    """Knows the secrets and folders of one lab. Texts in, texts out; nothing is remembered of either."""

    def __init__(self, secrets: Iterable[str], folders: Iterable[Path]) -> None:
        self._secrets = sorted({one for one in secrets if len(one) >= 4}, key=len, reverse=True)
        named = {str(folder) for one in folders for folder in (one, one.resolve()) if len(str(folder)) > 3}
        self._folders = sorted(named, key=len, reverse=True)

    def clean(self, text: str) -> str:
        """The text with a word in place of each key, signed link, path and account id."""
        for secret in self._secrets:
            text = text.replace(secret, "[key removed]")
        text = _KEYS.sub("[key removed]", text)
        for pattern in (_SIGNED, _FILE_LINKS, _LOOPBACK):
            text = pattern.sub("[link removed]", text)
        text = _ACCOUNTS.sub("[id removed]", text)
        for folder in self._folders:
            for written in (folder, folder.replace("\\", "\\\\")):
                text = text.replace(written, "[folder]")
        return text

    def found_in(self, data: bytes) -> str | None:
        """What kind of thing is still in there, if any."""
        text = data.decode("utf-8", errors="replace")
        if any(secret in text for secret in self._secrets) or _KEYS.search(text):
            return "a key"
        if any(pattern.search(text) for pattern in (_SIGNED, _FILE_LINKS, _LOOPBACK)):
            return "a link of this account"
        if any(folder in text for folder in self._folders):
            return "a path of this machine"
        return "an account id" if _ACCOUNTS.search(text) else None
