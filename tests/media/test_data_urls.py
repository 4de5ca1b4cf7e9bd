from __future__ import annotations

import base64
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hypereal_lab.media import MediaError, parse_data_url


def refusal(text: str, max_bytes: int = 1000) -> MediaError:
    with pytest.raises(MediaError) as caught:
        parse_data_url(text, max_bytes=max_bytes)
    return caught.value


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_what_was_written_is_read(data: bytes) -> None:
    text = "data:image/png;base64," + base64.b64encode(data).decode()
    assert parse_data_url(text, max_bytes=len(data)) == ("image/png", data)
    assert refusal(text, len(data) - 1).why == "too_large"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        ("data:image/PNG;base64,", "image/png"),
        ("DATA:image/svg+xml;BASE64,", "image/svg+xml"),
        ("data:image/jpeg;charset=utf-8;base64,", "image/jpeg"),
        ("data:;base64,", "text/plain"),
    ],
)
def test_the_media_type_is_read_without_its_parameters(head: str, media_type: str) -> None:
    assert parse_data_url(head + "AAAA", max_bytes=3) == (media_type, bytes(3))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "data:",
        "data:,",
        "data:image/png,rawbytes",
        "data:image/png;base64",
        "data:image/png;base64,",
        "data:image/png;base64,A",
        "data:image/png;base64,AAA",
        "data:image/png;base64,AA=A",
        "data:image/png;base64,A===",
        "data:image/png;base64,====",
        "data:image/png;base64,AAAA\nAAA",
        "data:image/png;base64, AAA",
        "data:image/png;base64,AA-_",
        "data:image/png;base64,AA%3D",
        "data:image/png;base64,AAAé",
        "data:image/png;base64,AA==AAAA",
        "data:" + "a" * 300 + "/png;base64,AAAA",
        "https://example.com/a.png",
        "data:image/png/x;base64,AAAA",
    ],
)
def test_text_that_is_no_strict_base64_data_url_is_refused_with_the_form_to_write(text: str) -> None:
    error = refusal(text)
    assert error.why == "data_url"
    assert "data:image/png;base64," in error.reason


def test_a_file_that_is_too_large_is_refused_before_a_byte_is_copied_or_decoded() -> None:
    text = "data:image/png;base64," + "A" * 40_000_000
    tracemalloc.start()
    try:
        error = refusal(text, 20_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.why == "too_large"
    assert "30.0 MB" in error.reason and "20.0 MB" in error.reason
    assert peak < 100_000


def test_the_size_counts_before_the_letters() -> None:
    assert refusal("data:image/png;base64," + "!" * 4000).why == "too_large"
