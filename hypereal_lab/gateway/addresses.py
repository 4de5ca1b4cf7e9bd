"""Which addresses the gateway may connect to for somebody else: a pure decision over numbers.

Two independent opinions must agree that an address is public: the tables here, and Python's `ipaddress`, whose tables
follow the registry but differ between versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal, TypeAlias

__all__ = ["Address", "AllowPrivate", "Standing", "may_connect", "read_address", "standing"]

Address: TypeAlias = IPv4Address | IPv6Address
Standing: TypeAlias = Literal["public", "private", "forbidden"]
"""`private` is loopback and the private ranges, which a developer may open; `forbidden` is never connected to."""
AllowPrivate: TypeAlias = bool | Literal["loopback"]
"""Whether private addresses may be connected to: all of them, none, or only those of this machine."""

_PRIVATE_4 = tuple(map(IPv4Network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_PRIVATE_6 = tuple(map(IPv6Network, ("::1/128", "fc00::/7")))
_FORBIDDEN_4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # "this host": connects to loopback on Linux
            "100.64.0.0/10",  # carrier-grade NAT; also one cloud's metadata
            "168.63.129.16/32",  # a public number that one cloud answers inside every machine
            "169.254.0.0/16",  # link-local, with the metadata of most clouds
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # former 6to4 relays
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_FORBIDDEN_6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # Teredo and other protocol assignments
            "2001:db8::/32",  # documentation
            "3fff::/20",  # documentation
            "fd00:ec2::/32",  # cloud metadata inside the private range
            "fd20:ce::/32",  # the same of another cloud
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
"""All that was ever given out; the rest of the space is special or reserved."""
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""Third quarter of an IPv6 address that tunnels to the IPv4 address in the last quarter."""
_WORST_FIRST: tuple[Standing, ...] = ("forbidden", "private", "public")


def read_address(text: str) -> Address | None:
    """The address a text spells in the one usual way, or None; zones and short, octal, hex spellings are not read."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def may_connect(address: Address, *, allow_private: AllowPrivate) -> bool:
    """Whether a connection to this address is allowed."""
    found = standing(address)
    if allow_private == "loopback":
        return found == "public" or (found == "private" and address.is_loopback)
    return found == "public" or (allow_private and found == "private")


def standing(address: Address) -> Standing:
    """Where the address leads. An IPv6 address that carries an IPv4 one is as bad as the worse of the two."""
    if isinstance(address, IPv4Address):
        return _standing_4(address)
    found = {_standing_4(inner) for inner in _carried(address)}
    if not (found and _is_wrapper(address)):
        found.add(_standing_6(address))
    return next(word for word in _WORST_FIRST if word in found)


def _standing_4(address: IPv4Address) -> Standing:
    if any(address in net for net in _FORBIDDEN_4):
        return "forbidden"
    if any(address in net for net in _PRIVATE_4):
        return "private"
    return "public" if address.is_global else "forbidden"


def _standing_6(address: IPv6Address) -> Standing:
    if address.scope_id or any(address in net for net in _FORBIDDEN_6):
        return "forbidden"
    if any(address in net for net in _PRIVATE_6):
        return "private"
    return "public" if address in _GLOBAL_6 and address.is_global else "forbidden"


def _is_wrapper(address: IPv6Address) -> bool:
    """Whether the packet goes to the carried address alone."""
    return not address.scope_id and any(address in net for net in (_MAPPED, _NAT64, _6TO4))


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """IPv4 addresses inside this one to which a translator or tunnel would send the packet."""
    number = int(address)
    last_quarter = IPv4Address(number & 0xFFFF_FFFF)
    if address in _MAPPED or address in _NAT64 or (number >> 32 & 0xFFFF_FFFF) in _ISATAP:
        yield last_quarter
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
