from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.gateway.outbound_links import OutboundRefused, read_link


def refusal(text: str, *, allow_private: bool = False) -> OutboundRefused:
    with pytest.raises(OutboundRefused) as caught:
        read_link(text, allow_private=allow_private)
    assert caught.value.reason.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://results.example.com/a.png", "https://results.example.com/a.png"),
        ("  HTTPS://results.example.com/A.png\n", "https://results.example.com/A.png"),
        ("https://results.example.com", "https://results.example.com/"),
        ("https://results.example.com?a=1", "https://results.example.com/?a=1"),
        ("https://results.example.com./a", "https://results.example.com/a"),
        ("https://results.example.com:443/a", "https://results.example.com/a"),
        ("https://results.example.com:/a", "https://results.example.com/a"),
        ("http://results.example.com:443/a", "http://results.example.com:443/a"),
        ("https://a.example/x%2Fy+z?sig=a%2Bb%3D&t=[1]#part", "https://a.example/x%2Fy+z?sig=a%2Bb%3D&t=[1]"),
        ("https://a.example/kätzchen.png", "https://a.example/k%C3%A4tzchen.png"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
        ("https://results。example．com/a", "https://results.example.com/a"),
        ("https://my_bucket.example.com/a", "https://my_bucket.example.com/a"),
        ("https://8.8.8.8/a", "https://8.8.8.8/a"),
        ("https://8.8.8.8./a", "https://8.8.8.8/a"),
        ("https://[2606:4700:0:0::1111]/a", "https://[2606:4700::1111]/a"),
    ],
)
def test_a_proper_link_is_read_and_written_in_one_way(text: str, url: str) -> None:
    assert read_link(text).url == url


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1.", "10.1.2.3", "192.168.0.1", "172.20.0.1", "100.64.0.1", "0.0.0.0", "169.254.169.254",
     "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fd00::1]", "[::ffff:127.0.0.1]",
     "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:0:0:0:0:80ff:fffe]", "[ff02::1]",
     "localhost", "LOCALHOST", "localhost.", "a.localhost", "127。0。0。1", "127．0．0．1", "①②⑦.⓪.⓪.①",
     "ⓛocalhost", "１２７.0.0.1"],
)  # fmt: skip
def test_a_host_that_is_not_public_is_refused_without_asking_a_name_server(host: str) -> None:
    assert refusal(f"http://{host}/a.png").why == "private_address"


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
     "127.0.0.01", "127.0.0.0x1", "1.2.3.4.5", "256.256.256.256", "0x", "a.0", "2130706433.", "③232235777",
     "[fe80::1%25eth0]", "[fe80::1%eth0]", "[::1%lo]", "[127.0.0.1]", "[v1.a]", "[::1]x", "", ".", "..", "a..b",
     "-a.example", "a-.example", "a.example..", "%31%32%37.0.0.1", "127.0.0.1%00.example", "a,b.example", "*.example",
     "a" * 64 + ".example", "a." * 127 + "example", "ex\u00adample\u200b.\u2028", "a:b:c"],
)  # fmt: skip
@pytest.mark.parametrize("allow_private", [False, True])
def test_a_host_that_programs_read_in_different_ways_is_refused_even_for_developers(
    host: str, allow_private: bool
) -> None:
    assert refusal(f"http://{host}/a.png", allow_private=allow_private).why in {"host", "link", "port"}


@pytest.mark.parametrize("text", ["ftp://a.example/x", "file:///etc/passwd", "gopher://a.example", "a.example/x.png",
                                  "//a.example/x", "/etc/passwd", "javascript:alert(1)", "blob:https://a.example/1",
                                  "unix:///run/docker.sock", "httpss://a.example"])  # fmt: skip
def test_only_http_and_https_are_taken(text: str) -> None:
    assert refusal(text, allow_private=True).why == "scheme"


@pytest.mark.parametrize(
    "text",
    ["https://user:pass@a.example/", "https://user@a.example/", "https://@a.example/", "https://:@a.example/",
     "https://a.example@127.0.0.1/", "https://a.example%40b@c.example/"],
)  # fmt: skip
def test_a_name_or_password_in_the_link_is_refused_and_not_repeated(text: str) -> None:
    error = refusal(text, allow_private=True)
    assert error.why == "credentials"
    assert "pass@" not in str(error) and "user:" not in str(error)


@pytest.mark.parametrize(
    "port", ["22", "25", "6379", "8080", "65536", "0", "-1", "+80", "8_0", "８０", "80a", "99999999"]
)
def test_other_ports_than_80_and_443_are_refused(port: str) -> None:
    assert refusal(f"http://a.example:{port}/").why == "port"


def test_a_developer_may_use_any_real_port_and_loopback() -> None:
    assert read_link("http://127.0.0.1:8080/a", allow_private=True).url == "http://127.0.0.1:8080/a"
    assert read_link("http://localhost:5000/a", allow_private=True).port == 5000
    assert read_link("http://[::1]:5000/a", allow_private=True).url == "http://[::1]:5000/a"
    assert refusal("http://localhost:0/", allow_private=True).why == "port"
    assert refusal("http://169.254.169.254/latest", allow_private=True).why == "private_address"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "http://a.example\\@127.0.0.1/", "http://a.example/a b", "http://a.example/\r\nHost: b", "http://a\t.b/",
     "http://a.example/\x00", "http://[::1/", "http://a]/", "https://a.example/" + "x" * 9000, "http://a.example/\ud800",
     "http://a.example\u2100.b/"],
)  # fmt: skip
def test_text_that_is_no_link_is_refused(text: str) -> None:
    assert refusal(text).why in {"link", "host"}


@settings(deadline=None)
@given(
    st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://[", "http://a.example:", "https://a.b/"])
)
def test_any_text_is_a_link_or_a_sentence(text: str, start: str) -> None:
    try:
        link = read_link(start + text)
    except OutboundRefused as error:
        assert error.reason.endswith(".")
    else:
        assert link.url.isascii()
        assert read_link(link.url) == link


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "{:#x}", "0{:o}"]))
def test_no_number_is_taken_for_a_host(number: int, form: str) -> None:
    assert refusal(f"http://{form.format(number)}/").why == "host"
