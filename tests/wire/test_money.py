"""Credits are exact."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab.wire.money import ZERO, Credits, digits

amounts = st.integers(-(10**18), 10**18).map(Credits)


def test_an_amount_is_read_as_it_is_written() -> None:
    assert Credits.of("4.2").micros == 4_200_000
    assert Credits.of(3).micros == 3_000_000
    assert Credits.of(Decimal("0.000001")).micros == 1


@given(amounts)
def test_no_rounding_that_a_user_chose_for_decimals_reaches_an_amount(amount: Credits) -> None:
    with localcontext(prec=3):
        assert amount.decimal == Decimal(amount.micros).scaleb(-6, Context(prec=60))
        assert Credits.of(amount.decimal) == Credits.read(amount.decimal) == amount
        assert amount.usd == Decimal(amount.micros).scaleb(-8, Context(prec=60))
        assert digits(amount.micros) == str(amount.decimal)


def test_a_float_is_refused_with_the_way_out() -> None:
    with pytest.raises(TypeError, match=r'Credits\.of\("4\.2"\)'):
        Credits.of(4.2)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "four", "NaN", "Infinity", "1e400", "0.0000001", "4,2"])
def test_text_that_is_no_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Credits.of(text)


def test_what_a_server_says_is_rounded_to_the_millionth() -> None:
    assert Credits.read(Decimal("0.0000014")).micros == 1


@given(amounts)
def test_an_amount_survives_writing_and_reading(amount: Credits) -> None:
    assert Credits.of(amount.decimal) == amount
    assert Credits.of(amount.show().replace(",", "")) == amount


@given(st.lists(amounts))
def test_sums_are_exact_in_any_order(many: list[Credits]) -> None:
    assert sum(many, ZERO).micros == sum(amount.micros for amount in many)
    assert sum(reversed(many), ZERO) == sum(many, ZERO)


@given(amounts, amounts)
def test_amounts_compare_and_subtract_like_their_parts(a: Credits, b: Credits) -> None:
    assert (a < b) == (a.micros < b.micros)
    assert a - b == -(b - a)
    assert a * 3 == a + a + a


def test_amounts_show_no_needless_digits() -> None:
    assert Credits.of("1250.50").show() == "1,250.5"
    assert Credits.of("0.0035").show() == "0.0035"
    assert repr(Credits.of("1250")) == "Credits.of('1250')"


def test_hundred_credits_are_one_dollar() -> None:
    assert Credits.of(100).usd == Decimal(1)
