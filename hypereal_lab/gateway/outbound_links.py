"""A link as a user wrote it, read strictly: what cannot be read in one way only is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

import idna

from hypereal_lab.errors import HyperealError
from hypereal_lab.gateway.addresses import Address, AllowPrivate, may_connect, read_address

__all__ = ["Link", "OutboundRefused", "Why", "not_public", "read_link"]

Why: TypeAlias = Literal[
    "link",
    "scheme",
    "credentials",
    "host",
    "port",
    "private_address",
    "redirect",
    "unreachable",
    "timeout",
    "status",
    "encoding",
    "too_large",
    "not_an_image",
    "not_audio",
    "data_url",
]

_LONGEST = 8_000
"""Characters; signed links of object stores have about 2,000."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNREADABLE = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
"""Control characters, spaces, backslashes and halves of characters, which programs read in different ways."""
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_BRACKETED = re.compile(r"\[[0-9A-Fa-f:.]+\](:[0-9]*)?")
_PATH_SIGNS = "/%:@!$&'()*+,;=~-._[]"
_QUERY_SIGNS = _PATH_SIGNS + "?"


class OutboundRefused(HyperealError):
    """The gateway did not open a link for a user, or what it found there is of no use."""

    def __init__(self, reason: str, *, why: Why) -> None:
        super().__init__(reason)
        self.reason = reason
        """A sentence and the next step; names nothing but what the user wrote."""
        self.why: Why = why
        """The same in one word, for programs."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where to connect, in parts that were each checked, and the text to send."""

    scheme: str
    host: str
    """A name in lower-case ASCII without a final dot, or an address in its usual spelling."""
    port: int
    target: str
    """Path and query, escaped as the user wrote them."""
    address: Address | None = None
    """Set when the host is an address."""

    @property
    def url(self) -> str:
        """The whole link in ASCII, without a fragment."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if _DEFAULT_PORTS[self.scheme] == self.port else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


def read_link(text: str, *, allow_private: AllowPrivate = False) -> Link:
    """Read a link, checking all that can be known without asking a name server.

    Raises `OutboundRefused` for another scheme than http and https, a user name or password in it, a port other than
    80 and 443 (any is fine with `allow_private`), and a host that is no public address or no proper name.
    """
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS:
        raise OutboundRefused("The link must start with https:// or http://; give such a link.", why="scheme")
    if "@" in parts.netloc:
        raise OutboundRefused(
            "The link has a user name or password in it; use a link that opens without them.", why="credentials"
        )
    port = _port(parts, allow_private)
    host, address = _host(parts)
    if address is not None and not may_connect(address, allow_private=allow_private):
        raise not_public(host)
    if (host == "localhost" or host.endswith(".localhost")) and not allow_private:
        raise not_public(host)
    path, query = quote(parts.path or "/", safe=_PATH_SIGNS), quote(parts.query, safe=_QUERY_SIGNS)
    return Link(parts.scheme, host, port, f"{path}?{query}" if query else path, address)


def not_public(host: str) -> OutboundRefused:
    """The refusal of a host that does not lead to the public internet."""
    return OutboundRefused(
        f"{host} is not on the public internet; give a link that everybody can open, or send the file itself.",
        why="private_address",
    )


def _split(text: str) -> SplitResult:
    text = text.strip(" \t\r\n")
    if not text or len(text) > _LONGEST:
        raise OutboundRefused(f"The link is empty or longer than {_LONGEST:,} characters; check it.", why="link")
    if _UNREADABLE.search(text):
        raise OutboundRefused("The link has spaces, control signs or backslashes; write them as %20.", why="link")
    try:
        return urlsplit(text)
    except ValueError:
        raise OutboundRefused("The link cannot be read; check its host name and brackets.", why="link") from None


def _port(parts: SplitResult, allow_private: AllowPrivate) -> int:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port is None:
        return _DEFAULT_PORTS[parts.scheme]
    if port < 1 or (port not in _DEFAULT_PORTS.values() and not allow_private):
        raise OutboundRefused("The link names a port other than 80 and 443; serve the file there.", why="port")
    return port


def _host(parts: SplitResult) -> tuple[str, Address | None]:
    host = (parts.hostname or "").lower()
    if "[" in parts.netloc or "]" in parts.netloc:
        address = read_address(host)
        if address is None or not _BRACKETED.fullmatch(parts.netloc):
            raise _bad_host("is not an IPv6 address, or has a zone in it")
        return str(address), address
    name = _ascii(host).removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        address = read_address(name)
        if address is None:
            raise _bad_host("is a number that programs read as different addresses")
        return str(address), address
    if not _NAME.fullmatch(name):
        raise _bad_host("is not a proper host name")
    return name, None


def _ascii(host: str) -> str:
    """The name as a name server knows it: wide digits, circled letters and foreign dots become what they look like."""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        raise _bad_host("has signs that no host name may have") from None


def _bad_host(problem: str) -> OutboundRefused:
    return OutboundRefused(f"The host of the link {problem}; use a name such as files.example.com.", why="host")
