"""What passes unasked, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypereal_lab import Credits, errors
from hypereal_lab.catalog import Estimate
from hypereal_lab.lab.guard import Consent, check_spending

AMOUNTS = st.integers(0, 10_000_000).map(Credits)
MAYBE = st.none() | AMOUNTS


def price(low: Credits | None, expected: Credits | None, high: Credits | None) -> Estimate:
    return Estimate(low=low, expected=expected, high=high, unit=None, basis="observed", version="1", source="")


def check(cost: Estimate, limit: Credits | None = None, **said: object) -> Credits | None:
    return check_spending(cost, Consent(**said), model="m", confirm_above=limit)  # type: ignore[arg-type]


@given(MAYBE, MAYBE, MAYBE, MAYBE, st.booleans(), st.booleans())
def test_what_is_held_covers_the_most_it_may_cost(
    expected: Credits | None, high: Credits | None, most: Credits | None, limit: Credits | None, yes: bool, any: bool
) -> None:
    worst = high if high is not None else expected
    try:
        held = check(price(None, expected, high), limit, max_cost=most, confirm=yes, allow_unknown_price=any)
    except errors.PriceUnknown:
        assert worst is None and not any
    except errors.CostAboveLimit:
        assert worst is not None and most is not None and worst > most
    except errors.ConfirmationNeeded:
        assert worst is not None and limit is not None and worst > limit and not yes
    else:
        assert held == (most if worst is None else worst)
        assert worst is None or most is None or worst <= most
        assert worst is None or limit is None or worst <= limit or yes


def test_an_unknown_price_never_passes_unasked_whatever_else_is_said() -> None:
    with pytest.raises(errors.PriceUnknown, match="allow_unknown_price=True"):
        check(Estimate.unknown("?"), max_cost=Credits.of(5), confirm=True)
    assert check(Estimate.unknown("?"), allow_unknown_price=True) is None
    assert check(Estimate.unknown("?"), allow_unknown_price=True, max_cost=Credits.of(5)) == Credits.of(5)


def test_a_price_with_a_spread_is_held_at_its_top() -> None:
    assert check(price(Credits.of(4), Credits.of(9), Credits.of(25))) == Credits.of(25)
    assert check(price(None, Credits.of(9), None)) == Credits.of(9)


def test_the_refusals_say_the_amounts_and_the_next_step() -> None:
    cost = price(Credits.of(4), Credits.of(4), Credits.of("4.5"))
    with pytest.raises(errors.CostAboveLimit, match=r"4\.5 credits and max_cost allows 4; nothing was sent"):
        check(cost, max_cost=Credits.of(4))
    with pytest.raises(errors.ConfirmationNeeded, match=r"4\.5 credits, and above 4 .* confirm=True"):
        check(cost, Credits.of(4))
