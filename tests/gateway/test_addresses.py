from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hypereal_lab.gateway.addresses import may_connect, read_address, standing

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
          "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
          "2002:808:808::1"]  # fmt: skip
PRIVATE = ["127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::1",
           "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::127.0.0.1",
           "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::5"]  # fmt: skip
FORBIDDEN = ["0.0.0.0", "0.1.2.3", "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.0.1", "192.0.0.192",
             "168.63.129.16", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1",
             "224.0.1.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::2", "fe80::1", "fec0::1",
             "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1", "64:ff9b:1::8.8.8.8",
             "::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::", "::169.254.169.254",
             "::8.8.8.8", "::ffff:0:8.8.8.8", "fd00:ec2::254", "fd20:ce::254", "2001::1", "::ffff:0.0.0.0",
             "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2606:4700::5efe:a9fe:a9fe", "::ffff:224.0.0.1",
             "fe80::5efe:808:808"]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_open_to_everybody(text: str) -> None:
    assert standing(ip_address(text)) == "public"
    assert may_connect(ip_address(text), allow_private=False)


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_open_to_developers_only(text: str) -> None:
    assert standing(ip_address(text)) == "private"
    assert not may_connect(ip_address(text), allow_private=False)
    assert may_connect(ip_address(text), allow_private=True)


@pytest.mark.parametrize("text", FORBIDDEN)
def test_the_rest_is_open_to_nobody(text: str) -> None:
    assert standing(ip_address(text)) == "forbidden"
    assert not may_connect(ip_address(text), allow_private=True)


def test_an_address_that_tunnels_to_a_private_one_is_as_bad_as_that() -> None:
    assert standing(ip_address("2606:4700::5efe:10.0.0.1")) == "private"
    assert standing(ip_address("2606:4700::200:5efe:127.0.0.1")) == "private"
    assert standing(ip_address("2606:4700::5efe:8.8.8.8")) == "public"


@settings(max_examples=500, deadline=None)
@given(st.ip_addresses(v=4).filter(lambda address: address.is_global))
def test_no_ipv4_address_that_python_calls_special_is_public(address: IPv4Address) -> None:
    special = address.is_multicast or address.is_reserved or address.is_link_local or address.is_loopback
    extra = str(address).startswith(("192.0.0.", "192.88.99.")) or str(address) == "168.63.129.16"
    assert (standing(address) == "public") is not (special or extra)


@settings(max_examples=1000, deadline=None)
@given(st.ip_addresses())
@example(ip_address("2002:7f00:1::"))
def test_nothing_is_public_that_python_calls_private(address: IPv4Address | IPv6Address) -> None:
    wrapped = isinstance(address, IPv6Address) and (address.ipv4_mapped or address.sixtofour)
    if standing(address) == "public" and not wrapped:
        assert address.is_global
    if address.is_loopback or address.is_private or address.is_link_local or address.is_multicast:
        assert standing(address) != "public" or wrapped


@settings(deadline=None)
@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:", "64:ff9b::"]))
def test_a_wrapped_ipv4_address_stands_as_it_does_alone(address: IPv4Address, prefix: str) -> None:
    assert standing(IPv6Address(f"{prefix}{address}")) == standing(address)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_6to4_stands_as_its_ipv4_address_and_teredo_never(address: IPv4Address) -> None:
    number = int(address)
    assert standing(IPv6Address(0x2002 << 112 | number << 80 | 1)) == standing(address)
    assert standing(IPv6Address(0x2001_0000 << 96 | number << 64 | (number ^ 0xFFFF_FFFF))) == "forbidden"


@pytest.mark.parametrize(
    "text", ["", "127.1", "0", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01", "fe80::1%eth0", "::1%1", "a.b"]
)
def test_unusual_spellings_are_not_read(text: str) -> None:
    assert read_address(text) is None


@settings(deadline=None)
@given(st.ip_addresses())
def test_the_usual_spelling_is_read(address: IPv4Address | IPv6Address) -> None:
    assert read_address(str(address)) == address
