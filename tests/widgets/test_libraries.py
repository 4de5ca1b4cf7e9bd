"""Heavy libraries come once, packed, and only those that there are."""

from __future__ import annotations

import gzip

import pytest

from hypereal_lab.errors import InputError
from hypereal_lab.widgets.libraries import packed


def test_a_library_is_packed_whole() -> None:
    text = gzip.decompress(packed("three")).decode()
    assert "WebGLRenderer" in text
    assert len(packed("three")) < 250_000


@pytest.mark.parametrize("name", ["four", "../prompt", "three.js", ""])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="There is no library"):
        packed(name)
