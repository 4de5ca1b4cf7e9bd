"""Where to call and with which key: arguments first, then the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hypereal_lab.errors import SettingsError
from hypereal_lab.wire.routes import KEY_PREFIX

__all__ = ["DEFAULT_BASE_URL", "ENV_BASE_URL", "ENV_KEY", "Settings", "Timeouts", "key_in_environment", "resolve"]

DEFAULT_BASE_URL = "https://hypereal.cloud/api/v1"
"""The hosted service (API pages, newest generation)."""
ENV_KEY = "HYPEREAL_API_KEY"
ENV_BASE_URL = "HYPEREAL_BASE_URL"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds allowed for each phase of one request."""

    connect: float = 5.0
    write: float = 60.0
    read: float = 300.0
    """Until the next byte; pictures were seen to take 220 s on the hosted service."""
    pool: float = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """One server and one key. Its repr never shows the key."""

    root: str
    """Origin and any prefix before `/api` or `/v1`, without a slash at the end."""
    v1: str
    """Base of all `/v1` routes."""
    key: str = field(repr=False)
    timeouts: Timeouts = Timeouts()
    honours_idempotency: bool = False
    """True where the server is known to answer a repeated idempotency key without doing or charging it again."""

    def url(self, path: str) -> str:
        """The address of a path of `wire.routes`."""
        return self.v1 + path.removeprefix("/v1") if path.startswith("/v1/") else self.root + path


def key_in_environment(environ: Mapping[str, str] | None = None) -> bool:
    """Whether a key is set, without looking at it closer."""
    return bool((os.environ if environ is None else environ).get(ENV_KEY, "").strip())


def resolve(
    api_key: str | None = None,
    base_url: str | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    timeouts: Timeouts | None = None,
    honours_idempotency: bool = False,
) -> Settings:
    """Settings from arguments, then environment. Raises `SettingsError` that names what to set."""
    env = os.environ if environ is None else environ
    key = (api_key if api_key is not None else env.get(ENV_KEY, "")).strip()
    if not key:
        raise SettingsError(f"No key in {ENV_KEY}; set it, or use Lab(), which starts a gateway that needs none.")
    if not key.startswith(KEY_PREFIX):
        raise SettingsError(f"The key must start with {KEY_PREFIX}; copy it whole from the page where it was made.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError("The key has characters that no key has; copy it again without quotes or line ends.")
    root, v1 = _bases(base_url or env.get(ENV_BASE_URL, "").strip() or DEFAULT_BASE_URL)
    return Settings(root, v1, key, timeouts or Timeouts(), honours_idempotency)


def _bases(base_url: str) -> tuple[str, str]:
    """All spellings found in clients: the bare host, `/v1` and `/api/v1`."""
    base = base_url.rstrip("/")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SettingsError(f"{ENV_BASE_URL} must be an address such as {DEFAULT_BASE_URL}, not {base_url!r}.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(f"{ENV_BASE_URL} may hold no password, query or fragment; the key goes into {ENV_KEY}.")
    for ending in ("/api/v1", "/v1"):
        if base.endswith(ending):
            return base.removesuffix(ending), base
    return base.removesuffix("/api"), base.removesuffix("/api") + "/api/v1"
