"""Image bodies of all generations."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from hypereal_lab.wire.codec import encode, read
from hypereal_lab.wire.images import REFERENCE_FIELDS, ImagesAnswer, ImagesBody


@pytest.mark.parametrize("field", REFERENCE_FIELDS)
def test_references_are_found_under_every_name(field: str) -> None:
    body = msgspec.convert({"prompt": "p", field: ["a", "b"]}, ImagesBody)
    assert body.references == ("a", "b")
    assert body.reference_field == field


def test_a_single_reference_may_be_plain_text() -> None:
    assert ImagesBody(image="a").references == ("a",)


def test_an_unknown_field_of_an_answer_survives() -> None:
    answer = read(b'{"created":1,"data":[],"creditsUsed":4.000001,"later":{"x":1}}', ImagesAnswer)
    assert answer.extra == {"later": {"x": 1}}
    assert answer.credits_used == Decimal("4.000001")


def test_a_body_carries_only_what_was_given() -> None:
    assert msgspec.json.decode(encode(ImagesBody(prompt="p", n=2))) == {"prompt": "p", "n": 2}
