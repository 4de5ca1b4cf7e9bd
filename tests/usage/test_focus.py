"""The bill in FOCUS: its columns, and identities that hold exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypereal_lab.errors import InputError
from hypereal_lab.usage import read
from hypereal_lab.usage.focus import FOCUS_COLUMNS
from tests.usage.ledgers import _pandas, ledgers, row, value

MANDATORY = [
    "BilledCost",
    "EffectiveCost",
    "ListCost",
    "ContractedCost",
    "BillingCurrency",
    "BillingAccountId",
    "BillingAccountName",
    "BillingPeriodStart",
    "BillingPeriodEnd",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "PricingQuantity",
    "PricingUnit",
    "ProviderName",
    "PublisherName",
    "InvoiceIssuerName",
    "ServiceCategory",
    "ServiceName",
]
PACK = {"time": datetime(2026, 1, 1, tzinfo=UTC), "credits": "10000"}


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(ledgers)
def test_every_identity_holds_to_the_last_digit(ledger: list[Any]) -> None:
    made = read(_pandas(ledger)).to_focus(purchases=[PACK])
    used = made[made["ChargeCategory"] == "Usage"]
    spent = Decimal(value(ledger, "credits_micros")).scaleb(-6)
    assert sum(used["PricingCurrencyEffectiveCost"], Decimal(0)) == spent
    assert sum(used["EffectiveCost"], Decimal(0)) * 100 == spent
    assert sum(made["BilledCost"]) == 100 == sum(made[made["ChargeCategory"] == "Purchase"]["BilledCost"])
    for line in made.to_dict("records"):
        assert line["ListUnitPrice"] * line["PricingQuantity"] == line["ListCost"]
        assert line["ContractedUnitPrice"] * line["PricingQuantity"] == line["ContractedCost"]
        assert line["PricingCurrencyListUnitPrice"] * line["PricingQuantity"] == 100 * line["ListCost"]
        assert line["SkuId"] and line["SkuPriceId"].startswith(f"{line['SkuId']}/")
        assert line["ChargePeriodStart"] < line["ChargePeriodEnd"]
        assert line["BillingPeriodStart"] <= line["ChargePeriodStart"] < line["BillingPeriodEnd"]
        assert line["BilledCost"] == 0 or line["EffectiveCost"] == 0
        json.loads(line["Tags"] or "{}")


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 10**12), st.one_of(st.none(), st.integers(0, 10**9)))
def test_a_pack_costs_what_was_paid_for_it_whatever_its_credits_come_to(micros: int, cents: int | None) -> None:
    pack = {"time": PACK["time"], "credits": str(Decimal(micros).scaleb(-6))}
    paid = Decimal(micros).scaleb(-8) if cents is None else Decimal(cents).scaleb(-2)
    made = read(_pandas([])).to_focus(purchases=[pack if cents is None else {**pack, "usd": str(paid)}])
    (line,) = made.to_dict("records")
    assert line["BilledCost"] == line["ContractedCost"] == line["ContractedUnitPrice"] * line["PricingQuantity"] == paid
    assert line["ListCost"] == line["ListUnitPrice"] * line["PricingQuantity"] == Decimal(micros).scaleb(-8)
    assert line["SkuPriceId"] == f"prepaid-credits/{line['PricingUnit']}"


def test_numbers_have_a_point_so_that_no_reader_of_the_file_takes_a_cost_for_a_count() -> None:
    made = read(_pandas([row(credits=1_000_000), row(run="b", credits=0)])).to_focus(purchases=[PACK])
    decimals = [value for value in made.to_numpy().ravel() if isinstance(value, Decimal)]
    assert decimals and all("." in str(value) for value in decimals)


def test_all_mandatory_columns_are_there_and_ours_come_last() -> None:
    made = read(_pandas([row(credits=1)])).to_focus()
    assert set(MANDATORY) <= set(made.columns)
    ours = [name.startswith("x_") for name in FOCUS_COLUMNS]
    assert ours == sorted(ours)
    assert list(read(_pandas([])).to_focus().columns) == list(made.columns)
    filled = [name for name in MANDATORY if name != "ChargeClass"]
    assert not made[filled].isna().any().any()


def test_a_refund_is_negative_usage_and_an_unknown_price_is_left_out_and_counted() -> None:
    made = read(_pandas([row(run="a", credits=1_000_000, refunded=3_000_000), row(run="b", credits=None)])).to_focus()
    assert list(made["PricingCurrencyEffectiveCost"]) == [Decimal(4), Decimal(-3)]
    assert list(made["ChargeCategory"]) == ["Usage", "Usage"]
    assert made.attrs["unknown"] == 1


def test_a_version_that_nobody_wrote_and_a_purchase_without_a_zone_are_refused() -> None:
    usage = read(_pandas([]))
    with pytest.raises(InputError, match="one of 1.2"):
        usage.to_focus("9.9")
    with pytest.raises(InputError, match="with its zone"):
        usage.to_focus(purchases=[{"time": datetime(2026, 1, 1), "credits": 1}])  # noqa: DTZ001
